//! Lists typed from paper, and a day that goes on after the power came back.

use super::*;
use crate::event::{Entry, EventRef};
use crate::id::{ActorId, DeviceId};
use crate::time::Clock;
use crate::visit::fold;

const PERSON: PersonId = PersonId([3; 16]);
const NINE_TO_TEN: Paper = Paper { from: Clock(900), to: Clock(1_000) };

fn ticket(number: u32) -> Ticket {
    Ticket { lane: "A".into(), number }
}

/// A list as a line: `A-1 A-2 #7 #8=A-9 "Nguyễn An" ?typo`.
fn read(text: &str) -> String {
    let told = lines(text).into_iter().map(|line| match line {
        Ok(Line { who, ticket }) => {
            let who = match who {
                Who::Ticket(ticket) => format!("{}-{}", ticket.lane, ticket.number),
                Who::Row(row) => format!("#{row}"),
                Who::Text(text) => format!("'{text}'"),
            };
            ticket.map_or(who.clone(), |ticket| format!("{who}={}-{}", ticket.lane, ticket.number))
        }
        Err(Unread(text)) => format!("?{text}"),
    });
    told.collect::<Vec<_>>().join(" ")
}

#[test]
fn lists_read_as_people_write_them() {
    for (typed, meant) in [
        ("A-012–A-015", "A-12 A-13 A-14 A-15"),
        ("a-12 - a-14", "A-12 A-13 A-14"),
        ("A-012-014", "A-12 A-13 A-14"),
        ("A-012-A-014", "A-12 A-13 A-14"),
        ("A-012..14", "A-12 A-13 A-14"),
        ("A-012 đến A-014", "A-12 A-13 A-14"),
        ("B1-003–B1-005, trừ B1-004", "B1-3 B1-5"),
        ("A-1–A-9, trừ A-2, A-4–A-8; A-5", "A-1 A-3 A-9 A-5"),
        ("A-1–A-3 trừ A-2", "A-1 A-3"),
        ("12, 14-16 = A-3", "#12 ?14-16 = A-3"),
        ("12, 14-16, trừ 15\n20 = A-035", "#12 #14 #16 #20=A-35"),
        ("Nguyễn Văn An; NV00012\n001190000001", "'Nguyễn Văn An' 'NV00012' '001190000001'"),
        ("Trừ Văn An", "?Văn An"),
        ("Lê Trừng Khánh", "'Lê Trừng Khánh'"),
        ("Nguyễn An = A-36", "'Nguyễn An'=A-36"),
        ("A-9–A-3", "?A-9–A-3"),
        ("A-1–B-3", "?A-1–B-3"),
        ("1–99999", "?1–99999"),
        ("0", "?0"),
        ("A-1, trừ A-7", "A-1 ?A-7"),
        (" ,; \n", ""),
    ] {
        assert_eq!(read(typed), meant, "{typed:?}");
    }
}

#[test]
fn receipts_count_on_with_their_zeros() {
    let read =
        |text: &str| receipts(text).map(|found| found.join(" ")).unwrap_or_else(|Unread(text)| format!("?{text}"));
    assert_eq!(read("BN-0098–BN-0101, X7"), "BN-0098 BN-0099 BN-0100 BN-0101 X7");
    assert_eq!(read("0098 - 0100"), "0098 0099 0100");
    assert_eq!(read("BN/26/8..10"), "BN/26/8 BN/26/9 BN/26/10");
    assert_eq!(
        (read("BN-9–BN-3"), read("AN-1–BN-3"), read("")),
        ("?BN-9–BN-3".into(), "?AN-1–BN-3".into(), String::new())
    );
}

#[derive(Default)]
struct Day(Vec<Entry>);

impl Day {
    fn visit(&self) -> Visit {
        fold(&self.0)
    }
    /// At a laptop, at this time.
    fn push(&mut self, clock: u64, event: Event) {
        let at = EventRef { device: DeviceId([1; 16]), index: self.0.len() as u64 + 1 };
        let after = self.0.last().map(|entry| entry.at).into_iter().collect();
        let entry =
            Entry { at, clock: Clock(clock), actor: ActorId::CENTRAL, after, copy_of: None, event: Some(event) };
        self.0.push(entry);
    }
    fn paper(&mut self, clock: u64, ticket: Option<Ticket>, what: OnPaper) -> Result<(), Refusal> {
        let events = from_paper(&self.visit(), PERSON, ticket, what, NINE_TO_TEN)?;
        events.into_iter().for_each(|event| self.push(clock, event));
        Ok(())
    }
}

#[test]
fn whoever_came_on_paper_keeps_their_place_and_their_wait_is_not_measured() {
    let mut day = Day::default();
    day.paper(5_000, Some(ticket(7)), OnPaper::Came).expect("came");
    let visit = day.visit();
    assert_eq!((visit.state, visit.ticket, visit.paper), (VisitState::Waiting, Some(ticket(7)), Some(NINE_TO_TEN)));
    assert_eq!((visit.queued, visit.arrived, visit.since), (Some(Clock(900)), Some(Clock(900)), Some(Clock(900))));
    assert_eq!(day.paper(5_001, Some(ticket(8)), OnPaper::Came), Err(Refusal::AlreadyCheckedIn));
    // Called at a laptop, they are as everybody else.
    day.push(5_002, Event::VisitCalled(crate::visit::event::Called { station: 1, claim: None, taken: false }));
    let visit = day.visit();
    assert_eq!((visit.paper, visit.since, visit.turns[0].waited), (None, Some(Clock(5_002)), None));
}

#[test]
fn a_capture_on_paper_ends_the_visit_and_measures_no_station() {
    let mut day = Day::default();
    day.push(800, Event::VisitCheckedIn(CheckedIn { person: PERSON, ticket: ticket(7), paper: None }));
    day.push(890, Event::VisitStarted(crate::visit::event::Started { station: 1 }));
    day.paper(5_000, None, OnPaper::Captured { receipt: Some("BN-7".into()) }).expect("captured");
    let visit = day.visit();
    assert_eq!(
        (visit.state, visit.receipt.as_deref(), visit.since),
        (VisitState::Captured, Some("BN-7"), Some(Clock(1_000)))
    );
    assert_eq!((visit.turns.len(), visit.turns[0].ended), (1, None), "nobody knows when they stood up");
    let again = day.paper(5_001, None, OnPaper::Captured { receipt: None });
    assert_eq!(again, Err(Refusal::AlreadyCaptured));
}

#[test]
fn of_somebody_without_a_ticket_the_arrival_is_entered_too() {
    let mut day = Day::default();
    assert_eq!(day.paper(5_000, None, OnPaper::Came), Err(Refusal::WrongState), "a ticket is needed");
    let reason = OnPaper::Deferred { reason: DeferReason::Other, note: " ".into(), papers: BTreeSet::new() };
    assert_eq!(day.paper(5_000, Some(ticket(7)), reason), Err(Refusal::ReasonMissing));
    let papers = BTreeSet::from([NeededPaper::OldCard]);
    let reason = OnPaper::Deferred { reason: DeferReason::PapersMissing, note: String::new(), papers: papers.clone() };
    day.paper(5_000, Some(ticket(7)), reason.clone()).expect("deferred");
    let visit = day.visit();
    assert_eq!(
        (visit.state, visit.ticket, &visit.papers, day.0.len()),
        (VisitState::Deferred, Some(ticket(7)), &papers, 2)
    );
    assert_eq!(day.paper(5_000, Some(ticket(8)), reason), Err(Refusal::WrongState), "typed twice");
    assert_eq!(day.paper(5_000, None, OnPaper::Absent), Err(Refusal::WrongState));
    let mut other = Day::default();
    other.paper(5_000, None, OnPaper::Absent).expect("absent");
    assert_eq!((other.visit().state, other.visit().paper), (VisitState::Absent, Some(NINE_TO_TEN)));
}

#[test]
fn bodies_of_before_read_and_bodies_without_paper_are_written_as_before() {
    let person = "03030303030303030303030303030303";
    let old = format!("{{\"person\":\"{person}\",\"ticket\":\"A-007\"}}");
    let read: CheckedIn = serde_json::from_str(&old).expect("a body of before");
    assert_eq!(read, CheckedIn { person: PERSON, ticket: ticket(7), paper: None });
    assert_eq!(serde_json::to_string(&read).expect("json"), old);
}
