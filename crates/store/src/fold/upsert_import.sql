INSERT INTO import (id, unit, file_sha256, file_name, rows, accepted, updated, clock, actor, undone)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)
ON CONFLICT (id) DO UPDATE SET
    file_sha256 = excluded.file_sha256, file_name = excluded.file_name, rows = excluded.rows, accepted = excluded.accepted,
    updated = excluded.updated, clock = excluded.clock, actor = excluded.actor, undone = excluded.undone
