SELECT since / 900000000 * 900000, count(*)
FROM visit
WHERE session = ?1 AND state = 'captured'
  AND paper_to IS NULL -- when, to the half hour, nobody knows
GROUP BY 1
ORDER BY 1
