DELETE FROM event
WHERE at > (SELECT (id << 32) + ?3 FROM series WHERE scope = ?1 AND device = ?2)
  AND at < (SELECT id + 1 << 32 FROM series WHERE scope = ?1 AND device = ?2)
