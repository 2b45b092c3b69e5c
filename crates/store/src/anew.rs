//! Going on under a new device id: after a restore, and where another laptop works under the same id. Nobody writes a
//! series twice.

use std::collections::{BTreeMap, HashMap};
use std::sync::PoisonError;

use luudong_domain::event::{Event, EventRef};
use luudong_domain::id::{ActorId, DeviceId};
use luudong_domain::scope::Scope;
use luudong_sync::have::Have;
use luudong_sync::log::Log;
use rusqlite::params;
use serde_json::Value;

use crate::folder::write_whole;
use crate::keys::{new_signing_key, seal};
use crate::open::Identity;
use crate::query::{Orphan, VOUCHED};
use crate::{Store, StoreError};

/// The setting that says, while the former id is left, how much of each of its series others share: JSON, scope → index.
const SHARED: &str = "former_shared";

impl Store {
    /// Another laptop works under this device's id: a copy of one disk. From now on this one has an id of its own, not
    /// admitted yet. What the other side, which has `theirs`, does not share of the former id's series is written again
    /// under the new one, and taken out of those series, so that the other laptop's events have room. `met_as` is the id under
    /// which the twin was met.
    ///
    /// # Errors
    /// File and database errors; a cut anywhere leaves either the former id, or the rest to be done by the next opening.
    pub fn go_on_anew(&mut self, met_as: DeviceId, theirs: &Have, wall_micros: u64) -> Result<(), StoreError> {
        // Another thread was first, or an earlier try was cut: then it only has to be finished.
        let begun = self.reader().setting("device")?.as_deref() != Some(self.identity.device.to_string().as_str());
        if self.identity.device == met_as && !begun {
            let shared = self.shared_of_own(theirs)?;
            let shared = serde_json::to_string(&shared).map_err(|_| StoreError::Damaged("shared"))?;
            self.write::<_, StoreError>(ActorId::CENTRAL, wall_micros, |gate| gate.set(SHARED, &shared))?;
            let signing = new_signing_key()?;
            write_whole(&self.folder.signing_key(), &seal(&signing, &self.key)?)?;
            self.identity = Identity::of(signing);
        }
        // Nobody has said yet what the new id is for.
        *self.role.lock().unwrap_or_else(PoisonError::into_inner) = None;
        self.adopt_orphans(wall_micros)?;
        self.learn_role()
    }

    /// Up to where the other side, or central, has the same of each of this device's own series.
    fn shared_of_own(&self, theirs: &Have) -> Result<BTreeMap<Scope, u64>, StoreError> {
        let mine = self.identity.device;
        let central = match self.reader().founder()? {
            Some(central) => self.reader().peer_has(central)?,
            None => BTreeMap::new(),
        };
        let mut shared = BTreeMap::new();
        for (series, last) in self.reader().tips()?.into_iter().filter(|(series, _)| series.device == mine) {
            let known = central.get(&series).copied().unwrap_or(0);
            // Where the other side goes on from all that is here, or has the beginning of it, and nothing forks.
            let same = match theirs.0.get(&series) {
                Some(point) if point.index > last => last,
                Some(point) if self.hash_at(&series, point.index)? == Some(point.hash) => point.index,
                _ => 0,
            };
            let last = match self.reader().forked_at(&series)? {
                Some(fork) => fork.saturating_sub(1).min(last),
                None => same.max(known).min(last),
            };
            shared.insert(series.scope, last);
        }
        Ok(shared)
    }

    /// A device whose key is new writes again, under its id, what the former id wrote and nobody else shares: after a
    /// restore what was never signed. Each event names the one it copies; the fold takes either, never both.
    pub(crate) fn adopt_orphans(&mut self, wall_micros: u64) -> Result<(), StoreError> {
        let mine = self.identity.device.to_string();
        let before = self.reader().setting("device")?;
        if before.as_deref() == Some(mine.as_str()) {
            // The key was not yet another one when that was cut.
            if self.reader().setting(SHARED)?.is_some() {
                self.write::<_, StoreError>(ActorId::CENTRAL, wall_micros, |gate| gate.unset(SHARED))?;
            }
            return Ok(());
        }
        let former: Option<DeviceId> = before.and_then(|id| id.parse().ok());
        let shared = self.reader().setting(SHARED)?;
        self.write(ActorId::CENTRAL, wall_micros, |gate| {
            match (former, shared) {
                (Some(former), Some(shared)) => {
                    let shared: BTreeMap<Scope, u64> =
                        serde_json::from_str(&shared).map_err(|_| StoreError::Damaged("shared"))?;
                    gate.move_beyond(former, &shared)?;
                }
                (Some(former), None) => gate.copy_unsigned_of(former)?,
                (None, _) => {}
            }
            gate.unset(SHARED)?;
            gate.set("device", &mine)?;
            // It is another laptop's from now on, on which the work of one whose certificate is over does not count.
            former.map_or(Ok(()), |former| gate.judge_again(former))
        })
    }
}

impl crate::Gate<'_> {
    /// Takes out of the series of `former` what lies beyond what others share, and writes it again under this device's id.
    /// The newest head of a series that forked is kept beside it.
    fn move_beyond(&mut self, former: DeviceId, shared: &BTreeMap<Scope, u64>) -> Result<(), StoreError> {
        let beyond = self.events_beyond(former, shared)?;
        for (scope, last) in shared {
            let scope = scope.to_string();
            self.transaction
                .prepare_cached(include_str!("anew/keep_head.sql"))?
                .execute(params![scope, former.0, last])?;
            self.transaction
                .prepare_cached(include_str!("anew/take_heads.sql"))?
                .execute(params![scope, former.0, last])?;
            self.transaction
                .prepare_cached(include_str!("anew/take_events.sql"))?
                .execute(params![scope, former.0, last])?;
        }
        self.touch_all(&beyond)?;
        self.write_anew(former, beyond)
    }

    /// Not as copies: the names of the originals belong to another laptop's events now, so whoever names one of them (an
    /// undo what it takes back) is written with the new name.
    fn write_anew(&mut self, former: DeviceId, orphans: Vec<Orphan>) -> Result<(), StoreError> {
        let mut names: HashMap<(Scope, String), String> = HashMap::new();
        for Orphan { scope, index, envelope, body } in orphans {
            // Under another id it cannot hold: whoever was let in by it needs another code.
            if envelope.kind == VOUCHED {
                continue;
            }
            let mut body: Value = serde_json::from_slice(&body).map_err(|_| StoreError::Damaged("body"))?;
            rename(&mut body, &|name: &str| names.get(&(scope, name.to_owned())).cloned());
            // Of a newer version: nothing is taken out before it can be written again.
            let event = Event::read(&envelope.kind, body.to_string().as_bytes());
            let event = event.map_err(|_| StoreError::Damaged("an event of a newer version"))?;
            let at = self.by(envelope.actor, |gate| gate.append(scope, envelope.record, &event))?;
            names.insert((scope, EventRef { device: former, index }.to_string()), at.to_string());
        }
        Ok(())
    }
}

/// Gives every text in `value` that `new_name` knows its new name.
fn rename(value: &mut Value, new_name: &dyn Fn(&str) -> Option<String>) {
    match value {
        Value::String(text) => {
            if let Some(name) = new_name(text) {
                *text = name;
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| rename(item, new_name)),
        Value::Object(fields) => fields.values_mut().for_each(|field| rename(field, new_name)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}
