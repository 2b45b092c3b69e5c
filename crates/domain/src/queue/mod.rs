//! Who is called next. One rule for every screen, laptop and hub; in plain words it is `docs/queue.md`.
//!
//! 1. A station calls those who wait for a step that it serves, and for no other station.
//! 2. Everybody has a **time**. Without a slot: when they came. With one: when it begins, if they came before its end or
//!    at most a grace after it; who comes later has the time when they came. So nobody gains by coming early, and a slot
//!    is kept for whoever is a little late. Whoever was put at the end of the line has the time when that was done, and
//!    no priority until another reason is said: else the end would be no end.
//! 3. Whoever has the earlier time is called first, but for two things:
//!    - **Priority**: whoever goes first for a reason is called before others once their time has come, but never twice
//!      in a row while the time of others has come too.
//!    - **Unplanned** people get one call of so many (`Rules::walk_ins`) while the time of planned people has come;
//!      whoever of them has waited for `Rules::most_wait` goes by their time alone.
//! 4. Ties go by arrival, then by ticket, then by the id of the visit: the order is the same on every device.
//!
//! So nobody starves: of two people of one kind the one of the earlier time is called first; priority takes at most
//! every second call, planned people at most all but one of `walk_ins`. A test bounds how many may overtake.

#[cfg(test)]
mod tests;
pub mod times;

use std::cmp::Reverse;
use std::collections::{BTreeSet, BinaryHeap};

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};

use crate::event::EventRef;
use crate::id::VisitId;
use crate::person::Birth;
use crate::session::{Arranged, Hours, Rules, Slot, Step};
use crate::visit::Ticket;
use crate::visit::event::Priority;

const MINUTE: u64 = 60 * 1_000_000;

/// Somebody who waits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiting {
    /// Their visit.
    pub visit: VisitId,
    /// The last thing that is known of it.
    pub last: Option<EventRef>,
    /// The ticket in force.
    pub ticket: Option<Ticket>,
    /// When they came; microseconds.
    pub arrived: u64,
    /// When they came, or were put at the end of the line; microseconds.
    pub queued: u64,
    /// When they were asked to come.
    pub slot: Option<Slot>,
    /// Why they go first.
    pub first: BTreeSet<Priority>,
    /// They came without being planned.
    pub walk_in: bool,
    /// The step that they wait for.
    pub step: Step,
    /// The one station that they wait for.
    pub for_station: Option<u16>,
}

/// What a call went to, for the rules that look back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Somebody who goes first.
    First,
    /// Somebody who was planned.
    Planned,
    /// Somebody who was not.
    WalkIn,
}

impl Kind {
    /// Of somebody who goes first or not, and was not planned or was.
    pub fn of(first: bool, walk_in: bool) -> Kind {
        match (first, walk_in) {
            (true, _) => Kind::First,
            (false, false) => Kind::Planned,
            (false, true) => Kind::WalkIn,
        }
    }
}

/// Why somebody stands where they stand in the order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ts_rs::TS)]
#[serde(rename_all = "snake_case")]
#[ts(rename = "QueueReason")]
pub enum Reason {
    /// They go first, for what `priority` says.
    First,
    /// By the slot that they were asked for.
    Slot,
    /// They came after their slot had ended, so by when they came.
    SlotMissed,
    /// By when they came.
    Arrival,
    /// Unplanned, and kept back for planned people whose time has come.
    WalkIn,
    /// They have waited so long that nothing keeps them back any more.
    LongWait,
}

/// One place in the order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// Where in the list that was ordered.
    pub at: usize,
    /// Why there.
    pub reason: Reason,
    /// Their time, microseconds.
    pub time: u64,
}

impl Waiting {
    /// What a call to them counts as.
    pub fn kind(&self) -> Kind {
        Kind::of(!self.first.is_empty() && !self.at_end(), self.walk_in)
    }

    /// They were put at the end of the line, where neither slot nor priority brings them forward.
    fn at_end(&self) -> bool {
        self.queued > self.arrived
    }

    /// Their time, and whether it is by their slot.
    fn time(&self, hours: &Hours, rules: &Rules) -> (u64, Reason) {
        match self.slot.map(|slot| hours.moments(slot)) {
            Some((from, _)) if self.at_end() && self.queued >= from => (self.queued, Reason::Arrival),
            Some((from, to)) if self.queued <= to + u64::from(rules.grace) * MINUTE => (from, Reason::Slot),
            Some(_) => (self.queued, Reason::SlotMissed),
            None => (self.queued, Reason::Arrival),
        }
    }
}

/// The age that somebody has reached for certain on `date`; none where the birth date cannot be read.
pub fn age_on(birth: &str, date: NaiveDate) -> Option<u16> {
    let birth: Birth = birth.parse().ok()?;
    let (month, day) = match birth {
        Birth::Day(day) => (day.month(), day.day()),
        Birth::Month { month, .. } => (month, 31),
        Birth::Year(_) => (12, 31),
    };
    let reached = (date.month(), date.day()) >= (month, day);
    u16::try_from(date.year() - birth.year() - i32::from(!reached)).ok()
}

/// Why somebody goes first: what was said, and their age where that is reached; with the age.
pub fn goes_first(
    said: &BTreeSet<Priority>,
    birth: Option<&str>,
    date: NaiveDate,
    rules: &Rules,
) -> (BTreeSet<Priority>, Option<u16>) {
    let old = rules.old_from.and_then(|from| age_on(birth?, date).filter(|age| *age >= from));
    let mut first = said.clone();
    first.extend(old.map(|_| Priority::Age));
    (first, old)
}

/// Everything that the order of a session's queue follows from.
#[derive(Debug, Clone)]
pub struct Line {
    /// How the session works.
    pub arranged: Arranged,
    /// When its slots are.
    pub hours: Hours,
    /// Everybody who waits.
    pub waiting: Vec<Waiting>,
    /// For which step the last calls were and what they went to, newest last; a call that was repeated counts once.
    pub lately: Vec<(Step, Kind)>,
}

impl Line {
    /// Those whom `station` may call, in the order in which to call them; everybody where no station is named. The time is
    /// in microseconds; 1,000 people are ordered in well under a millisecond.
    pub fn order(&self, station: Option<u16>, now: u64) -> Vec<Place> {
        let serves = |waiting: &Waiting| match station {
            Some(station) => {
                self.arranged.serves(station, waiting.step) && waiting.for_station.is_none_or(|only| only == station)
            }
            None => true,
        };
        let lately = self.lately.iter().filter(|(step, _)| station.is_none_or(|at| self.arranged.serves(at, *step)));
        let mut order = Order::new(self, lately.map(|(_, kind)| *kind).collect(), now);
        for (at, waiting) in self.waiting.iter().enumerate().filter(|(_, waiting)| serves(waiting)) {
            order.join(at, waiting);
        }
        order.run()
    }
}

/// Whose turn it is: by their time; of two that have one, by who came first, then by ticket and visit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Turn<'a> {
    time: u64,
    queued: u64,
    ticket: Option<&'a Ticket>,
    visit: VisitId,
    /// Where in the list; visits differ, so it and the reason decide nothing.
    at: usize,
    reason: Reason,
}

impl Turn<'_> {
    fn place(self, instead: Option<Reason>) -> Place {
        Place { at: self.at, reason: instead.unwrap_or(self.reason), time: self.time }
    }
}

/// Those of one kind, whose turn is next on top.
type Turns<'a> = BinaryHeap<Reverse<Turn<'a>>>;

fn top<'a>(turns: &Turns<'a>) -> Option<Turn<'a>> {
    turns.peek().map(|Reverse(turn)| *turn)
}

/// The three lines that the order is merged from.
struct Order<'a> {
    rules: &'a Rules,
    hours: &'a Hours,
    now: u64,
    first: Turns<'a>,
    planned: Turns<'a>,
    walk_ins: Turns<'a>,
    lately: Vec<Kind>,
    /// The first of those who came unplanned was passed over.
    kept_back: bool,
}

impl<'a> Order<'a> {
    fn new(line: &'a Line, lately: Vec<Kind>, now: u64) -> Order<'a> {
        let (first, planned, walk_ins) = (Turns::new(), Turns::new(), Turns::new());
        let (rules, hours) = (&line.arranged.rules, &line.hours);
        Order { rules, hours, now, first, planned, walk_ins, lately, kept_back: false }
    }

    fn join(&mut self, at: usize, waiting: &'a Waiting) {
        let (time, reason) = waiting.time(self.hours, self.rules);
        let Waiting { queued, visit, .. } = *waiting;
        let turn = Reverse(Turn { time, queued, ticket: waiting.ticket.as_ref(), visit, at, reason });
        match waiting.kind() {
            // Whoever comes long before their slot does not jump it.
            Kind::First if time <= self.now => self.first.push(turn),
            Kind::First | Kind::Planned => self.planned.push(turn),
            Kind::WalkIn => self.walk_ins.push(turn),
        }
    }

    fn run(mut self) -> Vec<Place> {
        let mut places = Vec::with_capacity(self.first.len() + self.planned.len() + self.walk_ins.len());
        while let Some((kind, place)) = self.next() {
            self.lately.push(kind);
            places.push(place);
        }
        places
    }

    fn next(&mut self) -> Option<(Kind, Place)> {
        let take = |turns: &mut Turns<'a>, kind, reason| turns.pop().map(|Reverse(turn)| (kind, turn.place(reason)));
        let (planned, walk_in) = (top(&self.planned), top(&self.walk_ins));
        if !self.first.is_empty() && !self.two_in_a_row(planned, walk_in) {
            return take(&mut self.first, Kind::First, Some(Reason::First));
        }
        let walk_in_is_earlier = walk_in.is_some_and(|walk_in| planned.is_none_or(|planned| walk_in < planned));
        let waited_long = walk_in.is_some_and(|turn| turn.time + u64::from(self.rules.most_wait) * MINUTE <= self.now);
        let kept_back = self.has_come(planned) && !waited_long && !self.walk_in_may();
        if walk_in_is_earlier && !kept_back {
            let reason = if waited_long { Some(Reason::LongWait) } else { self.kept_back.then_some(Reason::WalkIn) };
            self.kept_back = false;
            return take(&mut self.walk_ins, Kind::WalkIn, reason);
        }
        self.kept_back |= walk_in_is_earlier;
        take(&mut self.planned, Kind::Planned, None).or_else(|| take(&mut self.walk_ins, Kind::WalkIn, None))
    }

    fn has_come(&self, turn: Option<Turn<'_>>) -> bool {
        turn.is_some_and(|turn| turn.time <= self.now)
    }

    /// Whether calling somebody who goes first would pass the others a second time running.
    fn two_in_a_row(&self, planned: Option<Turn<'_>>, walk_in: Option<Turn<'_>>) -> bool {
        self.lately.last() == Some(&Kind::First) && (self.has_come(planned) || self.has_come(walk_in))
    }

    /// Whether the share of those who came unplanned has room: of the last calls that went to nobody who goes first, none
    /// was theirs.
    fn walk_in_may(&self) -> bool {
        let share = usize::from(self.rules.walk_ins);
        let mut turns = self.lately.iter().rev().filter(|kind| **kind != Kind::First);
        share == 0 || !turns.by_ref().take(share - 1).any(|kind| *kind == Kind::WalkIn)
    }
}
