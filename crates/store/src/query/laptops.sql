SELECT d.id, nullif(max(coalesce(l.seen, 0), coalesce(p.seen / 1000, 0)), 0), l.program, l.ahead, l.unsent
FROM (SELECT device AS id FROM tip WHERE scope = ?1 AND last > 0 UNION SELECT peer FROM peer_has WHERE scope = ?1) d
LEFT JOIN laptop l ON l.id = d.id LEFT JOIN peer p ON p.id = d.id
WHERE d.id <> ?2 AND d.id <> ?3
ORDER BY d.id
