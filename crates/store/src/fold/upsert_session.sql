INSERT INTO session (id, date, place, registered, closed, unresolved, reason, covered, needs_newer)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
ON CONFLICT (id) DO UPDATE SET
    date = excluded.date, place = excluded.place, registered = excluded.registered, closed = excluded.closed,
    unresolved = excluded.unresolved, reason = excluded.reason, covered = excluded.covered, needs_newer = excluded.needs_newer
