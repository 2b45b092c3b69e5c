-- Slots: how a session's day is cut, who said when somebody is expected, what units are told of sessions, and what a unit is.
-- Projections are refolded by the program that takes this step.
DROP TABLE unit;
CREATE TABLE unit (
    id         BLOB PRIMARY KEY,
    name       TEXT NOT NULL,
    code       TEXT,
    kind       TEXT,                  -- agency, enterprise, residential; NULL where nobody said
    registered INTEGER NOT NULL       -- 0: created here or nearby, central does not know it yet
) STRICT, WITHOUT ROWID;

-- What units were told of sessions: their own events are for the team only.
CREATE TABLE announced (
    unit    BLOB NOT NULL,
    session BLOB NOT NULL,
    date    TEXT NOT NULL,            -- business date
    place   TEXT NOT NULL,
    starts  TEXT,
    ends    TEXT,
    bring   TEXT NOT NULL,
    slots   TEXT NOT NULL,            -- JSON list: slots, and how many of the unit's people each may hold
    PRIMARY KEY (unit, session)
) STRICT, WITHOUT ROWID;

DROP TABLE plan;
CREATE TABLE plan (
    session   BLOB NOT NULL,
    person    BLOB NOT NULL,
    slot_from TEXT,                   -- 09:10, with slot_to: when they are asked to come
    slot_to   TEXT,
    actor     BLOB NOT NULL,          -- who said so last
    PRIMARY KEY (session, person)
) STRICT, WITHOUT ROWID;
CREATE INDEX plan_person ON plan (person);

-- How the day of a session is cut into slots; no row where nobody said.
CREATE TABLE slotting (
    session BLOB PRIMARY KEY,
    said    TEXT NOT NULL             -- JSON
) STRICT, WITHOUT ROWID;
