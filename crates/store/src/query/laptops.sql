SELECT d.id, coalesce(l.seen, p.seen / 1000), max(coalesce(l.same, p.seen / 1000), coalesce(p.seen / 1000, l.same)), l.program, l.ahead, l.unsent
FROM (SELECT device AS id FROM tip WHERE scope = ?1 AND last > 0 UNION SELECT peer FROM peer_has WHERE scope = ?1) d
LEFT JOIN laptop l ON l.id = d.id LEFT JOIN peer p ON p.id = d.id LEFT JOIN device k ON k.id = d.id
WHERE d.id <> ?2 AND d.id <> ?3 AND k.revoked IS NULL
ORDER BY d.id
