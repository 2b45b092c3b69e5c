//! Laptops and central: admission, grants, revocation. All of it is written by central into `org`.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::event::{Entry, Event};
use crate::id::DeviceId;
use crate::role::{Role, may_write};
use crate::scope::{Grant, Scope};

/// `org.founded`: central's own key; the root that every certificate leads back to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Founded {
    /// Ed25519 public key, hex.
    pub key: String,
}

/// `device.admitted`: central certifies a device's key. It validates what the device wrote before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Admitted {
    /// Ed25519 public key, hex.
    pub key: String,
    /// The letters before its ticket numbers, unique in `org`.
    pub lane: String,
    /// The most that its users may do.
    pub role: Role,
    /// What it may hold and write.
    pub grants: Vec<Grant>,
    /// What people call the laptop.
    pub label: String,
}

/// `device.granted`: one more scope.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Granted {
    /// What it may hold and write from now on.
    pub grant: Grant,
}

/// `device.ungranted`: one grant fewer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ungranted {
    /// The grant that ends.
    pub grant: Grant,
}

/// `device.revoked`: the device is lost or gone. Names the last index that counts in each of its series; what it
/// wrote later is held and shown, not counted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Revoked {
    /// Last index that counts, a scope; a scope that is not named counts nothing.
    pub last: BTreeMap<Scope, u64>,
    /// Why, for people.
    pub reason: String,
}

/// Why what a device wrote does not count, although it is authentic and kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Objection {
    /// It was revoked before.
    Revoked,
    /// Its role may not write this kind.
    Role,
}

/// What is known of one device: the fold of its record.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Device {
    /// Ed25519 public key, hex; empty for one that central never certified.
    pub key: String,
    /// Whether it is central itself.
    pub central: bool,
    /// Its lane.
    pub lane: String,
    /// The most that its users may do.
    pub role: Option<Role>,
    /// What it may hold and write.
    pub grants: Vec<Grant>,
    /// Grants that were withdrawn.
    pub withdrawn: Vec<Grant>,
    /// What people call it.
    pub label: String,
    /// Set when it was revoked.
    pub revoked: Option<BTreeMap<Scope, u64>>,
}

impl Device {
    /// Whether the device may hold and write `scope`. Everybody holds `org`.
    pub fn may_hold(&self, scope: Scope) -> bool {
        scope == Scope::Org || self.central || self.grants.iter().any(|grant| grant.covers(scope))
    }

    /// Whether the device held `scope` and may no longer: what it wrote there before is still awaited, and it lets go of
    /// the rest.
    pub fn has_left(&self, scope: Scope) -> bool {
        !self.may_hold(scope) && self.withdrawn.iter().any(|grant| grant.covers(scope))
    }

    /// Whether the device, `id`, and central speak of the series of `author` in `scope`.
    pub fn tells_of(&self, id: DeviceId, scope: Scope, author: DeviceId) -> bool {
        self.may_hold(scope) || author == id && self.has_left(scope)
    }

    /// Whether the device may bring a unit or session that central has not registered yet.
    pub fn may_open(&self, scope: Scope) -> bool {
        match (scope, self.role) {
            (Scope::Org, _) | (_, None) => false,
            (Scope::Unit(_), Some(role)) => matches!(role, Role::Hr | Role::Leader | Role::Supervisor | Role::Admin),
            (Scope::Session(_), Some(role)) => matches!(role, Role::Leader | Role::Supervisor),
        }
    }

    /// Why the event of `kind` at `index` of the device's series in `scope` does not count; nothing where it does.
    pub fn objection(&self, scope: Scope, index: u64, kind: &str) -> Option<Objection> {
        let late = |last: &BTreeMap<Scope, u64>| last.get(&scope).is_none_or(|last| index > *last);
        if self.revoked.as_ref().is_some_and(late) {
            return Some(Objection::Revoked);
        }
        // Before its admission nobody has said what it is for: its work is judged when somebody has.
        self.role.filter(|role| !may_write(*role, kind)).map(|_| Objection::Role)
    }
}

/// Folds one device's events, in order.
pub fn fold(entries: &[Entry]) -> Device {
    let mut device = Device::default();
    for entry in entries {
        match &entry.event {
            Some(Event::OrgFounded(founded)) => {
                device.key.clone_from(&founded.key);
                device.central = true;
            }
            Some(Event::DeviceAdmitted(admitted)) => {
                device.key.clone_from(&admitted.key);
                device.lane.clone_from(&admitted.lane);
                device.role = Some(admitted.role);
                device.grants.clone_from(&admitted.grants);
                device.label.clone_from(&admitted.label);
            }
            Some(Event::DeviceGranted(Granted { grant })) => {
                device.withdrawn.retain(|withdrawn| withdrawn != grant);
                if !device.grants.contains(grant) {
                    device.grants.push(*grant);
                }
            }
            Some(Event::DeviceUngranted(Ungranted { grant })) => {
                device.grants.retain(|granted| granted != grant);
                if !device.withdrawn.contains(grant) {
                    device.withdrawn.push(*grant);
                }
            }
            Some(Event::DeviceRevoked(revoked)) => device.revoked = Some(revoked.last.clone()),
            _ => {}
        }
    }
    device
}
