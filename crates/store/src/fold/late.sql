SELECT DISTINCT e.record
FROM session n, json_each(n.covered) c
JOIN series s ON s.scope = ?2 AND lower(hex(s.device)) = c.key
JOIN event e ON e.at > (s.id << 32) + c.value AND e.at < s.id + 1 << 32
WHERE n.id = ?1
UNION
SELECT DISTINCT e.record
FROM series s
JOIN event e ON e.at > s.id << 32 AND e.at < s.id + 1 << 32
WHERE s.scope = ?2
  -- Of a session that is open nothing came too late.
  AND EXISTS (SELECT 1 FROM session n WHERE n.id = ?1 AND n.covered IS NOT NULL)
  AND lower(hex(s.device)) NOT IN (SELECT c.key FROM session n, json_each(n.covered) c WHERE n.id = ?1)
UNION
SELECT record FROM anomaly WHERE kind = 'after_close' AND scope = ?2
