//! People: pages, search, one person's story, and what is done by hand.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use luudong_domain::due::Due;
use luudong_domain::event::{Entry, Event, EventRef};
use luudong_domain::finding::Finding;
use luudong_domain::id::{DeviceId, PersonId, SessionId, UnitId};
use luudong_domain::person::event::{Added, Changes, Edited, Left, Returned};
use luudong_domain::person::{self, DateSystem, Fields, PersonField, PersonState, RawFields, RawValue, check_fields};
use luudong_domain::scope::Scope;
use luudong_domain::session::Slot;
use luudong_domain::text::clean;
use luudong_domain::time::date_in_hanoi;
use luudong_store::Gate;
use luudong_store::query::{ExpectedAt, FoundPerson, PeopleFilter, PeopleIndex, PersonRow, Reader, Wanted};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::visit::VisitRow;
use crate::{App, AppError, anomaly, due, visit};

/// One page of a list.
#[derive(Deserialize, TS)]
pub struct Page {
    filter: PeopleFilter,
    start: String,
}

/// What to look for: in one unit or in all, whoever is there or has left.
#[derive(Deserialize, TS)]
pub struct Search {
    text: String,
    limit: u32,
    #[serde(default)]
    unit: Option<UnitId>,
    #[serde(default)]
    state: Option<PersonState>,
}

/// A person by their id, and the day for which it is told what they are due for; today when none is named.
#[derive(Deserialize, TS)]
pub struct One {
    person: PersonId,
    #[serde(default)]
    #[ts(optional, type = "string | null")]
    date: Option<NaiveDate>,
}

/// A person typed by hand.
#[derive(Deserialize, TS)]
pub struct Add {
    unit: UnitId,
    #[ts(type = "Partial<Record<PersonField, string>>")]
    fields: BTreeMap<PersonField, String>,
}

/// Corrections; `null` empties a field.
#[derive(Deserialize, TS)]
pub struct Edit {
    person: PersonId,
    #[ts(type = "Partial<Record<PersonField, string | null>>")]
    fields: BTreeMap<PersonField, Option<String>>,
}

/// What was found to be otherwise with the person there; `null` empties a field.
#[derive(Deserialize, TS)]
pub struct Correct {
    session: SessionId,
    person: PersonId,
    #[ts(type = "Partial<Record<PersonField, string | null>>")]
    fields: BTreeMap<PersonField, Option<String>>,
    /// Of these, what their card says.
    #[serde(default)]
    #[ts(optional, as = "Option<BTreeSet<PersonField>>")]
    card: BTreeSet<PersonField>,
}

/// A person and why.
#[derive(Deserialize, TS)]
pub struct Reasoned {
    person: PersonId,
    reason: String,
}

/// Somebody who was found, and what they are due for.
#[derive(Debug, Serialize, TS)]
#[ts(rename = "FoundRow")]
pub struct Found {
    #[serde(flatten)]
    person: FoundPerson,
    /// Today; none for who has left.
    due: Option<Due>,
}

/// One field with where its value comes from.
#[derive(Debug, Serialize, TS)]
pub struct FieldStory {
    field: PersonField,
    value: Option<String>,
    listed: Option<String>,
    #[ts(type = "number | null")]
    changed_at: Option<u64>,
    changed_by: Option<String>,
}

/// One value that was written.
#[derive(Debug, Clone, Serialize, TS)]
pub struct FieldChange {
    field: PersonField,
    from: Option<String>,
    to: Option<String>,
}

/// One thing that happened to a person.
#[derive(Debug, Serialize, TS)]
pub struct HistoryEntry {
    #[ts(type = "string")]
    event: EventRef,
    #[ts(type = "number")]
    at: u64,
    actor: String,
    device: DeviceId,
    lane: Option<String>,
    kind: String,
    changes: Vec<FieldChange>,
    reason: Option<String>,
    /// When they are asked to come, as this says.
    slot: Option<Slot>,
    undone: bool,
    /// Where, when it was done in a hall with the person there.
    spot: Option<Spot>,
    /// Of what changed, what was taken over from their card.
    card: BTreeSet<PersonField>,
}

/// A session as a story names it.
#[derive(Debug, Clone, Serialize, TS)]
pub struct Spot {
    /// Its business date; none where this laptop does not have the session.
    date: Option<String>,
    /// Where.
    place: Option<String>,
}

/// One person's whole story.
#[derive(Debug, Serialize, TS)]
pub struct Person {
    row: PersonRow,
    fields: Vec<FieldStory>,
    findings: Vec<Finding>,
    due: due::OfPerson,
    history: Vec<HistoryEntry>,
    visits: Vec<VisitRow>,
    /// Where they are expected and when, also where only their unit was told of the session.
    expected: Vec<ExpectedAt>,
    /// What is odd about them or their visits and waits for somebody to judge it.
    #[ts(type = "number")]
    anomalies: u64,
}

pub(crate) fn index(app: &App, filter: PeopleFilter) -> Result<PeopleIndex, AppError> {
    app.read(|reader| Ok(reader.people_index(&filter)?))
}

pub(crate) fn page(app: &App, args: Page) -> Result<Vec<PersonRow>, AppError> {
    app.read(|reader| Ok(reader.people_page(&args.filter, &args.start)?))
}

pub(crate) fn search(app: &App, args: Search) -> Result<Vec<Found>, AppError> {
    let today = date_in_hanoi(app.now());
    let units: Vec<UnitId> = args.unit.into_iter().collect();
    let wanted = Wanted { text: &args.text, units: &units, state: args.state };
    let found = app.read(|reader| Ok(reader.search(&wanted, args.limit as usize)?))?;
    Ok(found.into_iter().map(|person| Found { due: due::of_row(&person.row, today), person }).collect())
}

fn row(reader: &Reader<'_>, person: PersonId) -> Result<PersonRow, AppError> {
    reader.person(person)?.ok_or_else(|| AppError::not_found("person"))
}

fn reason_of(event: &Event) -> Option<String> {
    let reason = match event {
        Event::PersonLeft(left) => &left.reason,
        Event::PersonReturned(returned) => &returned.reason,
        _ => return None,
    };
    Some(reason.clone()).filter(|reason| !reason.is_empty())
}

/// The events of a person as a screen tells them, newest last.
fn history(reader: &Reader<'_>, entries: &[Entry]) -> Result<Vec<HistoryEntry>, AppError> {
    let names = reader.actor_names()?;
    let lanes: BTreeMap<DeviceId, String> =
        reader.devices()?.into_iter().map(|row| (row.id, row.device.lane)).collect();
    let counting = reader.counting_imports(entries)?;
    let changes = person::history(entries, &|import| counting.contains(&import));
    let told = entries.iter().zip(changes).map(|(entry, (_, changes))| HistoryEntry {
        event: entry.at,
        at: entry.clock.millis(),
        actor: names.get(&entry.actor).cloned().unwrap_or_default(),
        device: entry.at.device,
        lane: lanes.get(&entry.at.device).filter(|lane| !lane.is_empty()).cloned(),
        kind: entry.event.as_ref().map_or("newer", Event::kind).to_owned(),
        changes: changes
            .into_iter()
            .map(|change| FieldChange { field: change.field, from: change.from, to: change.to })
            .collect(),
        reason: entry.event.as_ref().and_then(reason_of),
        slot: match &entry.event {
            Some(Event::PersonPlanned(planned)) => planned.slot,
            _ => None,
        },
        undone: matches!(&entry.event, Some(Event::PersonListed(listed)) if !counting.contains(&listed.import)),
        spot: None,
        card: match &entry.event {
            Some(Event::PersonEdited(edited)) => edited.card.clone(),
            _ => BTreeSet::new(),
        },
    });
    let mut told: Vec<HistoryEntry> = told.collect();
    for (told, entry) in told.iter_mut().zip(entries) {
        let session = match &entry.event {
            Some(Event::PersonEdited(edited)) => edited.spot,
            Some(Event::PersonAdded(added)) => added.spot,
            _ => None,
        };
        if let Some(session) = session {
            let (date, place) = reader.session(session)?.map(|row| (row.date, row.place)).unzip();
            told.spot = Some(Spot { date, place });
        }
    }
    Ok(told)
}

pub(crate) fn story(app: &App, args: One) -> Result<Person, AppError> {
    let today = date_in_hanoi(app.now());
    app.read(|reader| {
        let row = row(reader, args.person)?;
        let entries = reader.person_entries(row.unit, args.person)?;
        let history = history(reader, &entries)?;
        let listed = reader.listed(args.person)?;
        let now = row.fields();
        let (_, findings) = check_fields(&raw(&now), today, DateSystem::default());
        let fields = PersonField::ALL.into_iter().map(|field| {
            let last = history.iter().rev().find(|entry| entry.changes.iter().any(|change| change.field == field));
            FieldStory {
                field,
                value: now.get(&field).cloned(),
                listed: listed.get(&field).cloned(),
                changed_at: last.map(|entry| entry.at),
                changed_by: last.map(|entry| entry.actor.clone()),
            }
        });
        let due = due::Judge::new(reader, args.date.unwrap_or(today))?.of_person(&row);
        let visits = visit::of_person(reader, args.person)?;
        let anomalies = anomaly::open_of_person(reader, args.person, &visits)?;
        let expected = reader.expected_of(args.person)?;
        Ok(Person { fields: fields.collect(), findings, due, history, visits, expected, anomalies, row })
    })
}

fn raw(fields: &Fields) -> RawFields {
    fields.iter().map(|(field, value)| (*field, RawValue::Text(value.clone()))).collect()
}

/// Checks typed values together with the rest of the person; an error refuses the first field it is about.
pub(crate) fn checked(fields: &Fields, today: NaiveDate) -> Result<Fields, AppError> {
    let typed: Fields =
        fields.iter().map(|(field, value)| (*field, clean(value))).filter(|(_, value)| !value.is_empty()).collect();
    let (canonical, findings) = check_fields(&raw(&typed), today, DateSystem::default());
    // A value that was left out silently would look saved: by hand nothing is left out.
    let lost = typed.keys().find(|field| !canonical.contains_key(field));
    let refused =
        findings.iter().find(|finding| finding.is_error() || lost.is_some() && finding.field.as_ref() == lost);
    match (refused, lost) {
        (Some(finding), _) => {
            let field = finding.field.map(PersonField::as_str).unwrap_or_default();
            let refused = AppError::of("field_refused").with("field", field).with("finding", finding.code.as_str());
            Err(finding.params.iter().fold(refused, |error, (name, value)| error.with(name, value)))
        }
        (None, Some(field)) if *field != PersonField::Number => {
            Err(AppError::of("field_refused").with("field", field.as_str()).with("finding", ""))
        }
        _ => Ok(canonical),
    }
}

pub(crate) fn add(app: &App, args: Add) -> Result<PersonRow, AppError> {
    let fields = checked(&args.fields, date_in_hanoi(app.now()))?;
    if !fields.contains_key(&PersonField::Name) {
        return Err(AppError::of("name_missing"));
    }
    let person = app.write(|gate| {
        gate.unit(args.unit)?.ok_or_else(|| AppError::not_found("unit"))?;
        let scope = Scope::Unit(args.unit);
        let id = PersonId::from(gate.birth(scope)?);
        gate.append_first(scope, id, &Event::PersonAdded(Added { fields, ..Added::default() }))?;
        Ok::<_, AppError>(id)
    })?;
    app.read(|reader| row(reader, person))
}

/// One event about a person, decided from what is known of them.
fn change(
    app: &App,
    person: PersonId,
    decide: impl FnOnce(&PersonRow) -> Result<Option<Event>, AppError>,
) -> Result<PersonRow, AppError> {
    app.write(|gate| {
        let known = writable(gate, person)?;
        if let Some(event) = decide(&known)? {
            gate.append(Scope::Unit(known.unit), person, &event)?;
        }
        Ok::<_, AppError>(())
    })?;
    app.read(|reader| row(reader, person))
}

fn writable(gate: &Gate<'_>, person: PersonId) -> Result<PersonRow, AppError> {
    if gate.person_needs_newer(person)? {
        return Err(AppError::of("needs_newer"));
    }
    row(gate, person)
}

pub(crate) fn edit(app: &App, args: Edit) -> Result<PersonRow, AppError> {
    edited(app, args, None, BTreeSet::new())
}

/// What is found to be otherwise in the hall, with the person there: the unit sees what, when, and whether their card
/// says so.
pub(crate) fn correct(app: &App, args: Correct) -> Result<PersonRow, AppError> {
    let Correct { session, person, fields, card } = args;
    edited(app, Edit { person, fields }, Some(session), card)
}

fn edited(
    app: &App,
    args: Edit,
    spot: Option<SessionId>,
    mut card: BTreeSet<PersonField>,
) -> Result<PersonRow, AppError> {
    let today = date_in_hanoi(app.now());
    if let Some(session) = spot {
        app.read(|reader| Ok(reader.session(session)?))?.ok_or_else(|| AppError::not_found("session"))?;
    }
    change(app, args.person, |known| {
        let now = known.fields();
        let mut wanted = now.clone();
        for (field, value) in &args.fields {
            match value {
                Some(value) => wanted.insert(*field, value.clone()),
                None => wanted.remove(field),
            };
        }
        let wanted = checked(&wanted, today)?;
        if !wanted.contains_key(&PersonField::Name) {
            return Err(AppError::of("name_missing"));
        }
        let fields: Changes = args
            .fields
            .keys()
            .chain(wanted.keys())
            .filter(|field| now.get(field) != wanted.get(field))
            .map(|field| (*field, wanted.get(field).cloned()))
            .collect();
        card.retain(|field| fields.contains_key(field));
        Ok((!fields.is_empty()).then_some(Event::PersonEdited(Edited { fields, spot, card })))
    })
}

fn given(reason: &str) -> Result<String, AppError> {
    let reason = clean(reason);
    if reason.is_empty() { Err(AppError::of("reason_missing")) } else { Ok(reason) }
}

pub(crate) fn left(app: &App, args: Reasoned) -> Result<PersonRow, AppError> {
    let reason = given(&args.reason)?;
    change(app, args.person, |known| match known.state {
        PersonState::Active => Ok(Some(Event::PersonLeft(Left { reason }))),
        PersonState::Left => Err(AppError::of("already_left")),
    })
}

pub(crate) fn back(app: &App, args: Reasoned) -> Result<PersonRow, AppError> {
    let reason = given(&args.reason)?;
    change(app, args.person, |known| match known.state {
        PersonState::Left => Ok(Some(Event::PersonReturned(Returned { reason }))),
        PersonState::Active => Err(AppError::of("wrong_state")),
    })
}
