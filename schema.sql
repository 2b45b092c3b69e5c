-- The whole local schema of a device (and of a pilot's central). Everything lies in one SQLCipher file.
--   log          what travels: never changed, never deleted but by erasure
--   projections  folded from the log by crates/domain; may be dropped and refolded at any time
--   local        this device's own business: never travels
-- Ids are 16 bytes. Clocks are microseconds since 1970 UTC.

-- ── log ────────────────────────────────────────────────────────────────────────────────────────────────────
CREATE TABLE series (
    id     INTEGER PRIMARY KEY,
    scope  TEXT NOT NULL,
    device BLOB NOT NULL,
    UNIQUE (scope, device)
) STRICT;

CREATE TABLE event (
    at        INTEGER PRIMARY KEY,    -- series << 32 | index (from 1, without gaps): a series lies together, its tip is its last row
    record    BLOB NOT NULL,          -- what it changes; from the envelope
    envelope  BLOB NOT NULL,          -- the author's exact bytes
    salt      BLOB,                   -- 8 bytes; NULL once erased
    body      BLOB,                   -- the author's exact bytes; NULL once erased
    body_hash BLOB,                   -- 32 bytes; only where erased
    hash      BLOB NOT NULL,          -- the chain's hash at this event
    counts    INTEGER NOT NULL        -- 0 where a revocation ended the series before it
) STRICT;
CREATE INDEX event_record ON event (record);
-- What a revoked device wrote later, and what a device wrote that its role may not: kept, shown, and of no effect.
CREATE INDEX event_not_counted ON event (at) WHERE counts = 0;

-- The newest index that is held of each series; 0 where nothing is.
CREATE VIEW tip AS
SELECT s.id AS series, s.scope, s.device,
       coalesce((SELECT max(e.at) FROM event e WHERE e.at > s.id << 32 AND e.at < s.id + 1 << 32) & 0xffffffff, 0) AS last
FROM series s;

CREATE TABLE head (
    series    INTEGER NOT NULL REFERENCES series (id),
    idx       INTEGER NOT NULL,
    hash      BLOB NOT NULL,
    clock     INTEGER NOT NULL,
    signature BLOB NOT NULL,          -- Ed25519 by the series' device
    PRIMARY KEY (series, idx)
) STRICT, WITHOUT ROWID;

-- Which people the rows of an import speak of: an index over the log.
CREATE TABLE listing (
    import BLOB NOT NULL,
    person BLOB NOT NULL,
    PRIMARY KEY (import, person)
) STRICT, WITHOUT ROWID;

-- Every ticket that was ever given, also one that was taken back: a number that was called aloud is never given twice.
-- An index over the log.
CREATE TABLE ticket (
    session BLOB NOT NULL,
    lane    TEXT NOT NULL,
    number  INTEGER NOT NULL,
    visit   BLOB NOT NULL,
    PRIMARY KEY (session, lane, number, visit)
) STRICT, WITHOUT ROWID;

-- ── projections ────────────────────────────────────────────────────────────────────────────────────────────
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

CREATE TABLE actor (
    id   BLOB PRIMARY KEY,
    name TEXT NOT NULL,
    role TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE routing (                -- who is served where; no row, or NULL: the program's own rules
    id          BLOB PRIMARY KEY,
    rules       TEXT,                 -- JSON list
    clock       INTEGER,
    actor       BLOB,
    needs_newer INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

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

CREATE TABLE import (
    id          BLOB PRIMARY KEY,
    unit        BLOB NOT NULL,
    file_sha256 TEXT,                 -- NULL until the closing event is there
    file_name   TEXT,
    rows        INTEGER,
    accepted    INTEGER,
    updated     INTEGER,
    clock       INTEGER,
    actor       BLOB,
    undone      INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX import_unit ON import (unit, clock);

CREATE TABLE person (
    seq         INTEGER PRIMARY KEY,  -- joins person_search, person_key
    id          BLOB NOT NULL UNIQUE,
    unit        BLOB NOT NULL,
    present     INTEGER NOT NULL,     -- 0: only an import that does not count speaks of them
    state       TEXT NOT NULL,        -- active, left
    name        TEXT NOT NULL,
    birth       TEXT,                 -- 1990-08-15, 1990-08 or 1990
    sex         TEXT,
    number      TEXT,
    old_number  TEXT,
    staff_code  TEXT,
    department  TEXT,
    phone       TEXT,
    address     TEXT,
    note        TEXT,
    paper       TEXT,                 -- with the four below: words and dates of the due engine, facts only
    issued      TEXT,
    expires     TEXT,                 -- 2043-06-01 or never
    request     TEXT,
    residence   TEXT,
    unlisted    TEXT NOT NULL,        -- JSON: fields that the last list that counts had otherwise, as it had them (null: not at all)
    sort_key    TEXT NOT NULL,        -- Vietnamese order: given name, middle, surname
    needs_newer INTEGER NOT NULL
) STRICT;
CREATE INDEX person_unit_order ON person (unit, present, sort_key, id);
CREATE INDEX person_order ON person (present, sort_key, id);
CREATE INDEX person_number ON person (number);

-- Whom a typed name may mean: one text a person, made by domain::search::index_text, which folds it (unicode61 leaves đ).
-- Beginnings of one and two letters are indexed; of longer ones name_word knows all words. The sort key is there to rank by.
CREATE VIRTUAL TABLE person_search USING fts5 (
    text, sort_key UNINDEXED, prefix = '1 2', detail = none, columnsize = 0, tokenize = "ascii"
);

-- Every word of a name that was ever folded: a misspelt one is compared with them, a begun one continued by them.
CREATE TABLE name_word (
    word TEXT PRIMARY KEY
) STRICT, WITHOUT ROWID;

-- Whom a number or code may mean, by its beginning, or by its end after a '~'. A unit's keys lie together, so that an
-- import writes to one place.
CREATE TABLE person_key (
    unit   INTEGER NOT NULL,          -- domain::search::unit_tag
    key    TEXT NOT NULL,
    person INTEGER NOT NULL,          -- person.seq
    PRIMARY KEY (unit, key, person)
) STRICT, WITHOUT ROWID;

CREATE TABLE plan (
    session   BLOB NOT NULL,
    person    BLOB NOT NULL,
    slot_from TEXT,                   -- 09:10, with slot_to: when they are asked to come
    slot_to   TEXT,
    actor     BLOB NOT NULL,          -- who said so last
    PRIMARY KEY (session, person)
) STRICT, WITHOUT ROWID;
CREATE INDEX plan_person ON plan (person);

-- What was corrected in the hall, and in which session: no list has taken it over since.
CREATE TABLE spot (
    person  BLOB NOT NULL,
    field   TEXT NOT NULL,
    session BLOB NOT NULL,
    PRIMARY KEY (person, field)
) STRICT, WITHOUT ROWID;
CREATE TABLE result (
    session BLOB NOT NULL,
    person  BLOB NOT NULL,
    outcome TEXT NOT NULL,
    PRIMARY KEY (session, person)
) STRICT, WITHOUT ROWID;
CREATE INDEX result_person ON result (person);

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

-- How the day of a session is cut into slots; no row where nobody said.
CREATE TABLE slotting (
    session BLOB PRIMARY KEY,
    said    TEXT NOT NULL             -- JSON
) STRICT, WITHOUT ROWID;

CREATE TABLE session_unit (
    session BLOB NOT NULL,
    unit    BLOB NOT NULL,
    PRIMARY KEY (session, unit)
) STRICT, WITHOUT ROWID;

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
CREATE INDEX visit_ticket ON visit (session, lane, number) WHERE state IN ('waiting', 'called', 'parked', 'serving');
CREATE INDEX visit_receipt ON visit (session, receipt COLLATE NOCASE, state) WHERE state = 'captured' AND receipt IS NOT NULL;

-- What stations did: each time that somebody was called or sat down somewhere. From it comes who was called lately, and
-- how long everything took.
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

-- What is odd about a person or a visit; it is open until it is overtaken or settled.
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

-- What somebody judged; also of anomalies whose events are not held here.
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

-- Personal numbers that are active in more than one of the units that are held here: of no one scope, so in no digest.
CREATE TABLE shared_number (
    number TEXT PRIMARY KEY
) STRICT, WITHOUT ROWID;

-- ── local ──────────────────────────────────────────────────────────────────────────────────────────────────
CREATE TABLE setting (
    key   TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

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

-- Runs that are in the log and that the projections do not know yet: many came at once, and are folded when all are there.
CREATE TABLE unfolded (
    series INTEGER PRIMARY KEY REFERENCES series (id),
    idx    INTEGER NOT NULL           -- the first event that is not folded
) STRICT;

-- Scopes whose bodies were removed here because the grant ended; a new grant brings them back.
CREATE TABLE let_go (
    scope TEXT PRIMARY KEY
) STRICT, WITHOUT ROWID;

-- What was last heard of the other laptops of a hall; what each had of a session lies in peer_has.
CREATE TABLE laptop (
    id      BLOB PRIMARY KEY,
    seen    INTEGER NOT NULL,         -- when, milliseconds by this device's wall
    same    INTEGER,                  -- when it had the same as whoever heard it: peer_has is of then
    program TEXT NOT NULL,            -- version
    ahead   INTEGER NOT NULL,         -- of the clock of whoever heard it, milliseconds
    unsent  INTEGER NOT NULL          -- events that it had not seen central have
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

-- Second heads of a series: another event under an index that is held. Both are kept, and told as an anomaly.
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

-- The first event of another device that came with a clock more than a day ahead of the wall.
CREATE TABLE ahead (
    device BLOB PRIMARY KEY,
    scope  TEXT NOT NULL,
    idx    INTEGER NOT NULL,
    clock  INTEGER NOT NULL,
    wall   INTEGER NOT NULL           -- when that was seen
) STRICT, WITHOUT ROWID;

-- One-time admission codes that central gave out; empty on other devices.
CREATE TABLE admission (
    code   TEXT PRIMARY KEY,
    role   TEXT NOT NULL,
    grants TEXT NOT NULL,             -- JSON list
    lane   TEXT,                      -- NULL: the next free one
    made   INTEGER NOT NULL,
    days   INTEGER,                   -- how long the certificate holds; NULL: no end
    used   BLOB                       -- the device that used it
) STRICT, WITHOUT ROWID;
