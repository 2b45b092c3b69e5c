INSERT INTO visit (id, session, person, state, lane, number, station, passed, calls, priority, for_station, reason, papers,
    refused, note, receipt, old_paper, appointment, since, arrived, queued, paper_from, paper_to, actor,
    last, needs_newer)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22, ?23,
    ?24, ?25, ?26)
ON CONFLICT (id) DO UPDATE SET
    person = excluded.person, state = excluded.state, lane = excluded.lane, number = excluded.number,
    station = excluded.station, passed = excluded.passed, calls = excluded.calls, priority = excluded.priority,
    for_station = excluded.for_station, reason = excluded.reason, papers = excluded.papers,
    refused = excluded.refused, note = excluded.note, receipt = excluded.receipt, old_paper = excluded.old_paper,
    appointment = excluded.appointment, since = excluded.since, arrived = excluded.arrived,
    queued = excluded.queued, paper_from = excluded.paper_from, paper_to = excluded.paper_to, actor = excluded.actor, last = excluded.last, needs_newer = excluded.needs_newer
