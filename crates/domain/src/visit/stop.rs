//! What should stop the hand before somebody gets a ticket. Pure: what is known of them in, what to look at out.

use serde::Serialize;

use super::VisitState;
use crate::due::{Desk, Verdict};
use crate::session::Rules;

const MINUTE: u64 = 60 * 1_000_000;

/// Whoever comes earlier than this many minutes before their slot can be asked to come back.
pub const EARLY_MINUTES: u64 = 30;

/// A card taken so many days before this session may not be in anybody's list yet; one that is older says nothing.
pub const SERVED_LATELY_DAYS: i64 = 90;

/// What to look at, what may not be passed first, and of the rest the riskiest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, ts_rs::TS)]
#[serde(rename_all = "snake_case")]
pub enum StopKind {
    /// Captured in this session.
    Captured,
    /// Has a ticket of this session.
    HasTicket,
    /// Of a unit that the session is not for.
    OtherUnit,
    /// No longer with their unit.
    LeftUnit,
    /// Captured in another session not long ago.
    ServedBefore,
    /// Several people may be meant.
    LookAlike,
    /// Only close to what was typed.
    Near,
    /// Was here today, and it ended otherwise than with a capture.
    Ended,
    /// Served by the office, not by the team.
    Office,
    /// Nothing is due.
    NotDue,
    /// Expected at another session.
    OtherSession,
    /// Long before their slot.
    Early,
    /// Shortly before their slot: their turn comes by the slot.
    Soon,
    /// After their slot: their turn comes by when they came.
    Late,
    /// In no plan of the session.
    Unplanned,
}

/// How a ticket is given all the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, ts_rs::TS)]
#[serde(rename_all = "snake_case")]
#[ts(rename = "StopPass")]
pub enum Pass {
    /// As ever: it is only told.
    Usual,
    /// By another key than the usual one, so that nothing passes that was pressed twice.
    Knowing,
    /// Not here.
    Not,
}

/// What is known of somebody who stands at the door.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AtDoor {
    /// Where their visit stands.
    pub state: VisitState,
    /// They have left their unit.
    pub left_unit: bool,
    /// The session is not for their unit; and whether all its laptops would know them all the same.
    pub other_unit: Option<bool>,
    /// They were captured in another session not long ago.
    pub served_before: bool,
    /// Others may be meant as well.
    pub alike: bool,
    /// Only close to what was typed.
    pub near: bool,
    /// What they are due for; none for who has left.
    pub verdict: Option<Verdict>,
    /// Where they are served; none where nothing is due.
    pub desk: Option<Desk>,
    /// In the plan of this session.
    pub planned: bool,
    /// In that of another one that is still to come.
    pub planned_elsewhere: bool,
    /// The first and last moment of their slot, microseconds.
    pub slot: Option<(u64, u64)>,
}

/// What to look at before `who` gets a ticket at `now`, and how each is passed; in the order of [`StopKind`].
pub fn stops(who: &AtDoor, rules: &Rules, now: u64) -> Vec<(StopKind, Pass)> {
    // Who has a ticket or is done needs no other reason.
    if who.state == VisitState::Captured {
        return vec![(StopKind::Captured, Pass::Not)];
    }
    if who.state.in_hall() {
        return vec![(StopKind::HasTicket, Pass::Not)];
    }
    let mut found = Vec::new();
    let mut add = |holds: bool, kind, pass| found.extend(holds.then_some((kind, pass)));
    if let Some(known) = who.other_unit {
        add(true, StopKind::OtherUnit, if known { Pass::Knowing } else { Pass::Not });
    }
    add(who.left_unit, StopKind::LeftUnit, Pass::Not);
    add(who.served_before, StopKind::ServedBefore, Pass::Knowing);
    add(who.alike, StopKind::LookAlike, Pass::Knowing);
    add(who.near, StopKind::Near, Pass::Knowing);
    let ended = matches!(who.state, VisitState::Deferred | VisitState::Refused | VisitState::Left);
    add(ended, StopKind::Ended, Pass::Knowing);
    add(who.desk.is_some_and(|desk| desk != Desk::MobileTeam), StopKind::Office, Pass::Knowing);
    add(who.verdict == Some(Verdict::NotDue), StopKind::NotDue, Pass::Knowing);
    add(who.planned_elsewhere && !who.planned, StopKind::OtherSession, Pass::Knowing);
    match who.slot {
        Some((from, _)) if now + EARLY_MINUTES * MINUTE < from => add(true, StopKind::Early, Pass::Knowing),
        Some((from, _)) if now < from => add(true, StopKind::Soon, Pass::Usual),
        Some((_, to)) => add(to + u64::from(rules.grace) * MINUTE < now, StopKind::Late, Pass::Usual),
        None => {}
    }
    add(!who.planned && !who.planned_elsewhere && who.other_unit.is_none(), StopKind::Unplanned, Pass::Usual);
    found
}

/// The strictest way past all of them.
pub fn pass_of(stops: &[(StopKind, Pass)]) -> Pass {
    stops.iter().map(|(_, pass)| *pass).max().unwrap_or(Pass::Usual)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: u64 = 1_800_000_000_000_000;
    const NOBODY_SPECIAL: AtDoor = AtDoor {
        state: VisitState::Expected,
        left_unit: false,
        other_unit: None,
        served_before: false,
        alike: false,
        near: false,
        verdict: Some(Verdict::Due),
        desk: Some(Desk::MobileTeam),
        planned: true,
        planned_elsewhere: false,
        slot: None,
    };

    fn told(who: AtDoor) -> Vec<(StopKind, Pass)> {
        stops(&who, &Rules::default(), NOW)
    }

    #[test]
    fn whoever_is_expected_and_due_passes() {
        assert_eq!(told(NOBODY_SPECIAL), []);
        assert_eq!(pass_of(&[]), Pass::Usual);
        assert_eq!(told(AtDoor { state: VisitState::Absent, ..NOBODY_SPECIAL }), [], "who comes after all");
    }

    #[test]
    fn each_reason_stops_by_itself() {
        use StopKind::*;
        let who = NOBODY_SPECIAL;
        let minutes = |from: i64, to: i64| {
            let at = |minutes: i64| NOW.saturating_add_signed(minutes * MINUTE as i64);
            AtDoor { slot: Some((at(from), at(to))), ..who }
        };
        for (who, kind, pass) in [
            (AtDoor { state: VisitState::Captured, ..who }, Captured, Pass::Not),
            (AtDoor { state: VisitState::Parked, ..who }, HasTicket, Pass::Not),
            (AtDoor { other_unit: Some(false), planned: false, ..who }, OtherUnit, Pass::Not),
            (AtDoor { other_unit: Some(true), planned: false, ..who }, OtherUnit, Pass::Knowing),
            (AtDoor { left_unit: true, verdict: None, desk: None, ..who }, LeftUnit, Pass::Not),
            (AtDoor { served_before: true, ..who }, ServedBefore, Pass::Knowing),
            (AtDoor { alike: true, ..who }, LookAlike, Pass::Knowing),
            (AtDoor { near: true, ..who }, Near, Pass::Knowing),
            (AtDoor { state: VisitState::Deferred, ..who }, Ended, Pass::Knowing),
            (AtDoor { desk: Some(Desk::Office), ..who }, Office, Pass::Knowing),
            (AtDoor { verdict: Some(Verdict::NotDue), desk: None, ..who }, NotDue, Pass::Knowing),
            (AtDoor { planned: false, planned_elsewhere: true, ..who }, OtherSession, Pass::Knowing),
            (minutes(31, 41), Early, Pass::Knowing),
            (minutes(29, 39), Soon, Pass::Usual),
            (minutes(-60, -16), Late, Pass::Usual),
            (AtDoor { planned: false, ..who }, Unplanned, Pass::Usual),
        ] {
            assert_eq!(told(who), [(kind, pass)]);
        }
        for slot in [minutes(0, 10), minutes(-20, -14)] {
            assert_eq!(told(slot), [], "in their slot, or within the grace after it");
        }
    }

    #[test]
    fn the_strictest_counts_and_what_is_done_hides_the_rest() {
        let who = AtDoor { left_unit: true, served_before: true, planned: false, ..NOBODY_SPECIAL };
        let kinds: Vec<StopKind> = told(who).into_iter().map(|(kind, _)| kind).collect();
        assert_eq!(kinds, [StopKind::LeftUnit, StopKind::ServedBefore, StopKind::Unplanned]);
        assert_eq!(pass_of(&told(who)), Pass::Not);
        assert_eq!(told(AtDoor { state: VisitState::Called, ..who }), [(StopKind::HasTicket, Pass::Not)]);
    }
}
