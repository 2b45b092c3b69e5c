SELECT s.scope, e.at & 0xffffffff, e.envelope, e.body
FROM series s
JOIN event e ON e.at > (s.id << 32) + coalesce((SELECT max(h.idx) FROM head h WHERE h.series = s.id), 0) AND e.at < s.id + 1 << 32
WHERE s.device = ?1 AND e.body IS NOT NULL
ORDER BY e.at
