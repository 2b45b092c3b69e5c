-- Who was captured under a receipt that others have too, however its ASCII letters are written: session, receipt, visit.
WITH shared AS (
    SELECT session, receipt FROM visit
    WHERE state = 'captured' AND receipt IS NOT NULL
    GROUP BY session, receipt COLLATE NOCASE HAVING count(*) > 1
)
SELECT v.session, lower(v.receipt), v.id
FROM shared s JOIN visit v ON v.session = s.session AND v.receipt = s.receipt COLLATE NOCASE
WHERE v.state = 'captured'
ORDER BY v.session, lower(v.receipt), v.id
