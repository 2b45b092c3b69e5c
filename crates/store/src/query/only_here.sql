SELECT s.scope, s.last - coalesce(c.last, 0),
       (SELECT e.envelope FROM event e WHERE e.series = s.id AND e.idx = coalesce(c.last, 0) + 1)
FROM series s
LEFT JOIN central_has c ON c.scope = s.scope AND c.device = s.device
WHERE s.last > coalesce(c.last, 0)
ORDER BY s.scope
