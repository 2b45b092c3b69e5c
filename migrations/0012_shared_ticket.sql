-- Whether two people in the hall hold one ticket is asked every few seconds.
CREATE INDEX visit_ticket ON visit (session, lane, number) WHERE state IN ('waiting', 'called', 'parked', 'serving');
