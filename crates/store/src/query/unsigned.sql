SELECT s.scope, e.idx, e.envelope, e.body
FROM event e
JOIN series s ON s.id = e.series
WHERE s.device = ?1
  AND e.body IS NOT NULL
  AND e.idx > coalesce((SELECT max(h.idx) FROM head h WHERE h.series = s.id), 0)
ORDER BY e.id
