//! Proof that a store is whole: every chain, head and count, and that the projections are what the log folds to.

use std::collections::BTreeMap;

use luudong_domain::id::DeviceId;
use luudong_domain::scope::Scope;
use luudong_domain::time::Clock;
use luudong_sync::chain::{Body, Hash, Series, Written};
use luudong_sync::head::Head;
use luudong_sync::log::Log;
use rusqlite::types::ValueRef;
use rusqlite::{Connection, params};
use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::fold::{Keeps, refold_all};
use crate::gate::at;
use crate::{FOLD_VERSION, Store, StoreError};

/// One thing that does not hold. No personal data in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ts_rs::TS)]
pub struct VerifyFinding {
    /// Stable code.
    pub code: String,
    /// Where.
    pub scope: Scope,
    /// Which series, index or table.
    pub detail: String,
}

/// What a check of the whole store found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ts_rs::TS)]
#[ts(rename = "Proof")]
pub struct Verification {
    /// Nothing was found.
    pub ok: bool,
    /// The version of the fold that the digests speak of.
    pub fold_version: u32,
    /// One value over all scopes: equal on devices that hold the same.
    pub digest: String,
    /// One value a scope.
    pub scopes: BTreeMap<String, String>,
    /// Events in the log.
    #[ts(type = "number")]
    pub events: u64,
    /// What does not hold.
    pub findings: Vec<VerifyFinding>,
}

/// The rows of a scope's projections, in an order that is the same everywhere. Columns of this device's own making
/// (`seq`) are left out.
const UNIT_STATE: [&str; 9] = [
    "SELECT id, name, code, kind, registered FROM unit WHERE id = ?1 ORDER BY id",
    "SELECT session, date, place, starts, ends, bring, slots FROM announced WHERE unit = ?1 ORDER BY session",
    "SELECT id, file_sha256, file_name, rows, accepted, updated, clock, actor, undone FROM import WHERE unit = ?1 ORDER BY id",
    "SELECT id, present, state, name, birth, sex, number, old_number, staff_code, department, phone, address, note, paper, issued, expires,
     request, residence, unlisted, sort_key, needs_newer
     FROM person WHERE unit = ?1 ORDER BY id",
    "SELECT l.person, l.session, l.slot_from, l.slot_to, l.actor FROM plan l JOIN person p ON p.id = l.person WHERE p.unit = ?1 ORDER BY l.person, l.session",
    "SELECT s.person, s.field, s.session FROM spot s JOIN person p ON p.id = s.person WHERE p.unit = ?1 ORDER BY s.person, s.field",
    "SELECT r.person, r.session, r.outcome FROM result r JOIN person p ON p.id = r.person WHERE p.unit = ?1 ORDER BY r.person, r.session",
    "SELECT record, id, kind, field, sides, clock, overtaken FROM anomaly WHERE scope = 'unit:' || lower(hex(?1)) ORDER BY record, id",
    "SELECT anomaly, kind, records, stands, reason, clock, actor FROM settlement WHERE scope = 'unit:' || lower(hex(?1)) ORDER BY anomaly",
];
const SESSION_STATE: [&str; 7] = [
    "SELECT id, date, place, registered, arranged, closed, unresolved, reason, closes, covered, incidents, needs_newer
     FROM session WHERE id = ?1 ORDER BY id",
    "SELECT said FROM slotting WHERE session = ?1",
    "SELECT unit FROM session_unit WHERE session = ?1 ORDER BY unit",
    "SELECT id, person, state, lane, number, station, passed, calls, priority, for_station, reason, papers, refused, note, receipt,
     old_paper, appointment, since, arrived, queued, paper_from, paper_to, actor, last, needs_newer
     FROM visit WHERE session = ?1 ORDER BY id",
    "SELECT visit, nth, station, passed, waited, called, started, ended FROM turn WHERE session = ?1 ORDER BY visit, nth",
    "SELECT record, id, kind, field, sides, clock, overtaken FROM anomaly WHERE scope = 'session:' || lower(hex(?1)) ORDER BY record, id",
    "SELECT anomaly, kind, records, stands, reason, clock, actor FROM settlement WHERE scope = 'session:' || lower(hex(?1)) ORDER BY anomaly",
];
const ORG_STATE: [&str; 4] = [
    "SELECT id, key, central, lane, role, grants, withdrawn, label, revoked, until, voucher, void FROM device WHERE ?1 IS NOT NULL ORDER BY id",
    "SELECT id, name, role FROM actor WHERE ?1 IS NOT NULL ORDER BY id",
    "SELECT id, rules, clock, actor, needs_newer FROM routing WHERE ?1 IS NOT NULL ORDER BY id",
    "SELECT anomaly, kind, records, stands, reason, clock, actor FROM settlement WHERE scope = 'org' AND ?1 IS NOT NULL ORDER BY anomaly",
];

fn feed(hash: &mut Sha256, connection: &Connection, sql: &str, parameter: &[u8]) -> Result<(), StoreError> {
    let mut statement = connection.prepare_cached(sql)?;
    let columns = statement.column_count();
    hash.update(sql.as_bytes());
    let mut rows = statement.query([parameter])?;
    while let Some(row) = rows.next()? {
        for column in 0..columns {
            let (tag, bytes): (u8, std::borrow::Cow<'_, [u8]>) = match row.get_ref(column)? {
                ValueRef::Null => (0, [].as_slice().into()),
                ValueRef::Integer(value) => (1, value.to_le_bytes().to_vec().into()),
                ValueRef::Real(value) => (2, value.to_le_bytes().to_vec().into()),
                ValueRef::Text(text) => (3, text.into()),
                ValueRef::Blob(bytes) => (4, bytes.into()),
            };
            hash.update([tag]);
            hash.update((bytes.len() as u32).to_le_bytes());
            hash.update(bytes);
        }
    }
    Ok(())
}

/// Every scope that the log speaks of, and every one that is shown: a series that lost all its events is noticed by
/// what was folded from it.
fn scopes(connection: &Connection) -> Result<Vec<Scope>, StoreError> {
    let mut find = connection.prepare(
        "SELECT scope FROM tip WHERE last > 0
         UNION SELECT 'unit:' || lower(hex(unit)) FROM person WHERE present
         UNION SELECT 'session:' || lower(hex(session)) FROM visit
         ORDER BY 1",
    )?;
    let names = find.query_map([], |row| row.get::<_, String>(0))?;
    names.map(|name| name?.parse().map_err(|_| StoreError::Damaged("scope"))).collect()
}

fn digests(connection: &Connection) -> Result<BTreeMap<Scope, Hash>, StoreError> {
    let mut digests = BTreeMap::new();
    for scope in scopes(connection)? {
        let (queries, id): (&[&str], Vec<u8>) = match scope {
            Scope::Org => (&ORG_STATE, Vec::new()),
            Scope::Unit(unit) => (&UNIT_STATE, unit.0.to_vec()),
            Scope::Session(session) => (&SESSION_STATE, session.0.to_vec()),
        };
        let mut hash = Sha256::new();
        for sql in queries {
            feed(&mut hash, connection, sql, &id)?;
        }
        digests.insert(scope, Hash(hash.finalize().into()));
    }
    Ok(digests)
}

impl Store {
    /// Checks everything; changes nothing of the log.
    ///
    /// # Errors
    /// Database errors.
    pub fn verify(&mut self) -> Result<Verification, StoreError> {
        let mut findings = Vec::new();
        self.verify_chains(&mut findings)?;
        self.fold_the_rest()?;
        let shown = digests(&self.connection)?;
        let (folded, whole) = {
            // Refolded beside what is shown, and then forgotten.
            let transaction = self.connection.transaction()?;
            let keeps = match Keeps::of(&transaction)? {
                Keeps::All => Keeps::Rows,
                less => less,
            };
            refold_all(&transaction, keeps)?;
            let folded = digests(&transaction)?;
            // What others show of the same log can be compared with what central would.
            let whole = match keeps {
                Keeps::All | Keeps::Rows => None,
                Keeps::Decisions => {
                    refold_all(&transaction, Keeps::Rows)?;
                    Some(digests(&transaction)?)
                }
            };
            (folded, whole)
        };
        for scope in shown.keys().chain(folded.keys().filter(|scope| !shown.contains_key(scope))) {
            if shown.get(scope) != folded.get(scope) {
                findings.push(VerifyFinding {
                    code: "projection_differs".into(),
                    scope: *scope,
                    detail: String::new(),
                });
            }
        }
        let mut all = format!("fold {FOLD_VERSION}\n");
        let told = whole.as_ref().unwrap_or(&shown);
        for (scope, digest) in told {
            all.push_str(&format!("{scope} {digest}\n"));
        }
        Ok(Verification {
            ok: findings.is_empty(),
            fold_version: FOLD_VERSION,
            digest: Hash::over(&[all.as_bytes()]).to_string(),
            scopes: told.iter().map(|(scope, digest)| (scope.to_string(), digest.to_string())).collect(),
            events: self.reader().events()?,
            findings,
        })
    }

    fn verify_chains(&self, findings: &mut Vec<VerifyFinding>) -> Result<(), StoreError> {
        let mut find = self.connection.prepare("SELECT id, scope, device FROM series ORDER BY id")?;
        let mut rows = find.query([])?;
        while let Some(row) = rows.next()? {
            let scope: Scope = row.get::<_, String>(1)?.parse().map_err(|_| StoreError::Damaged("scope"))?;
            let series = Series { scope, device: DeviceId(row.get(2)?) };
            let id: i64 = row.get(0)?;
            let mut note = |code: &str, at: u64| {
                findings.push(VerifyFinding { code: code.into(), scope, detail: format!("{}:{at}", series.device) });
            };
            self.walk(id, &series, &mut note)?;
            self.verify_heads(id, &series, &mut note)?;
        }
        Ok(())
    }

    /// Recomputes one chain.
    fn walk(&self, id: i64, series: &Series, note: &mut dyn FnMut(&str, u64)) -> Result<(), StoreError> {
        let mut find = self.connection.prepare_cached(
            "SELECT at & 0xffffffff, envelope, salt, body, body_hash, hash FROM event WHERE at > ?1 AND at < ?2 ORDER BY at",
        )?;
        let mut rows = find.query([at(id, 0), at(id + 1, 0)])?;
        let (mut length, mut hash) = (0, series.seed());
        while let Some(row) = rows.next()? {
            let index: u64 = row.get(0)?;
            if index != length + 1 {
                note("gap", index);
            }
            let body = match row.get::<_, Option<Vec<u8>>>(3)? {
                Some(bytes) => Body::Whole { salt: row.get(2)?, bytes },
                None => Body::Erased(Hash(row.get(4)?)),
            };
            hash = Written { envelope: row.get(1)?, body }.hash(hash);
            if hash != Hash(row.get(5)?) {
                note("chain_broken", index);
                hash = Hash(row.get(5)?);
            }
            length = index;
        }
        Ok(())
    }

    fn verify_heads(&self, id: i64, series: &Series, note: &mut dyn FnMut(&str, u64)) -> Result<(), StoreError> {
        let key = self.key_of(series.device)?;
        let mut find = self
            .connection
            .prepare_cached("SELECT idx, hash, clock, signature FROM head WHERE series = ?1 ORDER BY idx")?;
        let mut rows = find.query(params![id])?;
        while let Some(row) = rows.next()? {
            let head =
                Head { index: row.get(0)?, hash: Hash(row.get(1)?), clock: Clock(row.get(2)?), signature: row.get(3)? };
            if self.hash_at(series, head.index)? != Some(head.hash) {
                note("head_off_chain", head.index);
            }
            // A former id of this laptop may never have been certified: its heads prove nothing to others, and harm nobody.
            if key.as_ref().is_some_and(|key| !head.is_by(key, series)) {
                note("head_forged", head.index);
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use luudong_domain::event::Event;
    use luudong_domain::id::{ActorId, UnitId};
    use luudong_domain::person::{Fields, PersonField, event::Added};

    use super::*;
    use crate::Folder;

    /// No head was signed after these events, so only what was folded from them tells that they were there.
    #[test]
    fn events_that_vanish_from_the_end_of_a_series_are_noticed() {
        let dir = tempfile::TempDir::new().expect("dir");
        let (mut store, _) =
            Store::init(&Folder::at(dir.path().join("data")), "mật khẩu", 1_793_900_000_000_000).expect("init");
        let scope = Scope::Unit(UnitId::of_name("vi du"));
        for name in ["An", "Bình"] {
            let fields = Fields::from([(PersonField::Name, name.to_owned())]);
            let added = Event::PersonAdded(Added { fields, ..Added::default() });
            store
                .write::<_, StoreError>(ActorId::CENTRAL, 1_793_900_000_000_000, |gate| {
                    let id = gate.birth(scope)?;
                    gate.append_first(scope, id, &added)
                })
                .expect("write");
        }
        assert!(store.verify().expect("verify").ok);
        for left in [1, 0] {
            let gone =
                store.connection.execute("DELETE FROM event WHERE at = (SELECT max(at) FROM event)", []).expect("SQL");
            let found = store.verify().expect("verify");
            let codes: Vec<&str> = found.findings.iter().map(|finding| finding.code.as_str()).collect();
            assert_eq!((gone, found.events, codes.as_slice()), (1, left, ["projection_differs"].as_slice()));
        }
    }
}
