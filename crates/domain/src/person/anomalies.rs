//! Where two laptops wrote different things of one person without knowing of each other.

use std::collections::BTreeMap;

use super::event::{Edited, Left, Returned};
use super::fold::writes;
use super::{PersonField, PersonState};
use crate::anomaly::{Anomaly, AnomalyKind, Overtaken, Side};
use crate::event::{Causes, Entry, Event, straight};
use crate::id::ImportId;
use crate::scope::Scope;

/// Everything that was written of one field, or of whether they are with the unit.
#[derive(Default)]
struct Register {
    /// Which entries wrote, in order.
    at: Vec<usize>,
    /// What each of them wrote.
    values: BTreeMap<usize, Option<String>>,
}

impl Register {
    fn write(&mut self, at: usize, value: Option<String>) {
        self.at.push(at);
        self.values.insert(at, value);
    }
}

/// What is odd about one person, from their events in the order of the fold. The later in order stands; every value is
/// kept. `counts` tells which imports count.
pub fn anomalies(scope: Scope, entries: &[Entry], counts: &dyn Fn(ImportId) -> bool) -> Vec<Anomaly> {
    if straight(entries) {
        return Vec::new();
    }
    let (person, written) = writes(entries, counts);
    let (mut fields, mut state) = (BTreeMap::<PersonField, Register>::new(), Register::default());
    for (at, (entry, written)) in entries.iter().zip(written).enumerate() {
        for write in written {
            fields.entry(write.field).or_default().write(at, write.to);
        }
        if let Some(said) = state_said(entry) {
            state.write(at, Some(said));
        }
    }
    let causes = Causes::of(entries);
    let now = match person.state {
        PersonState::Active => ACTIVE,
        PersonState::Left => LEFT,
    };
    let fields = fields.iter().flat_map(|(field, register)| {
        let stands = person.now.get(field).map(String::as_str);
        differing((scope, entries), &causes, AnomalyKind::EditsDiffer, Some(*field), register, stands)
    });
    let state = differing((scope, entries), &causes, AnomalyKind::StateDiffers, None, &state, Some(now));
    fields.chain(state).collect()
}

const ACTIVE: &str = "active";
const LEFT: &str = "left";

fn state_said(entry: &Entry) -> Option<String> {
    match &entry.event {
        Some(Event::PersonLeft(_)) => Some(LEFT.to_owned()),
        Some(Event::PersonReturned(_)) => Some(ACTIVE.to_owned()),
        _ => None,
    }
}

fn differing(
    (scope, entries): (Scope, &[Entry]),
    causes: &Causes<'_>,
    kind: AnomalyKind,
    field: Option<PersonField>,
    register: &Register,
    stands: Option<&str>,
) -> Vec<Anomaly> {
    let value = |at: usize| register.values.get(&at).cloned().flatten();
    let mut found = Vec::new();
    for (mut set, after) in causes.apart(&register.at) {
        let all = set.clone();
        set.retain(|at| field.is_none_or(|field| !is_old_news(entries, causes, field, *at, &all)));
        let differ = set.len() > 1 && set.iter().any(|at| value(*at) != value(set[0]));
        if !differ {
            continue;
        }
        let sides = set.iter().map(|at| Side::of(&entries[*at], value(*at), value(*at).as_deref() == stands));
        // A list says what it says; only a hand that wrote the field again, knowing both, has judged.
        let by_hand = after.filter(|at| !matches!(entries[*at].event, Some(Event::PersonListed(_))));
        found.push(Anomaly::of(scope, kind, field, sides.collect(), by_hand.map(|at| Overtaken::by(&entries[at]))));
    }
    found
}

/// A list that says what another hand already knew a list to say brings nothing new: one list imported on two laptops,
/// then corrected on one. The other's copy of it may itself have written nothing, and was known all the same.
fn is_old_news(entries: &[Entry], causes: &Causes<'_>, field: PersonField, at: usize, set: &[usize]) -> bool {
    let said = |at: usize| match &entries[at].event {
        Some(Event::PersonListed(listed)) => listed.fields.get(&field),
        _ => None,
    };
    let Some(news) = said(at) else { return false };
    let knew = |other: usize| (0..entries.len()).any(|early| said(early) == Some(news) && causes.knew(other, early));
    set.iter().any(|other| *other != at && knew(*other))
}

/// What is written to the person when `stands` is chosen; none where nothing is to be written.
pub fn settle(anomaly: &Anomaly, stands: &Side, reason: &str) -> Option<Event> {
    match (anomaly.kind, anomaly.field) {
        (AnomalyKind::EditsDiffer, Some(field)) => {
            Some(Event::PersonEdited(Edited { fields: [(field, stands.value.clone())].into(), ..Edited::default() }))
        }
        (AnomalyKind::StateDiffers, _) if stands.value.as_deref() == Some(LEFT) => {
            Some(Event::PersonLeft(Left { reason: reason.to_owned() }))
        }
        (AnomalyKind::StateDiffers, _) => Some(Event::PersonReturned(Returned { reason: reason.to_owned() })),
        _ => None,
    }
}
