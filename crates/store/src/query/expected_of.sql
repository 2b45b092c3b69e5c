SELECT l.session, coalesce(s.date, a.date) AS day, coalesce(s.place, a.place), l.slot_from, l.slot_to
FROM plan l
JOIN person p ON p.id = l.person
LEFT JOIN session s ON s.id = l.session AND s.date IS NOT NULL
LEFT JOIN announced a ON a.session = l.session AND a.unit = p.unit
WHERE l.person = ?1 AND (s.id IS NOT NULL OR a.session IS NOT NULL)
ORDER BY day DESC, l.session
