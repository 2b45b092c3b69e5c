INSERT INTO laptop (id, seen, same, program, ahead, unsent) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
ON CONFLICT (id) DO UPDATE SET
    seen = excluded.seen, same = coalesce(excluded.same, laptop.same), program = excluded.program, ahead = excluded.ahead,
    unsent = excluded.unsent
WHERE excluded.seen >= laptop.seen OR laptop.seen > ?7
