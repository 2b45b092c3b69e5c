SELECT s.device, e.at & 0xffffffff, e.envelope, e.body
FROM event e
JOIN series s ON s.id = e.at >> 32
WHERE e.record = ?1 AND s.scope = ?2 AND e.counts = 1 AND e.body IS NOT NULL
