//! The log of a host in memory: central's, or a laptop's. Whatever it is asked is folded anew of all that came in.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use ed25519_dalek::{SigningKey, VerifyingKey};
use luudong_domain::device::{Device, Founded, Voucher, fold};
use luudong_domain::event::{Entry, Event, EventRef, causal_order, heads};
use luudong_domain::id::{ActorId, DeviceId, RecordId};
use luudong_domain::role::may_write;
use luudong_domain::scope::Scope;
use luudong_domain::time::Clock;

use super::MemoryLog;
use crate::admission::Admission;
use crate::batch::Batch;
use crate::chain::{Body, Hash, Series, Written};
use crate::check::Checked;
use crate::envelope::{Envelope, WriteError};
use crate::have::Have;
use crate::host_log::{HostLog, NotWritten, OwnEvents};
use crate::log::Log;
use crate::watch::{Watcher, Watchers};

/// The events of each record, as they came.
type Records = BTreeMap<(Scope, RecordId), Vec<Entry>>;

/// The log of a host in memory. A power cut takes all of it, so it is for tests.
pub struct MemoryHostLog {
    log: MemoryLog,
    records: Records,
    key: SigningKey,
    founder: VerifyingKey,
    admissions: BTreeMap<String, Admission>,
    restored: bool,
    /// Of the last event that it wrote.
    clock: Clock,
    /// The newest that came from elsewhere.
    seen: Clock,
    watchers: Watchers,
}

impl MemoryHostLog {
    /// The log of central, which founds its `org`.
    ///
    /// # Errors
    /// None that ever came.
    pub fn central(key: SigningKey, wall_micros: u64) -> Result<MemoryHostLog, NotWritten<WriteError>> {
        let founder = key.verifying_key();
        let mut log = MemoryHostLog::laptop(key, founder);
        let founded = Event::OrgFounded(Founded { key: hex::encode(founder.as_bytes()) });
        let events = vec![(Scope::Org, log.id().into(), founded)];
        log.write_own(OwnEvents { actor: ActorId::CENTRAL, wall_micros, events, uses: None })?;
        Ok(log)
    }

    /// The empty log of a laptop, in the `org` of the central with the key `founder`.
    pub fn laptop(key: SigningKey, founder: VerifyingKey) -> MemoryHostLog {
        MemoryHostLog {
            log: MemoryLog::default(),
            records: Records::new(),
            key,
            founder,
            admissions: BTreeMap::new(),
            restored: false,
            clock: Clock(0),
            seen: Clock(0),
            watchers: Watchers::default(),
        }
    }

    /// Keeps a new admission code.
    pub fn add_admission(&mut self, admission: Admission) {
        self.admissions.insert(admission.code.clone(), admission);
    }

    /// From now on it counts as out of a backup.
    pub fn set_restored(&mut self) {
        self.restored = true;
    }

    /// What `scope` holds of a record.
    fn entries(&self, scope: Scope, record: RecordId) -> &[Entry] {
        self.records.get(&(scope, record)).map_or(&[], Vec::as_slice)
    }

    /// What central says of a device, in order; of others' words none counts.
    fn said_of(&self, id: DeviceId) -> Vec<Entry> {
        let founder = DeviceId::of_key(self.founder.as_bytes());
        let said = self.entries(Scope::Org, id.into()).iter().filter(|entry| entry.at.device == founder);
        causal_order(said.filter(|entry| !is_vouch(entry)).cloned().collect())
    }

    /// The vouches of a device, in the order of its series, each with the device that it is for.
    fn vouches_by(&self, voucher: DeviceId) -> Vec<(DeviceId, &Entry)> {
        let org = self.records.iter().filter(|((scope, _), _)| *scope == Scope::Org);
        let all = org.flat_map(|((_, record), entries)| entries.iter().map(|entry| ((*record).into(), entry)));
        let mut by: Vec<_> = all.filter(|(_, entry)| entry.at.device == voucher && is_vouch(entry)).collect();
        by.sort_by_key(|(_, entry)| entry.at.index);
        by
    }

    /// Those of a device's vouches that hold.
    fn holding_by(&self, voucher: DeviceId) -> BTreeSet<u64> {
        let said = self.said_of(voucher);
        let (device, mut judging) = (fold(&said), Voucher::new(voucher, &said));
        let mut holding = BTreeSet::new();
        for (of, Entry { at, clock, event, .. }) in self.vouches_by(voucher) {
            let Some(Event::DeviceVouched(vouched)) = event else { continue };
            // Each is judged: which lanes were given before does not depend on whether the vouch holds.
            let holds = judging.objection(of, *clock, vouched).is_none();
            if holds && device.objection(Scope::Org, at.index, "device.vouched", *clock).is_none() {
                holding.insert(at.index);
            }
        }
        holding
    }

    /// A device as `org` has it.
    fn known(&self, id: DeviceId) -> Option<Device> {
        let vouches = self.entries(Scope::Org, id.into()).iter().filter(|entry| is_vouch(entry));
        let (holding, in_vain): (Vec<&Entry>, Vec<&Entry>) =
            vouches.partition(|entry| self.holding_by(entry.at.device).contains(&entry.at.index));
        let counts: Vec<Entry> = self.said_of(id).into_iter().chain(holding.into_iter().cloned()).collect();
        let mut device = fold(&causal_order(counts.clone()));
        if device.key.is_empty()
            && let Some(key) = in_vain.into_iter().find_map(|entry| key_in(entry, id))
        {
            (device.key, device.void) = (key, true);
        }
        (device.void || !counts.is_empty()).then_some(device)
    }

    /// Whether this device may write what it is about to.
    fn may_write(&self, record: RecordId, event: &Event) -> bool {
        let me = self.known(self.id()).unwrap_or_default();
        let Event::DeviceVouched(_) = event else { return me.role.is_none_or(|role| may_write(role, event.kind())) };
        me.may_vouch(self.clock.0)
            && self
                .entries(Scope::Org, record)
                .last()
                .is_some_and(|last| self.holding_by(self.id()).contains(&last.at.index))
    }

    /// Appends one event of its own.
    fn append(
        &mut self,
        own: &OwnEvents<'_>,
        (scope, record, event): &(Scope, RecordId, Event),
    ) -> Result<(), WriteError> {
        let (record, clock) = (*record, self.next_clock(own.wall_micros));
        let series = Series { scope: *scope, device: self.id() };
        let (kind, after) = (event.kind().to_owned(), heads(self.entries(*scope, record)));
        let envelope = Envelope { record, kind, clock, actor: own.actor, after, copy_of: None };
        let index = self.log.last(&series) + 1;
        // Nobody guesses at a test's bodies.
        let written = envelope.write(event, index.to_le_bytes())?;
        self.keep(&series, index, envelope, &written);
        self.log.append(series, written);
        self.clock = clock;
        Ok(())
    }

    /// Keeps what the folds need of an event.
    fn keep(&mut self, series: &Series, index: u64, envelope: Envelope, written: &Written) {
        let body = match &written.body {
            Body::Whole { bytes, .. } => Some(bytes.as_slice()),
            Body::Erased(_) => None,
        };
        let record = (series.scope, envelope.record);
        let entry = envelope.entry(EventRef { device: series.device, index }, body);
        self.records.entry(record).or_default().push(entry);
    }

    /// Writes all, as far as it may: whoever calls takes a refusal back.
    fn append_all(&mut self, own: &OwnEvents<'_>) -> Result<(), NotWritten<WriteError>> {
        for one in &own.events {
            self.append(own, one)?;
            if !self.may_write(one.1, &one.2) {
                return Err(NotWritten::NotAllowed);
            }
        }
        Ok(())
    }
}

fn is_vouch(entry: &Entry) -> bool {
    matches!(entry.event, Some(Event::DeviceVouched(_)))
}

/// The key that a vouch names, where it is that of the device.
fn key_in(entry: &Entry, id: DeviceId) -> Option<String> {
    match &entry.event {
        Some(Event::DeviceVouched(vouched)) if vouched.is_of(id) => Some(vouched.key.clone()),
        _ => None,
    }
}

impl Log for MemoryHostLog {
    type Error = WriteError;

    fn have(&self) -> Result<Have, WriteError> {
        let Ok(have) = self.log.have();
        Ok(have)
    }

    fn hash_at(&self, series: &Series, index: u64) -> Result<Option<Hash>, WriteError> {
        let Ok(hash) = self.log.hash_at(series, index);
        Ok(hash)
    }

    fn batch_after(&self, series: &Series, after: u64) -> Result<Option<Batch>, WriteError> {
        let Ok(batch) = self.log.batch_after(series, after);
        Ok(batch)
    }

    fn key_of(&self, device: DeviceId) -> Result<Option<VerifyingKey>, WriteError> {
        let ours = [self.key.verifying_key(), self.founder];
        if let Some(key) = ours.into_iter().find(|key| DeviceId::of_key(key.as_bytes()) == device) {
            return Ok(Some(key));
        }
        let bytes = self.known(device).and_then(|known| <[u8; 32]>::try_from(hex::decode(known.key).ok()?).ok());
        Ok(bytes.and_then(|bytes| VerifyingKey::from_bytes(&bytes).ok()))
    }

    fn add(&mut self, run: Checked) -> Result<(), WriteError> {
        let last = self.log.last(&run.series);
        let new: Vec<_> = run.events.iter().filter(|event| event.index > last).cloned().collect();
        let Ok(()) = self.log.add(run.clone());
        for event in &new {
            self.seen = self.seen.max(event.envelope.clock);
            self.keep(&run.series, event.index, event.envelope.clone(), &event.written);
        }
        if !new.is_empty() {
            self.watchers.tell();
        }
        Ok(())
    }
}

impl HostLog for MemoryHostLog {
    fn key(&self) -> &SigningKey {
        &self.key
    }

    fn founder(&self) -> Result<Option<VerifyingKey>, WriteError> {
        Ok(Some(self.founder))
    }

    fn restored(&self) -> Result<bool, WriteError> {
        Ok(self.restored)
    }

    fn device(&self, id: DeviceId) -> Result<Option<Device>, WriteError> {
        Ok(self.known(id))
    }

    fn lanes(&self) -> Result<Vec<String>, WriteError> {
        let org = self.records.keys().filter(|(scope, _)| *scope == Scope::Org);
        Ok(org.filter_map(|(_, record)| self.known((*record).into())).map(|device| device.lane).collect())
    }

    fn admission(&self, code: &str) -> Result<Option<Admission>, WriteError> {
        Ok(self.admissions.get(code).cloned())
    }

    fn next_clock(&self, wall_micros: u64) -> Clock {
        Clock::next(self.clock.seen(self.seen, wall_micros), wall_micros)
    }

    fn write_own(&mut self, own: OwnEvents<'_>) -> Result<(), NotWritten<WriteError>> {
        if self.restored {
            return Err(NotWritten::Restored);
        }
        let of_no_use = |user: &DeviceId, code: &str| {
            self.admissions.get(code).is_none_or(|admission| admission.used.is_some_and(|used| used != *user))
        };
        if own.uses.is_some_and(|(code, user)| of_no_use(&user, code)) {
            return Err(NotWritten::CodeUsed);
        }
        let before = (self.log.clone(), self.records.clone(), self.clock);
        if let Err(refused) = self.append_all(&own) {
            (self.log, self.records, self.clock) = before;
            return Err(refused);
        }
        if let Some((code, user)) = own.uses
            && let Some(admission) = self.admissions.get_mut(code)
        {
            admission.used = Some(user);
        }
        self.watchers.tell();
        Ok(())
    }

    fn sign_heads(&mut self, wall_micros: u64) -> Result<(), WriteError> {
        self.log.sign(&self.key, Clock::next(self.clock, wall_micros));
        Ok(())
    }

    fn try_writing(&mut self, _: u64) -> Result<(), WriteError> {
        Ok(())
    }

    fn watch(&mut self, watcher: &Arc<Watcher>) {
        self.watchers.add(watcher);
    }
}
