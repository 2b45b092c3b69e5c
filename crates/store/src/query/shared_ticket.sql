-- Who holds a ticket that others in the hall hold too: session, ticket, visit.
WITH shared AS (
    SELECT session, lane, number FROM visit
    WHERE state IN ('waiting', 'called', 'parked', 'serving') AND lane IS NOT NULL
    GROUP BY session, lane, number HAVING count(*) > 1
)
SELECT v.session, v.lane || '-' || v.number, v.id
FROM shared s JOIN visit v ON v.session = s.session AND v.lane = s.lane AND v.number = s.number
WHERE v.state IN ('waiting', 'called', 'parked', 'serving')
ORDER BY v.session, v.lane, v.number, v.id
