SELECT t.series, t.scope, coalesce((SELECT max(h.idx) FROM head h WHERE h.series = t.series), 0) AS signed
FROM tip t
WHERE t.device = ?1 AND t.last > signed
