//! A leader's laptop lets another one work for a day, without central. Whether that holds follows from `org` alone: from
//! what central had said of the voucher by then, and from what the voucher itself had written before.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::{Device, Objection};
use crate::event::{Entry, Event};
use crate::id::DeviceId;
use crate::role::Role;
use crate::scope::Grant;
use crate::time::Clock;
use crate::visit::{LANES_ON_SITE, is_lane_on_site};

/// The longest that a vouch lasts, microseconds after its own clock.
pub const VOUCH_MICROS: u64 = 24 * 3600 * 1_000_000;

/// `device.vouched`: a leader's laptop lets another, of which the record is, work for a day. Central's admission stands above it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Vouched {
    /// Ed25519 public key, hex.
    pub key: String,
    /// The voucher's lane and a number that it gave to no other laptop.
    pub lane: String,
    /// The most that its users may do.
    pub role: Role,
    /// What it may hold and write: nothing that the voucher may not.
    pub grants: Vec<Grant>,
    /// What people call the laptop.
    pub label: String,
    /// The last clock at which what it writes counts.
    pub until: Clock,
}

impl Vouched {
    /// The device as the word of `voucher` has it.
    pub(super) fn device(&self, voucher: DeviceId) -> Device {
        Device {
            key: self.key.clone(),
            lane: self.lane.clone(),
            role: Some(self.role),
            grants: self.grants.clone(),
            label: self.label.clone(),
            until: Some(self.until),
            voucher: Some(voucher),
            ..Device::default()
        }
    }

    /// Whether the key is that of the device `id`: then it proves the id, whoever wrote it down.
    pub fn is_of(&self, id: DeviceId) -> bool {
        let key = hex::decode(&self.key).ok().and_then(|key| <[u8; 32]>::try_from(key).ok());
        key.is_some_and(|key| DeviceId::of_key(&key) == id)
    }
}

/// Whether a laptop of role `voucher` may let another one work as `role`.
pub fn may_vouch_as(voucher: Role, role: Role) -> bool {
    match voucher {
        Role::Leader => matches!(role, Role::Member | Role::Leader),
        Role::Supervisor => matches!(role, Role::Hr | Role::Member | Role::Leader | Role::Supervisor),
        Role::Hr | Role::Member | Role::Admin => false,
    }
}

/// The first lane on site that a laptop with the lane `of` has not given yet.
pub fn free_lane(of: &str, given: &BTreeSet<String>) -> Option<String> {
    (1..=LANES_ON_SITE).map(|number| format!("{of}{number}")).find(|lane| !given.contains(lane))
}

/// Who vouches, as their vouches are judged: one after the other, in the order of the series.
pub struct Voucher<'a> {
    id: DeviceId,
    /// Its record's entries that count, in order.
    entries: &'a [Entry],
    /// Lanes that it gave before, and to whom.
    given: Vec<(String, DeviceId)>,
}

impl<'a> Voucher<'a> {
    /// The device `id`, over its record's entries that count, in order. What other laptops say of it does not matter here: who
    /// works by somebody's word vouches for nobody.
    pub fn new(id: DeviceId, entries: &'a [Entry]) -> Voucher<'a> {
        Voucher { id, entries, given: Vec::new() }
    }

    /// Why the voucher's next vouch, for the device `record`, written at `clock`, does not hold. That the voucher's role may
    /// write it, and that it was not revoked before, is judged as of any event.
    pub fn objection(&mut self, record: DeviceId, clock: Clock, vouched: &Vouched) -> Option<Objection> {
        let voucher = self.at(clock);
        let free = !self.given.iter().any(|(lane, device)| *lane == vouched.lane && *device != record);
        // It was called aloud, whether or not the vouch holds.
        self.given.push((vouched.lane.clone(), record));
        let covered = |grant: &Grant| voucher.grants.iter().any(|held| held.includes(*grant));
        let holds = free
            && record != self.id
            && vouched.is_of(record)
            && voucher.role.is_some_and(|role| may_vouch_as(role, vouched.role))
            && vouched.grants.iter().all(covered)
            && vouched.until.0 <= clock.0.saturating_add(VOUCH_MICROS)
            && is_lane_on_site(&vouched.lane, &voucher.lane);
        (!holds).then_some(Objection::Vouch)
    }

    /// The voucher as central had it at `clock`. What is older than its admission is judged by that.
    fn at(&self, clock: Clock) -> Device {
        let admitted = self.entries.iter().position(|entry| matches!(entry.event, Some(Event::DeviceAdmitted(_))));
        let mut device = Device::default();
        for (place, entry) in self.entries.iter().enumerate() {
            if let Some(event) = entry.event.as_ref().filter(|_| entry.clock <= clock || Some(place) <= admitted) {
                device.learn(event);
            }
        }
        device
    }
}

#[cfg(test)]
#[path = "vouch_tests.rs"]
mod tests;
