//! Laptops and central: admission, grants, revocation, written by central into `org`; and the word of a leader's laptop for
//! another, which lets it work for a day.

mod vouch;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::event::{Entry, Event};
use crate::id::DeviceId;
use crate::role::{Role, may_write};
use crate::scope::{Grant, Scope};
use crate::time::Clock;

pub use vouch::{VOUCH_MICROS, Vouched, Voucher, free_lane, may_vouch_as};

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
    /// The last clock at which what it writes counts; absent where the certificate does not end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Clock>,
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
    /// Only laptops whose word does not count vouched for it.
    Void,
    /// Its certificate had ended.
    Expired,
    /// Its role may not write this kind.
    Role,
    /// It vouches for a laptop, or for something, that it may not vouch for.
    Vouch,
}

impl Objection {
    /// Whether the work counts all the same on the laptop that did it. One whose certificate is out works on by itself, as one
    /// that was never admitted does; hosts do not answer it, and an admission makes all of it count everywhere.
    pub fn spares_its_author(self) -> bool {
        matches!(self, Objection::Void | Objection::Expired)
    }
}

/// What is known of one device: the fold of its record.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Device {
    /// Ed25519 public key, hex; empty for one that nobody certified.
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
    /// The last clock at which what it writes counts; nothing where that does not end.
    pub until: Option<Clock>,
    /// Whose word it works by; nothing where central admitted it.
    pub voucher: Option<DeviceId>,
    /// Whether only laptops whose word does not count vouched for it.
    pub void: bool,
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

    /// Whether its certificate is over at `now`, microseconds.
    pub fn is_over(&self, now: u64) -> bool {
        self.until.is_some_and(|until| now > until.0)
    }

    /// Whether its certificate is good at `now`, microseconds.
    pub fn is_certified(&self, now: u64) -> bool {
        self.revoked.is_none() && !self.void && !self.is_over(now)
    }

    /// Whether the device may let another one work for a day: a leader's or supervisor's, which central itself admitted.
    pub fn may_vouch(&self, now: u64) -> bool {
        let admitted = !self.central && self.voucher.is_none() && !self.void && self.revoked.is_none();
        // The lanes that it gives have its own and a number: one that came by such a lane itself has none to give.
        let gives_lanes = self.lane.bytes().all(|letter| letter.is_ascii_alphabetic());
        admitted && gives_lanes && !self.is_over(now) && matches!(self.role, Some(Role::Leader | Role::Supervisor))
    }

    /// Whether the device may bring a unit or session that central has not registered yet.
    pub fn may_open(&self, scope: Scope) -> bool {
        // It works for what its voucher holds, and for nothing else.
        if self.voucher.is_some() {
            return false;
        }
        match (scope, self.role) {
            (Scope::Org, _) | (_, None) => false,
            (Scope::Unit(_), Some(role)) => matches!(role, Role::Hr | Role::Leader | Role::Supervisor | Role::Admin),
            (Scope::Session(_), Some(role)) => matches!(role, Role::Leader | Role::Supervisor),
        }
    }

    /// Why the event of `kind` at `index` of the device's series in `scope`, written at `clock`, does not count; nothing where
    /// it does. Whether a vouch holds is for [`Voucher::objection`] to say.
    pub fn objection(&self, scope: Scope, index: u64, kind: &str, clock: Clock) -> Option<Objection> {
        let late = |last: &BTreeMap<Scope, u64>| last.get(&scope).is_none_or(|last| index > *last);
        if self.revoked.as_ref().is_some_and(late) {
            return Some(Objection::Revoked);
        }
        if self.void {
            return Some(Objection::Void);
        }
        if self.is_over(clock.0) {
            return Some(Objection::Expired);
        }
        // Before its admission nobody has said what it is for: its work is judged when somebody has.
        self.role.filter(|role| !may_write(*role, kind)).map(|_| Objection::Role)
    }

    /// Central's next word on the device.
    fn learn(&mut self, event: &Event) {
        match event {
            Event::OrgFounded(founded) => {
                *self = Device { key: founded.key.clone(), central: true, ..Device::default() };
            }
            Event::DeviceAdmitted(admitted) => {
                self.key.clone_from(&admitted.key);
                self.lane.clone_from(&admitted.lane);
                self.role = Some(admitted.role);
                self.label.clone_from(&admitted.label);
                (self.until, self.voucher) = (admitted.until, None);
                // What it held until now and may no longer hold ends as any other grant does.
                let before = std::mem::replace(&mut self.grants, admitted.grants.clone());
                before.into_iter().for_each(|grant| self.withdraw(grant));
            }
            Event::DeviceGranted(Granted { grant }) => {
                self.withdrawn.retain(|withdrawn| withdrawn != grant);
                if !self.grants.contains(grant) {
                    self.grants.push(*grant);
                }
            }
            Event::DeviceUngranted(Ungranted { grant }) => {
                self.grants.retain(|granted| granted != grant);
                self.withdraw(*grant);
            }
            Event::DeviceRevoked(revoked) => self.revoked = Some(revoked.last.clone()),
            _ => {}
        }
    }

    fn withdraw(&mut self, grant: Grant) {
        if !self.grants.contains(&grant) && !self.withdrawn.contains(&grant) {
            self.withdrawn.push(grant);
        }
    }
}

/// Folds one device's events that count, in order. What central says stands above every vouch, whichever came first.
pub fn fold(entries: &[Entry]) -> Device {
    let mut device = Device::default();
    for entry in entries {
        if let Some(Event::DeviceVouched(vouched)) = &entry.event {
            let before = std::mem::replace(&mut device, vouched.device(entry.at.device));
            // What an earlier vouch gave and this one does not ends as any other grant does.
            before.withdrawn.into_iter().chain(before.grants).for_each(|grant| device.withdraw(grant));
        }
    }
    entries.iter().filter_map(|entry| entry.event.as_ref()).for_each(|event| device.learn(event));
    device
}
