-- What central was seen to have becomes one case of what any other device was; parcels are recorded.

-- Other devices, central among them, that were seen to have something: by a sync, or by a parcel of theirs.
CREATE TABLE peer (
    id   BLOB PRIMARY KEY,
    seen INTEGER NOT NULL             -- when, by its own wall
) STRICT, WITHOUT ROWID;

CREATE TABLE peer_has (
    peer   BLOB NOT NULL,
    scope  TEXT NOT NULL,
    device BLOB NOT NULL,
    last   INTEGER NOT NULL,
    PRIMARY KEY (peer, scope, device)
) STRICT, WITHOUT ROWID;

-- Parcels that were written, read, or refused as a whole.
CREATE TABLE parcel (
    id      INTEGER PRIMARY KEY,
    at      INTEGER NOT NULL,         -- by this device's wall
    way     TEXT NOT NULL,            -- written, read, refused
    peer    BLOB,                     -- whom to, whom from; NULL where that could not be read
    events  INTEGER NOT NULL,         -- written, or new to this device
    code    TEXT,                     -- why it was refused
    refused TEXT NOT NULL             -- JSON list: series that were refused, and why
) STRICT;

INSERT INTO peer (id, seen)
SELECT unhex(value), 0 FROM setting WHERE key = 'founder';

INSERT INTO peer_has (peer, scope, device, last)
SELECT peer.id, c.scope, c.device, c.last FROM central_has c, peer;

DROP TABLE central_has;
