-- Certificates that end, and laptops that work by another's word. Projections are refolded by the program that takes this step;
-- codes that central gave out stay.
DROP TABLE device;
CREATE TABLE device (
    id        BLOB PRIMARY KEY,
    key       TEXT NOT NULL,          -- Ed25519 public key, hex
    central   INTEGER NOT NULL,
    lane      TEXT NOT NULL,
    role      TEXT,
    grants    TEXT NOT NULL,          -- JSON list
    withdrawn TEXT NOT NULL,          -- JSON list: grants that ended
    label     TEXT NOT NULL,
    revoked   TEXT,                   -- JSON: scope -> last index that counts
    until     INTEGER,                -- the last clock that counts; NULL: no end
    voucher   BLOB,                   -- whose word it works by; NULL: central's own
    void      INTEGER NOT NULL        -- 1: only vouches that do not count speak of it
) STRICT, WITHOUT ROWID;

ALTER TABLE admission RENAME TO admission_before;
CREATE TABLE admission (
    code   TEXT PRIMARY KEY,
    role   TEXT NOT NULL,
    grants TEXT NOT NULL,             -- JSON list
    lane   TEXT,                      -- NULL: the next free one
    made   INTEGER NOT NULL,
    days   INTEGER,                   -- how long the certificate holds; NULL: no end
    used   BLOB                       -- the device that used it
) STRICT, WITHOUT ROWID;
INSERT INTO admission (code, role, grants, lane, made, used) SELECT code, role, grants, lane, made, used FROM admission_before;
DROP TABLE admission_before;
