SELECT p.id
FROM person p
WHERE p.unit = ?2 AND p.present = 1 AND p.state = 'active'
  AND NOT EXISTS (SELECT 1 FROM plan l WHERE l.session = ?1 AND l.person = p.id)
ORDER BY p.sort_key, p.id
