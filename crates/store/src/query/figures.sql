-- Planned people in the state of their visit, and people who came unplanned.
SELECT coalesce(v.state, 'expected'), count(*)
FROM plan l
JOIN person p ON p.id = l.person AND p.present = 1
LEFT JOIN visit v ON v.session = l.session AND v.person = l.person
WHERE l.session = ?1 AND (p.state = 'active' OR v.state IS NOT NULL)
GROUP BY 1
UNION ALL
SELECT v.state, count(*)
FROM visit v
JOIN person p ON p.id = v.person AND p.present = 1
WHERE v.session = ?1
  AND v.state <> 'expected'
  AND NOT EXISTS (SELECT 1 FROM plan l WHERE l.session = v.session AND l.person = v.person)
GROUP BY 1
