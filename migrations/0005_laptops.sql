-- What was last heard of the other laptops of a hall.
CREATE TABLE laptop (
    id      BLOB PRIMARY KEY,
    seen    INTEGER NOT NULL,         -- when, milliseconds by this device's wall
    same    INTEGER,                  -- when it had the same as whoever heard it: peer_has is of then
    program TEXT NOT NULL,            -- version
    ahead   INTEGER NOT NULL,         -- of the clock of whoever heard it, milliseconds
    unsent  INTEGER NOT NULL          -- events that it had not seen central have
) STRICT, WITHOUT ROWID;
