INSERT INTO event (at, record, envelope, salt, body, body_hash, hash, counts)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
