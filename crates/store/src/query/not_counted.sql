SELECT s.scope, s.device, n.first & 0xffffffff, n.events, e.envelope
FROM (SELECT min(at) AS first, count(*) AS events FROM event WHERE counts = 0 GROUP BY at >> 32) n
JOIN series s ON s.id = n.first >> 32 JOIN event e ON e.at = n.first
ORDER BY s.scope, s.device
