-- Grants that were withdrawn, and what was let go of because of it. Projections are refolded by the program that takes this step.
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
    revoked   TEXT                    -- JSON: scope -> last index that counts
) STRICT, WITHOUT ROWID;

CREATE TABLE let_go (
    scope TEXT PRIMARY KEY
) STRICT, WITHOUT ROWID;
