//! What is odd and waits for somebody to judge it: pages of it, counts, and the judgement.

use std::collections::{BTreeMap, HashSet};

use luudong_domain::anomaly::event::Settled;
use luudong_domain::anomaly::{Anomaly, AnomalyKind, Side};
use luudong_domain::event::{Event, EventRef};
use luudong_domain::id::{ActorId, AnomalyId, DeviceId, PersonId, RecordId, SessionId, UnitId, VisitId};
use luudong_domain::person::event::Left;
use luudong_domain::person::{self, PersonField};
use luudong_domain::scope::Scope;
use luudong_domain::text::clean;
use luudong_domain::visit;
use luudong_store::Gate;
use luudong_store::query::{AnomalyRow, PersonRow, Reader};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::sync::clock_offset;
use crate::visit::VisitRow;
use crate::{App, AppError};

/// Anomalies of a page.
const PAGE_ROWS: usize = 50;
/// A clock that is wrong by more than this is told, milliseconds.
const CLOCK_MATTERS: u64 = 2 * 60_000;

/// Where to look: in a session and its units, in a unit, or everywhere.
#[derive(Deserialize, TS)]
pub struct Where {
    #[serde(default)]
    #[ts(optional)]
    session: Option<SessionId>,
    #[serde(default)]
    #[ts(optional)]
    unit: Option<UnitId>,
}

/// Which anomalies, and after which key; from the first when there is none.
#[derive(Deserialize, TS)]
pub struct Which {
    #[serde(default)]
    #[ts(optional)]
    session: Option<SessionId>,
    #[serde(default)]
    #[ts(optional)]
    unit: Option<UnitId>,
    #[serde(default)]
    #[ts(optional, as = "Option<bool>")]
    settled: bool,
    #[serde(default)]
    #[ts(optional)]
    after: Option<AnomalyId>,
}

/// The judgement: which event stands, or in which unit the person is no longer; neither leaves everything as it is.
#[derive(Deserialize, TS)]
pub struct Settle {
    id: AnomalyId,
    #[serde(default)]
    #[ts(optional, type = "string")]
    stands: Option<EventRef>,
    /// Of one personal number in several units: who has left theirs.
    #[serde(default)]
    #[ts(optional)]
    leaves: Option<PersonId>,
    /// Of what came after the close: it is taken back.
    #[serde(default)]
    #[ts(optional, as = "Option<bool>")]
    take_back: bool,
    reason: String,
}

/// One of the things that an anomaly is between: an event, or a person in their unit.
#[derive(Debug, Serialize, TS)]
pub struct AnomalySide {
    /// What was done.
    #[ts(type = "string | null")]
    event: Option<EventRef>,
    /// The kind of the event.
    kind: String,
    /// The value that was written.
    value: Option<String>,
    /// When, milliseconds.
    #[ts(type = "number")]
    at: u64,
    /// Whose hand.
    actor: String,
    /// What people call the laptop.
    device: String,
    /// Its lane.
    lane: Option<String>,
    /// Whether it stands now.
    stands: bool,
    /// Of people in several units: who.
    person: Option<PersonRow>,
    /// Of people in several units: where.
    unit: Option<String>,
}

/// How an anomaly ended.
#[derive(Debug, Serialize, TS)]
pub struct AnomalySettled {
    /// When, milliseconds.
    #[ts(type = "number")]
    at: u64,
    /// Who.
    actor: String,
    /// Why; none where somebody went on from it without a word.
    reason: Option<String>,
    /// The event that went on from it.
    overtaken: Option<String>,
    /// The event that was chosen.
    #[ts(type = "string | null")]
    stands: Option<EventRef>,
}

/// One anomaly as a screen tells it.
#[derive(Debug, Serialize, TS)]
pub struct AnomalyTold {
    /// The same on every device that holds the same events.
    id: AnomalyId,
    /// What is odd.
    kind: AnomalyKind,
    /// The session or unit that it is about.
    scope: Scope,
    /// The scope's name.
    place: String,
    /// Who it is about.
    person: Option<PersonRow>,
    /// Of which field.
    field: Option<PersonField>,
    /// Between what.
    sides: Vec<AnomalySide>,
    /// How it ended; none while it is open.
    settled: Option<AnomalySettled>,
}

/// A page of anomalies.
#[derive(Debug, Serialize, TS)]
#[ts(rename = "Anomalies")]
pub struct Page {
    /// In order: riskiest kind first, newest first within a kind.
    rows: Vec<AnomalyTold>,
    /// All that there are.
    #[ts(type = "number")]
    total: u64,
    /// After which to ask for the next page.
    next: Option<AnomalyId>,
}

/// How much waits for somebody.
#[derive(Debug, Serialize, TS)]
#[ts(rename = "AnomalyCounts")]
pub struct Counts {
    /// In all.
    #[ts(type = "number")]
    open: u64,
    /// By kind.
    #[ts(type = "Partial<Record<AnomalyKind, number>>")]
    by_kind: BTreeMap<AnomalyKind, u64>,
    /// How far this laptop's clock is behind central's (below zero: ahead), milliseconds, where that matters.
    #[ts(type = "number | null")]
    clock_offset: Option<i64>,
}

/// The scopes that are asked about; none for all.
fn scopes(reader: &Reader<'_>, asked: &Where) -> Result<Option<HashSet<Scope>>, AppError> {
    let mut scopes: HashSet<Scope> = asked.unit.map(Scope::Unit).into_iter().collect();
    if let Some(session) = asked.session {
        let row = reader.session(session)?.ok_or_else(|| AppError::not_found("session"))?;
        scopes.extend(row.units.into_iter().map(Scope::Unit).chain([Scope::Session(session)]));
    }
    Ok((!scopes.is_empty()).then_some(scopes))
}

pub(crate) fn counts(app: &App, asked: Where) -> Result<Counts, AppError> {
    app.read(|reader| {
        let scopes = scopes(reader, &asked)?;
        let by_kind = reader.open_anomalies(&|scope| scopes.as_ref().is_none_or(|scopes| scopes.contains(&scope)))?;
        let clock_offset = clock_offset(reader)?.filter(|offset| offset.unsigned_abs() > CLOCK_MATTERS);
        Ok(Counts { open: by_kind.values().sum(), by_kind, clock_offset })
    })
}

pub(crate) fn anomalies(app: &App, asked: Which) -> Result<Page, AppError> {
    let Which { session, unit, settled, after } = asked;
    app.read(|reader| {
        let scopes = scopes(reader, &Where { session, unit })?;
        let within = |scope| scopes.as_ref().is_none_or(|scopes| scopes.contains(&scope));
        let mut found = reader.anomalies(&within)?;
        found.retain(|row| row.open() != settled);
        let total = found.len() as u64;
        let start = after.and_then(|after| found.iter().position(|row| row.id == after)).map_or(0, |at| at + 1);
        let more = found.len() > start + PAGE_ROWS;
        let page = found.into_iter().skip(start).take(PAGE_ROWS);
        let rows = Teller::new(reader)?.all(page)?;
        Ok(Page { total, next: rows.last().filter(|_| more).map(|row| row.id), rows })
    })
}

/// How much that is open a person's story has: their own, and that of their visits.
pub(crate) fn open_of_person(reader: &Reader<'_>, person: PersonId, visits: &[VisitRow]) -> Result<u64, AppError> {
    let own = reader.anomalies_of(person.into())?.iter().filter(|row| row.open()).count();
    Ok((own + visits.iter().filter(|visit| visit.doubtful).count()) as u64)
}

/// Puts names to ids.
struct Teller<'a> {
    reader: &'a Reader<'a>,
    actors: BTreeMap<ActorId, String>,
    devices: BTreeMap<DeviceId, (String, Option<String>)>,
}

impl<'a> Teller<'a> {
    fn new(reader: &'a Reader<'a>) -> Result<Teller<'a>, AppError> {
        let devices = reader.devices()?.into_iter();
        let named = |lane: String| Some(lane).filter(|lane| !lane.is_empty());
        let devices = devices.map(|row| (row.id, (row.device.label, named(row.device.lane)))).collect();
        Ok(Teller { reader, actors: reader.actor_names()?, devices })
    }

    fn all(&self, rows: impl Iterator<Item = AnomalyRow>) -> Result<Vec<AnomalyTold>, AppError> {
        rows.map(|row| self.tell(row)).collect()
    }

    fn actor(&self, id: ActorId) -> String {
        self.actors.get(&id).cloned().unwrap_or_default()
    }

    fn place(&self, scope: Scope) -> Result<String, AppError> {
        crate::sync::title(self.reader, scope)
    }

    fn tell(&self, row: AnomalyRow) -> Result<AnomalyTold, AppError> {
        let person = match (row.kind, row.scope, row.records.first()) {
            (_, _, None) | (_, Scope::Org, _) => None,
            (kind, ..) if kind.is_only_seen() => None,
            (_, Scope::Session(_), Some(visit)) => self.reader.person_of_visit(VisitId::from(*visit))?,
            (_, Scope::Unit(_), Some(person)) => self.reader.person(PersonId::from(*person))?,
        };
        let sides = match row.kind {
            AnomalyKind::TwoUnits => row.records.iter().filter_map(|id| self.in_unit(*id).transpose()).collect(),
            AnomalyKind::SharedTicket | AnomalyKind::SharedReceipt => {
                row.records.iter().filter_map(|id| self.holder(row.kind, row.scope, *id).transpose()).collect()
            }
            _ => Ok(row.sides.into_iter().map(|side| self.side(side)).collect()),
        };
        let settled = match (row.settled, row.overtaken) {
            (Some(settled), _) => Some(AnomalySettled {
                at: settled.clock.millis(),
                actor: self.actor(settled.actor),
                reason: Some(settled.reason),
                overtaken: None,
                stands: settled.stands,
            }),
            (None, Some(by)) => Some(AnomalySettled {
                at: by.clock.millis(),
                actor: self.actor(by.actor),
                reason: None,
                overtaken: Some(by.kind),
                stands: None,
            }),
            (None, None) => None,
        };
        let place = self.place(row.scope)?;
        let AnomalyRow { id, kind, scope, field, .. } = row;
        Ok(AnomalyTold { id, kind, scope, place, person, field, sides: sides?, settled })
    }

    fn side(&self, side: Side) -> AnomalySide {
        let (device, lane) = self.devices.get(&side.event.device).cloned().unwrap_or_default();
        AnomalySide {
            event: Some(side.event),
            kind: side.kind,
            value: side.value,
            at: side.clock.millis(),
            actor: self.actor(side.actor),
            device,
            lane,
            stands: side.stands,
            person: None,
            unit: None,
        }
    }

    /// Who holds a ticket, or a receipt.
    fn holder(&self, kind: AnomalyKind, scope: Scope, visit: RecordId) -> Result<Option<AnomalySide>, AppError> {
        let Scope::Session(session) = scope else { return Ok(None) };
        let Some(visit) = self.reader.visit(session, visit.into())? else { return Ok(None) };
        let side = self.in_unit(visit.person.id.into())?;
        let value = match kind {
            AnomalyKind::SharedReceipt => visit.receipt,
            _ => visit.ticket.map(|ticket| ticket.to_string()),
        };
        Ok(side.map(|side| AnomalySide { value, stands: true, ..side }))
    }

    fn in_unit(&self, record: RecordId) -> Result<Option<AnomalySide>, AppError> {
        let Some(person) = self.reader.person(record.into())? else { return Ok(None) };
        let unit = self.reader.unit(person.unit)?.map(|unit| unit.name);
        let (kind, device) = (String::new(), String::new());
        let stands = person.state == person::PersonState::Active;
        Ok(Some(AnomalySide {
            event: None,
            kind,
            value: person.number.clone(),
            at: 0,
            actor: String::new(),
            device,
            lane: None,
            stands,
            person: Some(person),
            unit,
        }))
    }
}

pub(crate) fn settle(app: &App, args: Settle) -> Result<AnomalyTold, AppError> {
    let reason = clean(&args.reason);
    if reason.is_empty() {
        return Err(AppError::of("reason_missing"));
    }
    let id = args.id;
    app.write(|gate| {
        let row = gate.anomaly(id)?.ok_or_else(|| AppError::not_found("anomaly"))?;
        if !row.open() {
            return Err(AppError::of("anomaly_settled"));
        }
        let stands = match args.stands {
            Some(event) if row.sides.iter().all(|side| side.event != event) => return Err(AppError::of("wrong_state")),
            stands => stands,
        };
        let scope = carry_out(gate, &row, &args, &reason)?;
        let settled = Settled { kind: row.kind, records: row.records, stands, reason };
        gate.append(scope, id, &Event::AnomalySettled(settled))?;
        Ok(())
    })?;
    app.read(|reader| {
        let row = reader.anomaly(id)?.ok_or_else(|| AppError::not_found("anomaly"))?;
        Teller::new(reader)?.tell(row)
    })
}

/// Writes what follows from the judgement to the record itself, and says in which scope the judgement stands: the same,
/// since a command writes one series.
fn carry_out(gate: &mut Gate<'_>, row: &AnomalyRow, args: &Settle, reason: &str) -> Result<Scope, AppError> {
    let AnomalyRow { id, kind, scope, field, .. } = *row;
    let anomaly = Anomaly { id, kind, field, sides: row.sides.clone(), overtaken: None };
    let side = args.stands.and_then(|event| row.sides.iter().find(|side| side.event == event));
    match (kind, scope, row.records.first()) {
        (AnomalyKind::TwoUnits, ..) => return leave(gate, row, args.leaves, reason),
        (AnomalyKind::EditsDiffer | AnomalyKind::StateDiffers, Scope::Unit(_), Some(record)) => {
            let person = PersonId::from(*record);
            if gate.person_needs_newer(person)? {
                return Err(AppError::of("needs_newer"));
            }
            let event = side.and_then(|side| person::settle(&anomaly, side, reason));
            gate.append(scope, person, &event.ok_or_else(|| AppError::of("choice_missing"))?)?;
        }
        (_, Scope::Session(session), Some(record)) if !kind.is_only_seen() => {
            let known = VisitId::from(*record);
            if gate.visit_state(session, known)?.needs_newer {
                return Err(AppError::of("needs_newer"));
            }
            // What came after the close may be taken back, or stay without another word.
            let stands = if args.take_back { None } else { args.stands };
            if stands.is_none() && (kind != AnomalyKind::AfterClose || !args.take_back) {
                return Err(AppError::of("choice_missing"));
            }
            let entries = gate.visit_entries(session, known)?;
            let covered = gate.covered(session)?;
            if let Some(undo) = visit::settle(&entries, &anomaly, covered.as_ref(), stands, reason) {
                gate.append(scope, known, &undo)?;
            }
        }
        // Nothing is written to what these are between: somebody has seen them.
        _ => {}
    }
    Ok(scope)
}

/// Of one number in several units: somebody has left theirs, or they are different people.
fn leave(gate: &mut Gate<'_>, row: &AnomalyRow, leaves: Option<PersonId>, reason: &str) -> Result<Scope, AppError> {
    let Some(person) = leaves else { return Ok(row.scope) };
    if !row.records.contains(&person.into()) {
        return Err(AppError::of("wrong_state"));
    }
    if gate.person_needs_newer(person)? {
        return Err(AppError::of("needs_newer"));
    }
    let unit = gate.person(person)?.ok_or_else(|| AppError::not_found("person"))?.unit;
    gate.append(Scope::Unit(unit), person, &Event::PersonLeft(Left { reason: reason.to_owned() }))?;
    Ok(Scope::Unit(unit))
}
