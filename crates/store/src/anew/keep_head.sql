UPDATE fork SET (head, hash, clock, signature) =
    (SELECT h.idx, h.hash, h.clock, h.signature FROM head h JOIN series s ON s.id = h.series
     WHERE s.scope = ?1 AND s.device = ?2 AND h.idx > ?3 ORDER BY h.idx DESC LIMIT 1)
WHERE scope = ?1 AND device = ?2 AND EXISTS (SELECT 1 FROM head h JOIN series s ON s.id = h.series
     WHERE s.scope = ?1 AND s.device = ?2 AND h.idx > ?3)
