-- What was entered from paper, and what of somebody was corrected in the hall. Projections are refolded by the program that
-- takes this step.
DROP TABLE visit;
CREATE TABLE visit (
    id            BLOB PRIMARY KEY,
    session       BLOB NOT NULL,
    person        BLOB NOT NULL,
    state         TEXT NOT NULL,
    lane          TEXT,               -- with number: the ticket in force
    number        INTEGER,
    station       INTEGER,
    passed        TEXT,               -- JSON list: steps behind it; NULL for none, as below
    calls         INTEGER NOT NULL,   -- since they last sat down
    priority      TEXT,               -- JSON list: why they go first, as somebody said it
    for_station   INTEGER,            -- the one that they wait for
    reason        TEXT,               -- of a deferral
    papers        TEXT,               -- JSON list: to be brought
    refused       TEXT,               -- why
    note          TEXT,
    receipt       TEXT,
    old_paper     TEXT,
    appointment   TEXT,               -- date
    since         INTEGER,
    arrived       INTEGER,
    queued        INTEGER,            -- the queue goes by it: arrived, or went to the end of the line
    paper_from    INTEGER,            -- with paper_to: the last thing was entered from paper, and happened between them
    paper_to      INTEGER,
    actor         BLOB,
    last          TEXT,               -- DEVICE:INDEX of the last event that counts
    needs_newer   INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX visit_queue ON visit (session, state, arrived);
CREATE INDEX visit_person ON visit (person);

DROP TABLE turn;
CREATE TABLE turn (
    session BLOB NOT NULL,
    visit   BLOB NOT NULL,
    nth     INTEGER NOT NULL,
    station INTEGER NOT NULL,
    passed  TEXT,                     -- JSON list: steps that were behind them; NULL for none
    waited  INTEGER,                  -- since when; NULL where that was entered from paper
    called  INTEGER,                  -- first
    started INTEGER,
    ended   INTEGER,
    PRIMARY KEY (session, visit, nth)
) STRICT, WITHOUT ROWID;
CREATE INDEX turn_called ON turn (session, called);

-- What was corrected in the hall, and in which session: no list has taken it over since.
CREATE TABLE spot (
    person  BLOB NOT NULL,
    field   TEXT NOT NULL,
    session BLOB NOT NULL,
    PRIMARY KEY (person, field)
) STRICT, WITHOUT ROWID;
