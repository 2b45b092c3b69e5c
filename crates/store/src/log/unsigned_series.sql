SELECT s.id, s.scope, coalesce((SELECT max(h.idx) FROM head h WHERE h.series = s.id), 0) AS signed
FROM series s
WHERE s.device = ?1 AND s.last > signed
