SELECT s.scope, e.at & 0xffffffff, e.envelope, e.body
FROM series s
JOIN event e ON e.at > (s.id << 32) + ?3 AND e.at < s.id + 1 << 32
WHERE s.scope = ?1 AND s.device = ?2 AND e.body IS NOT NULL
ORDER BY e.at
