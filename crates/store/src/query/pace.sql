SELECT since / 900000000 * 900000, count(*)
FROM visit
WHERE session = ?1 AND state = 'captured'
GROUP BY 1
ORDER BY 1
