INSERT INTO unit (id, name, code, kind, registered)
VALUES (?1, ?2, ?3, ?4, ?5)
ON CONFLICT (id) DO UPDATE SET name = excluded.name, code = excluded.code, kind = excluded.kind, registered = excluded.registered
