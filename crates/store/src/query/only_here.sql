SELECT t.scope, t.last - coalesce(c.last, 0),
       max(0, min(t.last, coalesce((SELECT max(p.last) FROM peer_has p WHERE p.scope = t.scope AND p.device = t.device), 0)) - coalesce(c.last, 0)),
       (SELECT e.envelope FROM event e WHERE e.at = (t.series << 32) + coalesce(c.last, 0) + 1)
FROM tip t
LEFT JOIN peer_has c ON c.peer = ?1 AND c.scope = t.scope AND c.device = t.device
WHERE t.last > coalesce(c.last, 0)
  -- What central itself wrote is there, unless it was seen to lack it.
  AND NOT (t.device IS ?1 AND NOT EXISTS (SELECT 1 FROM peer_has p WHERE p.peer = ?1))
ORDER BY t.scope
