//! Sessions that are arranged, hindered, closed and taken up again.

use super::*;
use crate::id::ActorId;
use crate::time::Clock;

/// The events of one session, each by a device after all before it, unless told otherwise.
#[derive(Default)]
struct Day(Vec<Entry>);

impl Day {
    fn does(&mut self, device: u8, event: Event) -> EventRef {
        let index = self.0.len() as u64 + 1;
        let at = EventRef { device: DeviceId([device; 16]), index };
        let after = self.0.last().map(|entry| entry.at).into_iter().collect();
        self.0.push(Entry {
            at,
            clock: Clock(index),
            actor: ActorId([device; 16]),
            after,
            copy_of: None,
            event: Some(event),
        });
        at
    }
}

fn close(device: u8, last: u64) -> Event {
    Event::SessionClosed(Closed {
        unresolved: 0,
        reason: String::new(),
        had: Some([(DeviceId([device; 16]), last)].into()),
        laptops: BTreeMap::new(),
        gap: String::new(),
    })
}

fn reopen(closes: &[EventRef]) -> Event {
    Event::SessionReopened(Reopened { closes: closes.to_vec(), reason: "hồ sơ bị trả lại".into() })
}

#[test]
fn a_reopened_session_is_open_and_a_close_that_it_did_not_know_stands() {
    let mut day = Day::default();
    let first = day.does(1, close(1, 4));
    let second = day.does(2, close(2, 7));
    day.does(3, reopen(&[first]));
    let session = fold(&day.0);
    assert_eq!(session.closes, [second], "whichever came last in order");
    assert_eq!(session.covered, Some([(DeviceId([2; 16]), 7)].into()), "of closes in force only");
    day.does(3, reopen(&[second]));
    let open = fold(&day.0);
    assert_eq!((open.closed, open.closes.len(), open.covered), (None, 0, None));
    let again = day.does(1, close(1, 9));
    assert_eq!(fold(&day.0).closes, [again], "and closed again later");
}

#[test]
fn a_copy_of_a_close_ends_with_its_original() {
    let mut day = Day::default();
    let original = EventRef { device: DeviceId([9; 16]), index: 3 };
    day.does(1, close(1, 4));
    day.0[0].copy_of = Some(original);
    day.does(2, reopen(&[original]));
    assert_eq!(fold(&day.0).closed, None);
    // Whoever holds the copy names the original, which others may hold instead.
    day.0.truncate(1);
    assert_eq!(fold(&day.0).closes, [original]);
    let power_cut = IncidentBegan { kind: IncidentKind::PowerCut, station: None, note: String::new() };
    day.does(1, Event::SessionIncident(power_cut));
    day.0[1].copy_of = Some(EventRef { index: 4, ..original });
    assert_eq!(fold(&day.0).incidents[0].at, EventRef { index: 4, ..original });
}

#[test]
fn the_last_arrangement_stands_and_an_incident_ends_once() {
    let mut day = Day::default();
    assert_eq!(fold(&day.0).arrangement(), Arranged::default());
    for calls in [2, 5] {
        day.does(1, Event::SessionArranged(Arranged { calls, ..Arranged::default() }));
    }
    let began = |note: &str| {
        let note = note.to_owned();
        Event::SessionIncident(IncidentBegan { kind: IncidentKind::ScannerDown, station: Some(2), note })
    };
    let (one, other) = (day.does(2, began("")), day.does(2, began("thay dây")));
    for _ in 0..2 {
        day.does(3, Event::SessionIncidentOver(IncidentOver { incident: one }));
    }
    let session = fold(&day.0);
    assert_eq!(session.arrangement().calls, 5);
    let told: Vec<_> = session.incidents.iter().map(|incident| (incident.at, incident.over)).collect();
    assert_eq!(told, [(one, Some(Clock(5))), (other, None)]);
}
