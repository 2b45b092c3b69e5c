SELECT since / 1800000000 * 1800000, count(*)
FROM visit
WHERE session = ?1 AND state = 'captured'
GROUP BY 1
ORDER BY 1
