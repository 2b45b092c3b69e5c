INSERT INTO visit (id, session, person, state, lane, number, station, reason, note, receipt, since, arrived, actor, last, needs_newer)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)
ON CONFLICT (id) DO UPDATE SET
    person = excluded.person, state = excluded.state, lane = excluded.lane, number = excluded.number, station = excluded.station,
    reason = excluded.reason, note = excluded.note, receipt = excluded.receipt, since = excluded.since, arrived = excluded.arrived,
    actor = excluded.actor, last = excluded.last, needs_newer = excluded.needs_newer
