//! Claims: who may call a waiting person. A hub grants each once, in the order of the queue, so that no two stations
//! call the same person. They live in its memory only: what was called stands in the log.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use luudong_domain::event::EventRef;
use luudong_domain::id::{DeviceId, VisitId};
use luudong_domain::queue::{Line, Waiting};

/// How long a claim stands when its holder never called: its laptop may be gone.
pub const CLAIM_STANDS: Duration = Duration::from_secs(30);

/// What is asked of a hub.
#[derive(Debug, Clone, Copy)]
pub struct Ask {
    /// Who is to be called; whoever is next when absent.
    pub wanted: Option<VisitId>,
    /// To which station.
    pub station: Option<u16>,
    /// Who asks.
    pub holder: DeviceId,
    /// The time by which the queue goes, microseconds.
    pub now: u64,
    /// The time by which claims stand: it goes on whatever somebody does to the clock.
    pub at: Instant,
}

/// Why nobody is granted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotGranted {
    /// Whoever was asked for is called by another laptop, or waits no more.
    Claimed,
    /// Nobody waits but those who are being called.
    Empty,
    /// Those who wait, wait for something else than this station does.
    NotHere,
}

#[derive(Debug, Clone, Copy)]
struct Claim {
    holder: DeviceId,
    /// What was last known of the visit: once the visit moves on, the claim is spent.
    last: Option<EventRef>,
    until: Instant,
    /// The how manyth it was: two may be granted within one microsecond.
    nth: u64,
}

/// The claims of one hub.
#[derive(Debug, Default)]
pub struct Claims {
    standing: HashMap<VisitId, Claim>,
    granted: u64,
}

impl Claims {
    /// Grants whoever is to be called next, of those whom nobody has claimed; or the wanted one, unless somebody else has.
    /// What its holder claimed and has not called yet is not granted again unasked.
    ///
    /// # Errors
    /// [`NotGranted`] says why not.
    pub fn grant(&mut self, mut line: Line, ask: Ask) -> Result<VisitId, NotGranted> {
        self.standing.retain(|_, claim| claim.until > ask.at);
        // Who was claimed and has moved on since is free again.
        let claim_of = |waiting: &Waiting| self.standing.get(&waiting.visit).filter(|claim| claim.last == waiting.last);
        let granted = if let Some(wanted) = ask.wanted {
            let free = |waiting: &&Waiting| claim_of(waiting).is_none_or(|claim| claim.holder == ask.holder);
            line.waiting.iter().find(|waiting| waiting.visit == wanted).filter(free).cloned().ok_or(NotGranted::Claimed)
        } else {
            let (mut claimed, free): (Vec<_>, Vec<_>) =
                line.waiting.into_iter().partition(|waiting| claim_of(waiting).is_some());
            // These are being called, though the hub does not know yet: the rules that look back count them.
            claimed.sort_by_key(|waiting| claim_of(waiting).map(|claim| claim.nth));
            line.lately.extend(claimed.iter().map(|waiting| (waiting.step, waiting.kind())));
            line.waiting = free;
            let next = line.order(ask.station, ask.now).first().map(|place| place.at);
            let none = if line.waiting.is_empty() { NotGranted::Empty } else { NotGranted::NotHere };
            next.map(|at| line.waiting.swap_remove(at)).ok_or(none)
        }?;
        self.granted += 1;
        let until = ask.at + CLAIM_STANDS;
        let claim = Claim { holder: ask.holder, last: granted.last, until, nth: self.granted };
        self.standing.insert(granted.visit, claim);
        Ok(granted.visit)
    }
}

#[cfg(test)]
mod tests {
    use luudong_domain::queue::Kind;
    use luudong_domain::session::{Arranged, Hours, Station, Step};
    use luudong_domain::visit::event::Priority;

    use super::*;

    const VISIT: VisitId = VisitId([7; 16]);
    const A: DeviceId = DeviceId([1; 16]);
    const B: DeviceId = DeviceId([2; 16]);

    fn line(waiting: Vec<Waiting>) -> Line {
        let arranged = Arranged::default();
        Line { hours: Hours::of(Default::default(), &arranged), arranged, waiting, lately: Vec::new() }
    }

    /// Somebody who came with that event, at that time.
    fn arrived(visit: VisitId, index: u64) -> Waiting {
        Waiting {
            visit,
            last: Some(EventRef { device: A, index }),
            ticket: None,
            arrived: index,
            queued: index,
            slot: None,
            first: Default::default(),
            walk_in: false,
            step: Step::Capture,
            for_station: None,
        }
    }

    fn ask(at: Instant) -> Ask {
        Ask { wanted: None, station: None, holder: A, now: 10, at }
    }

    #[test]
    fn a_visit_is_granted_once_and_again_only_when_it_moved_or_the_holder_is_gone() {
        let mut claims = Claims::default();
        let began = Instant::now();
        let mut grant = |last, wanted, holder, seconds| {
            let at = began + Duration::from_secs(seconds);
            claims.grant(line(vec![arrived(VISIT, last)]), Ask { wanted, holder, ..ask(at) }).ok()
        };
        assert_eq!(grant(1, None, A, 0), Some(VISIT));
        assert_eq!(grant(1, None, B, 5), None);
        assert_eq!(grant(1, Some(VISIT), B, 6), None);
        assert_eq!(grant(1, None, A, 7), None, "it is being called, though the hub does not know yet");
        assert_eq!(grant(1, Some(VISIT), A, 9), Some(VISIT), "the first answer was lost on the way");
        // Called, undone, waiting again: another claim.
        assert_eq!(grant(4, None, B, 10), Some(VISIT));
        assert_eq!(grant(4, None, A, 11), None);
        assert_eq!(grant(4, None, A, 40), Some(VISIT));
    }

    #[test]
    fn those_who_wait_are_granted_in_the_order_of_the_queue() {
        let (first, second) = (VisitId([1; 16]), VisitId([2; 16]));
        let waiting = || line(vec![arrived(second, 2), arrived(first, 1)]);
        let (mut claims, at) = (Claims::default(), Instant::now());
        let granted = [A, B, A].map(|holder| claims.grant(waiting(), Ask { holder, ..ask(at) }));
        assert_eq!(granted, [Ok(first), Ok(second), Err(NotGranted::Empty)]);
    }

    #[test]
    fn a_claim_that_is_being_called_counts_as_a_call() {
        let ids: Vec<VisitId> = (1..=4).map(|id| VisitId([id; 16])).collect();
        let goes_first = |visit, index| Waiting { first: [Priority::Age].into(), ..arrived(visit, index) };
        let waiting = || {
            let [a, b] = [arrived(ids[0], 1), arrived(ids[1], 2)];
            line(vec![a, b, goes_first(ids[2], 3), goes_first(ids[3], 4)])
        };
        let (mut claims, at) = (Claims::default(), Instant::now());
        // All within one moment: the order is that of the grants.
        let mut grant = || claims.grant(waiting(), ask(at)).ok().map(|visit| visit.0[0]);
        assert_eq!([grant(), grant(), grant(), grant(), grant()], [Some(3), Some(1), Some(4), Some(2), None]);
        let lately = Line { lately: vec![(Step::Capture, Kind::First)], ..waiting() };
        assert_eq!(Claims::default().grant(lately, ask(at)), Ok(ids[0]));
    }

    #[test]
    fn a_station_is_granted_only_whom_it_serves() {
        let mut line = line(vec![arrived(VISIT, 1)]);
        line.arranged.stations = vec![Station { number: 2, steps: [Step::Capture].into(), pace: None }];
        let (mut claims, at) = (Claims::default(), Instant::now());
        let mut grant = |station| claims.grant(line.clone(), Ask { station, ..ask(at) });
        assert_eq!((grant(Some(1)), grant(Some(2))), (Err(NotGranted::NotHere), Ok(VISIT)));
    }
}
