-- Conflicts as anomalies. Projections are dropped and refolded by the program that takes this step.
DROP TABLE session;
CREATE TABLE session (
    id          BLOB PRIMARY KEY,
    date        TEXT,                 -- business date; NULL until the opening event has come
    place       TEXT,
    registered  INTEGER NOT NULL,
    closed      INTEGER NOT NULL,
    unresolved  INTEGER,              -- people accepted as unresolved when it closed
    reason      TEXT,
    covered     TEXT,                 -- JSON: device -> last index that a close had; NULL while open, or where none says so
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
    reason        TEXT,
    note          TEXT,
    receipt       TEXT,
    since         INTEGER,
    arrived       INTEGER,
    actor         BLOB,
    last          TEXT,               -- DEVICE:INDEX of the last event that counts
    needs_newer   INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX visit_queue ON visit (session, state, arrived);
CREATE INDEX visit_person ON visit (person);

CREATE TABLE anomaly (
    record    BLOB NOT NULL,
    id        BLOB NOT NULL,
    scope     TEXT NOT NULL,
    kind      TEXT NOT NULL,
    field     TEXT,
    sides     TEXT NOT NULL,          -- JSON list: between what
    clock     INTEGER NOT NULL,       -- of the last of them
    overtaken TEXT,                   -- JSON: the event that went on from it
    PRIMARY KEY (record, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX anomaly_id ON anomaly (id);

CREATE TABLE settlement (
    anomaly BLOB NOT NULL,
    scope   TEXT NOT NULL,
    kind    TEXT NOT NULL,
    records TEXT NOT NULL,            -- JSON list
    stands  TEXT,                     -- DEVICE:INDEX
    reason  TEXT NOT NULL,
    clock   INTEGER NOT NULL,
    actor   BLOB NOT NULL,
    PRIMARY KEY (anomaly, scope)
) STRICT, WITHOUT ROWID;

CREATE TABLE shared_number (
    number TEXT PRIMARY KEY
) STRICT, WITHOUT ROWID;

CREATE TABLE fork (
    scope     TEXT NOT NULL,
    device    BLOB NOT NULL,
    idx       INTEGER NOT NULL,       -- the first event that differs
    head      INTEGER NOT NULL,       -- the other side's signed head, with the three below
    hash      BLOB NOT NULL,
    clock     INTEGER NOT NULL,
    signature BLOB NOT NULL,
    PRIMARY KEY (scope, device, idx, hash)
) STRICT, WITHOUT ROWID;

CREATE TABLE ahead (
    device BLOB PRIMARY KEY,
    scope  TEXT NOT NULL,
    idx    INTEGER NOT NULL,
    clock  INTEGER NOT NULL,
    wall   INTEGER NOT NULL           -- when that was seen
) STRICT, WITHOUT ROWID;
