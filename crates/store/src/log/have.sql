SELECT s.scope, s.device, h.idx, h.hash
FROM series s
JOIN head h ON h.series = s.id AND h.idx = (SELECT max(x.idx) FROM head x WHERE x.series = s.id)
