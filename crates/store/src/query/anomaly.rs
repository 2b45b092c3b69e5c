//! What is odd, open or settled: folded anomalies, and those that are questions over what this device holds.

use std::collections::{BTreeMap, BTreeSet};

use luudong_domain::anomaly::{AnomalyKind, Overtaken, Side, shared, two_units};
use luudong_domain::device::Objection;
use luudong_domain::event::EventRef;
use luudong_domain::id::{ActorId, AnomalyId, DeviceId, PersonId, RecordId, SessionId, UnitId, VisitId};
use luudong_domain::person::PersonField;
use luudong_domain::scope::Scope;
use luudong_domain::session::Covered;
use luudong_domain::time::Clock;
use luudong_sync::Envelope;
use rusqlite::{OptionalExtension, Row};

use super::{Reader, VOUCHED, read_json, read_word, read_word_or_none, word};
use crate::StoreError;
use crate::local::scope;

/// Who judged an anomaly, and how.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settlement {
    /// The event that stands; none where everything was left as it is.
    pub stands: Option<EventRef>,
    /// Why.
    pub reason: String,
    /// When.
    pub clock: Clock,
    /// Who.
    pub actor: ActorId,
}

/// One anomaly.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnomalyRow {
    /// Its id.
    pub id: AnomalyId,
    /// What is odd.
    pub kind: AnomalyKind,
    /// Where it is settled.
    pub scope: Scope,
    /// The visit, person or people that it is about.
    pub records: Vec<RecordId>,
    /// Of which field.
    pub field: Option<PersonField>,
    /// Between what.
    pub sides: Vec<Side>,
    /// When the last of it happened.
    pub clock: Clock,
    /// Who went on from it.
    pub overtaken: Option<Overtaken>,
    /// Who settled it.
    pub settled: Option<Settlement>,
}

impl AnomalyRow {
    /// Whether a person has yet to look.
    pub fn open(&self) -> bool {
        self.overtaken.is_none() && self.settled.is_none()
    }
}

const FOLDED: &str = "SELECT a.id, a.kind, a.scope, a.record, a.field, a.sides, a.clock, a.overtaken FROM anomaly a";

fn folded(row: &Row<'_>) -> rusqlite::Result<(AnomalyRow, String)> {
    let overtaken: Option<String> = row.get(7)?;
    let found = AnomalyRow {
        id: AnomalyId(row.get(0)?),
        kind: read_word(row, 1)?,
        scope: Scope::Org,
        records: vec![RecordId(row.get(3)?)],
        field: read_word_or_none(row, 4)?,
        sides: read_json(row, 5)?,
        clock: Clock(row.get(6)?),
        overtaken: if overtaken.is_some() { Some(read_json(row, 7)?) } else { None },
        settled: None,
    };
    Ok((found, row.get(2)?))
}

fn placed((row, place): (AnomalyRow, String)) -> Result<AnomalyRow, StoreError> {
    Ok(AnomalyRow { scope: scope(&place)?, ..row })
}

/// An anomaly of one event that only this device knows of.
fn local(kind: AnomalyKind, place: &str, at: EventRef, clock: Clock, value: String) -> Result<AnomalyRow, StoreError> {
    let scope = scope(place)?;
    let id = AnomalyId::of(kind.word(), [format!("{scope} {at}")]);
    let side =
        Side { event: at, kind: String::new(), clock, actor: ActorId::CENTRAL, value: Some(value), stands: false };
    let (records, sides) = (vec![at.device.into()], vec![side]);
    Ok(AnomalyRow { id, kind, scope, records, field: None, sides, clock, overtaken: None, settled: None })
}

/// An anomaly between records, of which no events speak.
fn between(id: AnomalyId, kind: AnomalyKind, scope: Scope, records: Vec<RecordId>) -> AnomalyRow {
    let (field, sides, clock, overtaken, settled) = (None, Vec::new(), Clock(0), None, None);
    AnomalyRow { id, kind, scope, records, field, sides, clock, overtaken, settled }
}

impl Reader<'_> {
    /// What of each series the closes of a session had; none while it is open, or where none says so.
    ///
    /// # Errors
    /// Database errors.
    pub fn covered(&self, session: SessionId) -> Result<Option<Covered>, StoreError> {
        let sql = "SELECT covered FROM session WHERE id = ?1 AND covered IS NOT NULL";
        self.one(sql, [session.0], |row| read_json(row, 0))
    }

    /// How far each series of a scope is held.
    ///
    /// # Errors
    /// Database errors.
    pub fn points(&self, scope: Scope) -> Result<Covered, StoreError> {
        let sql = "SELECT device, last FROM tip WHERE scope = ?1 AND last > 0";
        let points = self.all(sql, [scope.to_string()], |row| Ok((DeviceId(row.get(0)?), row.get(1)?)))?;
        Ok(points.into_iter().collect())
    }

    /// Every anomaly, riskiest kind first, newest first within a kind. `within` says in which scopes.
    ///
    /// # Errors
    /// Database errors.
    pub fn anomalies(&self, within: &dyn Fn(Scope) -> bool) -> Result<Vec<AnomalyRow>, StoreError> {
        let mut rows = self.all(FOLDED, [], folded)?.into_iter().map(placed).collect::<Result<Vec<_>, StoreError>>()?;
        rows.retain(|row| within(row.scope));
        rows.extend(self.shared_numbers(within)?);
        rows.extend(self.shared_by_visits(within)?);
        rows.extend(self.of_laptops()?.into_iter().filter(|row| within(row.scope)));
        self.settle(&mut rows, within)?;
        rows.sort_by_key(|row| (row.kind, std::cmp::Reverse(row.clock), row.id));
        Ok(rows)
    }

    /// The anomalies of one person, visit or other record.
    ///
    /// # Errors
    /// Database errors.
    pub fn anomalies_of(&self, record: RecordId) -> Result<Vec<AnomalyRow>, StoreError> {
        let found = self.all(&format!("{FOLDED} WHERE a.record = ?1 ORDER BY a.kind, a.id"), [record.0], folded)?;
        let mut rows = found.into_iter().map(placed).collect::<Result<Vec<_>, _>>()?;
        for row in &mut rows {
            row.settled = self.settlement(row.id)?;
        }
        Ok(rows)
    }

    /// One anomaly.
    ///
    /// # Errors
    /// Database errors.
    pub fn anomaly(&self, id: AnomalyId) -> Result<Option<AnomalyRow>, StoreError> {
        let found = self.one(&format!("{FOLDED} WHERE a.id = ?1"), [id.0], folded)?;
        if let Some(row) = found.map(placed).transpose()? {
            return Ok(Some(AnomalyRow { settled: self.settlement(id)?, ..row }));
        }
        Ok(self.anomalies(&|_| true)?.into_iter().find(|row| row.id == id))
    }

    /// How many anomalies of each kind wait for somebody. `within` says in which scopes.
    ///
    /// # Errors
    /// Database errors.
    pub fn open_anomalies(&self, within: &dyn Fn(Scope) -> bool) -> Result<BTreeMap<AnomalyKind, u64>, StoreError> {
        let sql = "SELECT a.kind, a.scope, count(*) FROM anomaly a
                   WHERE a.overtaken IS NULL AND NOT EXISTS (SELECT 1 FROM settlement s WHERE s.anomaly = a.id) GROUP BY a.kind, a.scope";
        let mut open = BTreeMap::new();
        for (kind, place, count) in self.all(sql, [], |row| {
            Ok((read_word::<AnomalyKind>(row, 0)?, row.get::<_, String>(1)?, row.get::<_, u64>(2)?))
        })? {
            if within(scope(&place)?) {
                *open.entry(kind).or_default() += count;
            }
        }
        let of_laptops = self.of_laptops()?.into_iter().filter(|row| within(row.scope));
        let shared = self.shared_numbers(within)?.into_iter().chain(self.shared_by_visits(within)?);
        for row in shared.chain(of_laptops) {
            if self.settlement(row.id)?.is_none() {
                *open.entry(row.kind).or_default() += 1;
            }
        }
        Ok(open)
    }

    fn settlement(&self, anomaly: AnomalyId) -> Result<Option<Settlement>, StoreError> {
        // Of two scopes that both say so, the last in order.
        let sql =
            "SELECT stands, reason, clock, actor FROM settlement WHERE anomaly = ?1 ORDER BY clock DESC, scope LIMIT 1";
        let mut find = self.connection.prepare_cached(sql)?;
        let found = find.query_row([anomaly.0], |row| {
            Ok(Settlement {
                stands: read_word_or_none(row, 0)?,
                reason: row.get(1)?,
                clock: Clock(row.get(2)?),
                actor: ActorId(row.get(3)?),
            })
        });
        Ok(found.optional()?)
    }

    /// Says of each row whether it was settled, and adds those that are known by their settlement only.
    fn settle(&self, rows: &mut Vec<AnomalyRow>, within: &dyn Fn(Scope) -> bool) -> Result<(), StoreError> {
        let sql = "SELECT anomaly, scope, kind, records, clock FROM settlement ORDER BY clock";
        let settled = self.all(sql, [], |row| {
            let records: Vec<RecordId> = read_json(row, 3)?;
            Ok((AnomalyId(row.get(0)?), row.get::<_, String>(1)?, read_word(row, 2)?, records, Clock(row.get(4)?)))
        })?;
        let known: BTreeMap<AnomalyId, usize> = rows.iter().enumerate().map(|(at, row)| (row.id, at)).collect();
        let mut alone = BTreeSet::new();
        for (id, place, kind, records, clock) in settled {
            let (settled, scope) = (self.settlement(id)?, scope(&place)?);
            match known.get(&id) {
                Some(at) => rows[*at].settled = settled,
                None if within(scope) && alone.insert(id) => {
                    let (field, sides, overtaken) = (None, Vec::new(), None);
                    rows.push(AnomalyRow { id, kind, scope, records, field, sides, clock, overtaken, settled });
                }
                None => {}
            }
        }
        Ok(())
    }

    /// One personal number in several units: of people, so settled in the first unit's scope or where somebody leaves.
    fn shared_numbers(&self, within: &dyn Fn(Scope) -> bool) -> Result<Vec<AnomalyRow>, StoreError> {
        let mut found: Vec<AnomalyRow> = Vec::new();
        for number in self.all("SELECT number FROM shared_number ORDER BY number", [], |row| row.get::<_, String>(0))? {
            let sql = "SELECT id, unit FROM person WHERE number = ?1 AND present = 1 AND state = 'active' ORDER BY id";
            let people =
                self.all(sql, [number], |row| Ok((PersonId(row.get(0)?), Scope::Unit(UnitId(row.get(1)?)))))?;
            let Some((_, scope)) = people.first().copied().filter(|_| people.iter().any(|(_, scope)| within(*scope)))
            else {
                continue;
            };
            let id = two_units(people.iter().map(|(person, _)| *person));
            let records = people.iter().map(|(person, _)| (*person).into()).collect();
            found.push(between(id, AnomalyKind::TwoUnits, scope, records));
        }
        Ok(found)
    }

    /// What several visits of a session hold that only one may: a ticket of people who are in the hall (written on paper
    /// during a power cut, and given out by a laptop that did not know), a receipt of captured people.
    fn shared_by_visits(&self, within: &dyn Fn(Scope) -> bool) -> Result<Vec<AnomalyRow>, StoreError> {
        let kinds = [
            (AnomalyKind::SharedReceipt, include_str!("shared_receipt.sql")),
            (AnomalyKind::SharedTicket, include_str!("shared_ticket.sql")),
        ];
        let mut found = Vec::new();
        for (kind, sql) in kinds {
            let holders = self.all(sql, [], |row| {
                let what = (SessionId(row.get(0)?), row.get::<_, String>(1)?);
                Ok((what, VisitId(row.get(2)?)))
            })?;
            for of_one in holders.chunk_by(|(one, _), (next, _)| one == next) {
                let scope = Scope::Session(of_one[0].0.0);
                if within(scope) {
                    let visits = || of_one.iter().map(|(_, visit)| *visit);
                    found.push(between(shared(kind, visits()), kind, scope, visits().map(Into::into).collect()));
                }
            }
        }
        Ok(found)
    }

    /// What is odd about laptops.
    fn of_laptops(&self) -> Result<Vec<AnomalyRow>, StoreError> {
        let mut rows = self.forks()?;
        rows.extend(self.clocks_ahead()?);
        rows.extend(self.not_counted()?);
        Ok(rows)
    }

    /// Runs of events that do not count, one a series, known by their first.
    fn not_counted(&self) -> Result<Vec<AnomalyRow>, StoreError> {
        let rows = self.all(include_str!("not_counted.sql"), [], |row| {
            let at = EventRef { device: DeviceId(row.get(1)?), index: row.get(2)? };
            Ok((row.get::<_, String>(0)?, at, row.get::<_, u64>(3)?, row.get::<_, Vec<u8>>(4)?))
        })?;
        let mut found = Vec::new();
        for (place, at, count, envelope) in rows {
            let envelope = Envelope::read(&envelope).map_err(|_| StoreError::Damaged("envelope"))?;
            let mut row = local(AnomalyKind::NotCounted, &place, at, envelope.clock, count.to_string())?;
            let device = self.device(at.device)?.map(|row| row.device).unwrap_or_default();
            let vouch = (envelope.kind == VOUCHED).then_some(Objection::Vouch);
            if let Some(objection) = device.objection(row.scope, at.index, &envelope.kind, envelope.clock).or(vouch) {
                row.sides[0].kind = word(&objection)?;
            }
            row.sides[0].actor = envelope.actor;
            found.push(row);
        }
        Ok(found)
    }

    fn forks(&self) -> Result<Vec<AnomalyRow>, StoreError> {
        // One a series: the earliest index that was met twice.
        let sql = "SELECT scope, device, min(idx), clock FROM fork GROUP BY scope, device";
        let rows = self.all(sql, [], |row| {
            let at = EventRef { device: DeviceId(row.get(1)?), index: row.get(2)? };
            Ok((row.get::<_, String>(0)?, at, Clock(row.get(3)?)))
        })?;
        let told = |(place, at, clock): (String, EventRef, Clock)| {
            local(AnomalyKind::Fork, &place, at, clock, at.index.to_string())
        };
        rows.into_iter().map(told).collect()
    }

    fn clocks_ahead(&self) -> Result<Vec<AnomalyRow>, StoreError> {
        let rows = self.all("SELECT scope, device, idx, clock, wall FROM ahead", [], |row| {
            let at = EventRef { device: DeviceId(row.get(1)?), index: row.get(2)? };
            Ok((row.get::<_, String>(0)?, at, Clock(row.get(3)?), row.get::<_, u64>(4)?))
        })?;
        let told = |(place, at, clock, wall): (String, EventRef, Clock, u64)| {
            let minutes = clock.0.saturating_sub(wall) / 60_000_000;
            local(AnomalyKind::ClockAhead, &place, at, clock, minutes.to_string())
        };
        rows.into_iter().map(told).collect()
    }
}
