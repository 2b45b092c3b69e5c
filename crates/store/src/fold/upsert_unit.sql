INSERT INTO unit (id, name, code, registered)
VALUES (?1, ?2, ?3, ?4)
ON CONFLICT (id) DO UPDATE SET name = excluded.name, code = excluded.code, registered = excluded.registered
