-- How a session works, what stations did, who goes first, and how visits end. Projections are refolded by the program that
-- takes this step.
DROP TABLE plan;
CREATE TABLE plan (
    session   BLOB NOT NULL,
    person    BLOB NOT NULL,
    slot_from TEXT,                   -- 09:10, with slot_to: when they are asked to come
    slot_to   TEXT,
    PRIMARY KEY (session, person)
) STRICT, WITHOUT ROWID;
CREATE INDEX plan_person ON plan (person);

DROP TABLE session;
CREATE TABLE session (
    id          BLOB PRIMARY KEY,
    date        TEXT,                 -- business date; NULL until the opening event has come
    place       TEXT,
    registered  INTEGER NOT NULL,
    arranged    TEXT,                 -- JSON: how it works; NULL where nobody said
    closed      INTEGER NOT NULL,
    unresolved  INTEGER,              -- people accepted as unresolved when it closed
    reason      TEXT,
    closes      TEXT NOT NULL,        -- JSON list: the closes in force, DEVICE:INDEX
    covered     TEXT,                 -- JSON: device -> last index that a close had; NULL while open, or where none says so
    incidents   TEXT NOT NULL,        -- JSON list: what hindered it
    needs_newer INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

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
    actor         BLOB,
    last          TEXT,               -- DEVICE:INDEX of the last event that counts
    needs_newer   INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX visit_queue ON visit (session, state, arrived);
CREATE INDEX visit_person ON visit (person);

-- What stations did: each time that somebody was called or sat down somewhere. From it comes who was called lately, and
-- how long everything took.
CREATE TABLE turn (
    session BLOB NOT NULL,
    visit   BLOB NOT NULL,
    nth     INTEGER NOT NULL,
    station INTEGER NOT NULL,
    passed  TEXT,                     -- JSON list: steps that were behind them; NULL for none
    waited  INTEGER NOT NULL,         -- since when
    called  INTEGER,                  -- first
    started INTEGER,
    ended   INTEGER,
    PRIMARY KEY (session, visit, nth)
) STRICT, WITHOUT ROWID;
CREATE INDEX turn_called ON turn (session, called);
