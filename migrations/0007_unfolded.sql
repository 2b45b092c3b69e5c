-- Runs that are in the log and that the projections do not know yet: many came at once, and are folded when all are there.
CREATE TABLE unfolded (
    series INTEGER PRIMARY KEY REFERENCES series (id),
    idx    INTEGER NOT NULL           -- the first event that is not folded
) STRICT;
