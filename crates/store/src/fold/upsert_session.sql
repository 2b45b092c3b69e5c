INSERT INTO session (id, date, place, registered, arranged, closed, unresolved, reason, closes, covered, incidents, needs_newer)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)
ON CONFLICT (id) DO UPDATE SET
    date = excluded.date, place = excluded.place, registered = excluded.registered, arranged = excluded.arranged, closed = excluded.closed,
    unresolved = excluded.unresolved, reason = excluded.reason, closes = excluded.closes, covered = excluded.covered,
    incidents = excluded.incidents, needs_newer = excluded.needs_newer
