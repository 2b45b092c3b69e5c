//! Where laptops said different things of one visit, and what came after the close of its session.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use super::event::{Priority, Undone};
use super::fold::left_out;
use crate::anomaly::{Anomaly, AnomalyKind, Overtaken, Side, original};
use crate::event::{Causes, Entry, Event, EventRef, straight};
use crate::id::DeviceId;
use crate::scope::Scope;
use crate::session::Covered;

/// What is odd about one visit, from its events in the order of the fold. `covered` is how far each series of the
/// session was when it was closed; none while it is open, or where nobody said.
pub fn anomalies(scope: Scope, entries: &[Entry], covered: Option<&Covered>) -> Vec<Anomaly> {
    let visit = super::fold(entries);
    let ticket = visit.ticket.as_ref().map(ToString::to_string);
    let priority = Some(words(&visit.priority));
    let story = Story { last: visit.last, ticket, priority, ..Story::of(scope, entries) };
    let mut found = covered.map(|covered| story.after_close(covered)).unwrap_or_default();
    let out = left_out(entries);
    let taken = entries.iter().any(|entry| matches!(&entry.event, Some(Event::VisitCalled(called)) if called.taken));
    if out.is_empty() && !taken && straight(entries) {
        return found;
    }
    let causes = Causes::of(entries);
    found.extend(story.other_lane(&causes));
    found.extend(story.apart(&causes));
    // What breaks the rules of a visit with open eyes, as no version of this program does, is told too: the fold
    // leaves nothing out in silence.
    for (stands, out) in out.into_iter().filter(|(stands, out)| causes.knew(*out, *stands)) {
        found.extend(story.tell(vec![stands, out], None));
    }
    let mut told = HashSet::new();
    found.retain(|anomaly| told.insert(anomaly.id));
    found
}

/// What is written to the visit when `stands` is chosen: an undo of whatever else was done without knowing it; when none
/// is chosen of what came after the close, nothing. None where nothing is to be taken back.
pub fn settle(
    entries: &[Entry],
    anomaly: &Anomaly,
    covered: Option<&Covered>,
    stands: Option<EventRef>,
    reason: &str,
) -> Option<Event> {
    let story = Story::of(Scope::Org, entries);
    let causes = Causes::of(entries);
    let at = |event: EventRef| entries.iter().position(|entry| original(entry) == event);
    let mut back = BTreeSet::new();
    match (anomaly.kind, stands.and_then(at)) {
        (AnomalyKind::AfterClose, None) => {
            let device = anomaly.sides.first()?.event.device;
            let late = story.late(covered?).remove(&device)?;
            back.extend(late.into_iter().filter(|at| story.live(*at) && story.steps.contains(at)));
        }
        (_, Some(stands)) => {
            let others = anomaly.sides.iter().filter_map(|side| at(side.event)).filter(|other| *other != stands);
            // Who goes first is one thing, what was done with them another: choosing of one leaves the other.
            let of_one = if story.moves.contains(&stands) { story.moves.clone() } else { story.said() };
            for other in others {
                let of_other = |step: &usize| *step == other || causes.knew(other, *step);
                let alone = |step: &usize| *step != stands && !causes.knew(stands, *step);
                back.extend(of_one.iter().copied().filter(|step| story.live(*step) && of_other(step) && alone(step)));
            }
        }
        _ => {}
    }
    let events: Vec<EventRef> = back.into_iter().map(|at| entries[at].at).collect();
    let undone = Undone { events, reason: reason.to_owned(), settles: Some(anomaly.id) };
    (!undone.events.is_empty()).then_some(Event::VisitUndone(undone))
}

/// A closed set's value as its word.
fn word<T: serde::Serialize>(value: &T) -> Option<String> {
    serde_json::to_value(value).ok()?.as_str().map(str::to_owned)
}

/// Reasons to go first, one after the other; empty for none.
fn words(reasons: &BTreeSet<Priority>) -> String {
    reasons.iter().filter_map(word).collect::<Vec<_>>().join(" ")
}

/// A visit's events, sorted out.
struct Story<'a> {
    scope: Scope,
    entries: &'a [Entry],
    /// Everything but undoing, in order.
    steps: Vec<usize>,
    /// Of these, what moves the visit on: all but saying who goes first.
    moves: Vec<usize>,
    /// What was taken back, by which undo.
    undone: BTreeMap<usize, usize>,
    /// Each undo with what it takes back.
    undos: Vec<(usize, Vec<usize>)>,
    /// What stands by the fold: the last event, the ticket in force, and why they go first.
    last: Option<EventRef>,
    ticket: Option<String>,
    priority: Option<String>,
}

impl<'a> Story<'a> {
    fn of(scope: Scope, entries: &'a [Entry]) -> Story<'a> {
        let place: HashMap<EventRef, usize> = entries
            .iter()
            .enumerate()
            .flat_map(|(at, entry)| [Some(entry.at), entry.copy_of].into_iter().flatten().map(move |name| (name, at)))
            .collect();
        let (mut steps, mut undone, mut undos) = (Vec::new(), BTreeMap::new(), Vec::new());
        for (at, entry) in entries.iter().enumerate() {
            match &entry.event {
                Some(Event::VisitUndone(undo)) => {
                    let back: Vec<usize> = undo.events.iter().filter_map(|name| place.get(name).copied()).collect();
                    undone.extend(back.iter().map(|step| (*step, at)));
                    undos.push((at, back));
                }
                Some(_) => steps.push(at),
                None => {}
            }
        }
        let said = |at: &usize| matches!(&entries[*at].event, Some(Event::VisitPrioritised(_)));
        let moves = steps.iter().copied().filter(|at| !said(at)).collect();
        Story { scope, entries, steps, moves, undone, undos, last: None, ticket: None, priority: None }
    }

    /// Whatever says who goes first.
    fn said(&self) -> Vec<usize> {
        self.steps.iter().copied().filter(|at| self.moves.binary_search(at).is_err()).collect()
    }

    fn live(&self, at: usize) -> bool {
        !self.undone.contains_key(&at)
    }

    fn event(&self, at: usize) -> Option<&Event> {
        self.entries[at].event.as_ref()
    }

    /// The value that a side shows beside what was done.
    fn value(&self, at: usize) -> Option<String> {
        match self.event(at)? {
            Event::VisitCheckedIn(checked_in) => Some(checked_in.ticket.to_string()),
            Event::VisitCalled(called) => Some(called.station.to_string()),
            Event::VisitStarted(started) => Some(started.station.to_string()),
            Event::VisitCaptured(captured) => captured.receipt.clone(),
            Event::VisitPassed(passed) => Some(passed.step.word().to_owned()),
            Event::VisitDeferred(deferred) => word(&deferred.reason),
            Event::VisitRefused(refused) => word(&refused.reason),
            Event::VisitMoved(moved) => Some(moved.station.to_string()),
            Event::VisitRequeued(requeued) => requeued.to_end.then(|| "to_end".to_owned()),
            Event::VisitPrioritised(prioritised) => Some(words(&prioritised.reasons)),
            _ => None,
        }
    }

    fn stands(&self, at: usize, kind: AnomalyKind) -> bool {
        match kind {
            AnomalyKind::TwoTickets => self.live(at) && self.value(at) == self.ticket,
            AnomalyKind::AfterClose => self.live(at),
            AnomalyKind::StepsDiffer if matches!(self.event(at), Some(Event::VisitPrioritised(_))) => {
                self.live(at) && self.value(at) == self.priority
            }
            _ => self.last.is_some_and(|last| last == self.entries[at].at),
        }
    }

    /// What kind of anomaly these steps are, if they are one.
    fn kind(&self, set: &[usize]) -> Option<AnomalyKind> {
        let all = |wanted: fn(&Event) -> bool| set.iter().all(|at| self.event(*at).is_some_and(wanted));
        let differ = || set.iter().any(|at| self.value(*at) != self.value(set[0]));
        let kind = |at: usize| self.event(at).map(Event::kind);
        if all(|event| matches!(event, Event::VisitCheckedIn(_))) {
            differ().then_some(AnomalyKind::TwoTickets)
        } else if all(|event| matches!(event, Event::VisitCaptured(_))) {
            Some(AnomalyKind::TwoCaptures)
        } else if all(|event| matches!(event, Event::VisitCalled(_) | Event::VisitStarted(_))) {
            Some(AnomalyKind::TwoCalls)
        } else if set.iter().all(|at| kind(*at) == kind(set[0])) {
            // The same was done on both: nobody has to choose.
            differ().then_some(AnomalyKind::StepsDiffer)
        } else {
            Some(AnomalyKind::StepsDiffer)
        }
    }

    /// The anomaly between these steps, if they are one.
    fn tell(&self, set: Vec<usize>, overtaken: Option<usize>) -> Option<Anomaly> {
        if set.len() < 2 {
            return None;
        }
        let kind = self.kind(&set)?;
        let sides = set.iter().map(|at| Side::of(&self.entries[*at], self.value(*at), self.stands(*at, kind)));
        Some(Anomaly::of(self.scope, kind, None, sides.collect(), overtaken.map(|at| Overtaken::by(&self.entries[at]))))
    }

    /// Whatever laptops did to the visit without knowing of each other.
    fn apart(&self, causes: &Causes<'_>) -> Vec<Anomaly> {
        let given = |at: &usize| matches!(self.event(*at), Some(Event::VisitCheckedIn(_)));
        let checked_in: Vec<usize> = self.steps.iter().copied().filter(given).collect();
        let tickets = self.sets(causes, &checked_in);
        let twice: HashSet<usize> = tickets.iter().flat_map(|(set, _)| set.iter().copied()).collect();
        // Two tickets are told as such; what followed from each is a thing of its own.
        let others = self.sets(causes, &self.moves).into_iter().map(|(mut set, after)| {
            set.retain(|at| !twice.contains(at));
            (set, after)
        });
        let said = self.sets(causes, &self.said());
        let told = tickets.iter().cloned().chain(others).chain(said).chain(self.undone_and_continued(causes));
        told.filter_map(|(set, after)| self.tell(set, after)).collect()
    }

    /// Sets of steps that did not know each other: those that count, open unless somebody went on from them; and those
    /// that an undo has ended.
    fn sets(&self, causes: &Causes<'_>, steps: &[usize]) -> Vec<(Vec<usize>, Option<usize>)> {
        let live: Vec<usize> = steps.iter().copied().filter(|at| self.live(*at)).collect();
        let mut sets = causes.apart(&live);
        if live.len() < steps.len() {
            for (set, _) in causes.apart(steps) {
                let by = set.iter().filter_map(|at| self.undone.get(at)).max().copied();
                if by.is_some() && !sets.iter().any(|(known, _)| *known == set) {
                    sets.push((set, by));
                }
            }
        }
        sets
    }

    /// Somebody took a step back that another, not knowing so, built upon.
    fn undone_and_continued(&self, causes: &Causes<'_>) -> Vec<(Vec<usize>, Option<usize>)> {
        let mut sets = Vec::new();
        for (undo, back) in &self.undos {
            let built = self.moves.iter().copied().filter(|step| {
                self.live(*step) && causes.concurrent(*step, *undo) && back.iter().any(|gone| causes.knew(*step, *gone))
            });
            let mut set = causes.newest(built.collect::<Vec<_>>().into_iter());
            if set.is_empty() {
                continue;
            }
            set.push(*undo);
            set.sort_unstable();
            let after = (0..self.entries.len()).find(|later| set.iter().all(|at| causes.knew(*later, *at)));
            sets.push((set, after));
        }
        sets
    }

    /// Calls of another lane's tickets, until whoever knew of one went on or took it back.
    fn other_lane(&self, causes: &Causes<'_>) -> Vec<Anomaly> {
        let taken = self
            .moves
            .iter()
            .copied()
            .filter(|at| matches!(self.event(*at), Some(Event::VisitCalled(called)) if called.taken));
        let tell = |at: usize| {
            let next = self.moves.iter().copied().find(|later| causes.knew(*later, at));
            let side = Side::of(&self.entries[at], self.value(at), self.stands(at, AnomalyKind::OtherLane));
            let after = self.undone.get(&at).copied().or(next).map(|by| Overtaken::by(&self.entries[by]));
            Anomaly::of(self.scope, AnomalyKind::OtherLane, None, vec![side], after)
        };
        taken.map(tell).collect()
    }

    /// What each laptop did that no close had. An undo that settles something was done on purpose.
    fn late(&self, covered: &Covered) -> BTreeMap<DeviceId, Vec<usize>> {
        let had = |at: EventRef| covered.get(&at.device).is_some_and(|last| at.index <= *last);
        let mut late: BTreeMap<DeviceId, Vec<usize>> = BTreeMap::new();
        for (at, entry) in self.entries.iter().enumerate() {
            let settles = matches!(&entry.event, Some(Event::VisitUndone(Undone { settles: Some(_), .. })));
            if !settles && entry.event.is_some() && !had(entry.at) && !entry.copy_of.is_some_and(had) {
                late.entry(original(entry).device).or_default().push(at);
            }
        }
        late
    }

    /// One anomaly a laptop, known by the first thing it did too late: what it did next adds nothing new.
    fn after_close(&self, covered: &Covered) -> Vec<Anomaly> {
        let tell = |late: Vec<usize>| {
            let first = *late.iter().min_by_key(|at| original(&self.entries[**at]).index)?;
            let steps: Vec<usize> = late.into_iter().filter(|at| self.steps.contains(at)).collect();
            let undos: Option<Vec<usize>> = steps.iter().map(|at| self.undone.get(at).copied()).collect();
            let gone = undos.and_then(|undos| undos.into_iter().max());
            let side = Side::of(&self.entries[first], self.value(first), self.stands(first, AnomalyKind::AfterClose));
            Some(Anomaly::of(
                self.scope,
                AnomalyKind::AfterClose,
                None,
                vec![side],
                gone.map(|at| Overtaken::by(&self.entries[at])),
            ))
        };
        self.late(covered).into_values().filter_map(tell).collect()
    }
}
