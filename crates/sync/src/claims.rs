//! Claims: who may call a waiting person. A hub grants each once, in the order of arrival, so that no two stations
//! call the same person. They live in its memory only: what was called stands in the log.

use std::collections::HashMap;

use luudong_domain::event::EventRef;
use luudong_domain::id::{DeviceId, VisitId};

/// How long a claim stands when its holder never called: its laptop may be gone. Microseconds.
pub const CLAIM_MICROS: u64 = 30 * 1_000_000;

#[derive(Debug, Clone, Copy)]
struct Claim {
    holder: DeviceId,
    /// What was last known of the visit: once the visit moves on, the claim is spent.
    last: Option<EventRef>,
    until: u64,
}

/// The claims of one hub.
#[derive(Debug, Default)]
pub struct Claims(HashMap<VisitId, Claim>);

impl Claims {
    /// Grants `holder` the first of those who wait, in their order, whom nobody has claimed; or the `wanted` one,
    /// unless somebody else has. What its holder claimed and has not called yet is not granted again unasked.
    pub fn grant(
        &mut self,
        waiting: Vec<(VisitId, Option<EventRef>)>,
        wanted: Option<VisitId>,
        holder: DeviceId,
        now_micros: u64,
    ) -> Option<VisitId> {
        self.0.retain(|_, claim| claim.until > now_micros);
        let is_free = |visit: VisitId, last: Option<EventRef>| match self.0.get(&visit) {
            Some(claim) if claim.last == last => wanted.is_some() && claim.holder == holder,
            // Nobody claimed it, or it has moved on since.
            Some(_) | None => true,
        };
        let mut asked = waiting.into_iter().filter(|(visit, _)| wanted.is_none_or(|wanted| wanted == *visit));
        let (visit, last) = asked.find(|(visit, last)| is_free(*visit, *last))?;
        self.0.insert(visit, Claim { holder, last, until: now_micros + CLAIM_MICROS });
        Some(visit)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const VISIT: VisitId = VisitId([7; 16]);
    const A: DeviceId = DeviceId([1; 16]);
    const B: DeviceId = DeviceId([2; 16]);

    fn arrived(index: u64) -> Option<EventRef> {
        Some(EventRef { device: A, index })
    }

    #[test]
    fn a_visit_is_granted_once_and_again_only_when_it_moved_or_the_holder_is_gone() {
        let mut claims = Claims::default();
        let mut grant = |last, wanted, holder, now| claims.grant(vec![(VISIT, arrived(last))], wanted, holder, now);
        assert_eq!(grant(1, None, A, 0), Some(VISIT));
        assert_eq!(grant(1, None, B, 5), None);
        assert_eq!(grant(1, Some(VISIT), B, 6), None);
        assert_eq!(grant(1, None, A, 7), None, "it is being called, though the hub does not know yet");
        assert_eq!(grant(1, Some(VISIT), A, 9), Some(VISIT), "the first answer was lost on the way");
        // Called, undone, waiting again: another claim.
        assert_eq!(grant(4, None, B, 10), Some(VISIT));
        assert_eq!(grant(4, None, A, 11), None);
        assert_eq!(grant(4, None, A, 10 + CLAIM_MICROS), Some(VISIT));
    }

    #[test]
    fn those_who_wait_are_granted_in_their_order() {
        let (first, second) = (VisitId([1; 16]), VisitId([2; 16]));
        let waiting = || vec![(first, arrived(1)), (second, arrived(2))];
        let mut claims = Claims::default();
        let granted = [A, B, A].map(|holder| claims.grant(waiting(), None, holder, 0));
        assert_eq!(granted, [Some(first), Some(second), None]);
    }
}
