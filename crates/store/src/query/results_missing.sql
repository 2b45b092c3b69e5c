SELECT p.id, p.unit, coalesce(v.state, 'expected') AS outcome
FROM (SELECT person FROM plan WHERE session = ?1 UNION SELECT person FROM visit WHERE session = ?1 AND state <> 'expected') AS who
JOIN person p ON p.id = who.person AND p.present = 1
LEFT JOIN visit v ON v.session = ?1 AND v.person = p.id
LEFT JOIN result r ON r.session = ?1 AND r.person = p.id
WHERE r.outcome IS NOT coalesce(v.state, 'expected')
ORDER BY p.id
