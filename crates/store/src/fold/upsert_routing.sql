INSERT INTO routing (id, rules, clock, actor, needs_newer)
VALUES (?1, ?2, ?3, ?4, ?5)
ON CONFLICT (id) DO UPDATE SET
    rules = excluded.rules, clock = excluded.clock, actor = excluded.actor, needs_newer = excluded.needs_newer
