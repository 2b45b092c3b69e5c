//! Admission by a one-time code: by central, or for a day by the laptop of a leader that is the hub.

use std::sync::{Mutex, PoisonError};

use ed25519_dalek::VerifyingKey;
use luudong_domain::device::{Admitted, Device, VOUCH_MICROS, Vouched};
use luudong_domain::event::Event;
use luudong_domain::id::{ActorId, DeviceId};
use luudong_domain::scope::Scope;
use luudong_domain::time::Clock;
use luudong_sync::admission::AdmissionCode;
use luudong_sync::host_log::{HostLog, OwnEvents};
use luudong_sync::site_code::{SiteCodeRefused, SiteCodes};
use luudong_sync::wire::{AdmitReply, AdmitRequest};

use crate::host::{AsStore, Seat};
use crate::{Failure, Host, Refusal};

/// Characters of what people call a laptop.
const LABEL_CHARS: usize = 80;
const DAY_MICROS: u64 = 24 * 3600 * 1_000_000;

/// Who asks to be admitted, with which code.
struct Newcomer {
    id: DeviceId,
    /// Ed25519 public key, hex.
    key: String,
    label: String,
    code: AdmissionCode,
}

/// When a certificate ends that is written at `now` and holds for so many days.
pub(crate) fn end_of(days: Option<u32>, now: Clock) -> Option<Clock> {
    days.map(|days| Clock(now.0.saturating_add(u64::from(days) * DAY_MICROS)))
}

/// A device's certificate as it stands in `org`.
fn certificate(device: Device) -> Result<Admitted, Refusal> {
    let Device { key, lane, role, grants, label, until, .. } = device;
    Ok(Admitted { key, lane, role: role.ok_or(Refusal::NOT_ADMITTED)?, grants, label, until })
}

impl<L: HostLog<Error: Failure>> Host<L> {
    /// Certifies a device by a one-time code.
    pub(crate) fn admit(&self, request: &AdmitRequest) -> Result<AdmitReply, Refusal> {
        let code: AdmissionCode = request.code.parse().map_err(|_| Refusal::CODE_UNKNOWN)?;
        let key: [u8; 32] =
            hex::decode(&request.key).ok().and_then(|key| key.try_into().ok()).ok_or(Refusal::BAD_REQUEST)?;
        VerifyingKey::from_bytes(&key).map_err(|_| Refusal::BAD_REQUEST)?;
        let label = request.label.chars().take(LABEL_CHARS).collect();
        let newcomer = Newcomer { id: DeviceId::of_key(&key), key: hex::encode(key), label, code };
        match &self.seat {
            Seat::Central => self.certify(newcomer),
            Seat::Hub(hall, as_store) => self.vouch(newcomer, &hall.codes, *as_store),
        }
    }

    /// Central's word, for as long as the code says. A device that was admitted before is admitted anew, and keeps its lane.
    fn certify(&self, newcomer: Newcomer) -> Result<AdmitReply, Refusal> {
        let Newcomer { id, key, label, code } = newcomer;
        let mut log = self.log();
        let founder = hex::encode(log.key().verifying_key().as_bytes());
        if log.restored()? {
            return Err(Refusal::RESTORED);
        }
        let code = code.to_string();
        let admission = log.admission(&code)?.ok_or(Refusal::CODE_UNKNOWN)?;
        if admission.used.is_some_and(|user| user != id) {
            return Err(Refusal::CODE_USED);
        }
        let known = log.device(id)?.filter(|device| !device.key.is_empty());
        if known.as_ref().is_some_and(|device| device.revoked.is_some() || device.central) {
            return Err(Refusal::REVOKED);
        }
        let lane = match known {
            // The reply to the first try was lost on the way.
            Some(known) if admission.used.is_some() && known.voucher.is_none() && !known.void => {
                return Ok(AdmitReply { device: certificate(known)?, founder, voucher: None });
            }
            Some(known) if !known.lane.is_empty() => Some(known.lane),
            _ => None,
        };
        let lane = match admission.lane.or(lane) {
            Some(lane) => lane,
            None => next_lane(&log.lanes()?),
        };
        let wall = (self.wall)();
        let until = end_of(admission.days, log.next_clock(wall));
        let device = Admitted { key, lane, role: admission.role, grants: admission.grants, label, until };
        let events = vec![(Scope::Org, id.into(), Event::DeviceAdmitted(device.clone()))];
        let uses = Some((code.as_str(), id));
        log.write_own(OwnEvents { actor: ActorId::CENTRAL, wall_micros: wall, events, uses })?;
        Ok(AdmitReply { device, founder, voucher: None })
    }

    /// The word of this laptop, for a day, by the code that its leader gave out.
    fn vouch(&self, newcomer: Newcomer, codes: &Mutex<SiteCodes>, as_store: AsStore<L>) -> Result<AdmitReply, Refusal> {
        let Newcomer { id, key, label, code } = newcomer;
        let now = (self.wall)();
        let mut log = self.log();
        let mut codes = codes.lock().unwrap_or_else(PoisonError::into_inner);
        let given = codes.of(&code, id, now)?;
        let me = log.id();
        let founder = hex::encode(log.founder()?.ok_or(Refusal::NOT_ADMITTED)?.as_bytes());
        let known = log.device(id)?.filter(|device| !device.key.is_empty() && !device.void);
        if let Some(known) = known {
            let (by_word, over) = (known.voucher, known.is_over(now));
            match (by_word, over, given.used) {
                _ if known.revoked.is_some() || known.central => return Err(Refusal::REVOKED),
                // Central's word is not this laptop's to lengthen.
                (None, true, _) => return Err(Refusal::EXPIRED),
                // It is in already, or the reply to the first try was lost on the way.
                (None, false, _) | (Some(_), false, Some(_)) => {
                    given.used = Some(id);
                    return Ok(AdmitReply { device: certificate(known)?, founder, voucher: Some(me) });
                }
                (Some(_), ..) => {}
            }
        }
        let lane = as_store(&log).reader().lane_on_site(me, id)?.ok_or(Refusal::VOUCH)?;
        let until = Clock(log.next_clock(now).0.saturating_add(VOUCH_MICROS));
        let (role, grants) = (given.role, given.grants.clone());
        let vouched = Vouched { key, lane, role, grants, label, until };
        let events = vec![(Scope::Org, id.into(), Event::DeviceVouched(vouched.clone()))];
        log.write_own(OwnEvents { actor: given.actor, wall_micros: now, events, uses: None })?;
        given.used = Some(id);
        // The newcomer fetches the vouch next, and nothing travels unsigned.
        log.sign_heads(now)?;
        let Vouched { key, lane, role, grants, label, until } = vouched;
        let device = Admitted { key, lane, role, grants, label, until: Some(until) };
        Ok(AdmitReply { device, founder, voucher: Some(me) })
    }
}

impl From<SiteCodeRefused> for Refusal {
    fn from(refused: SiteCodeRefused) -> Refusal {
        match refused {
            SiteCodeRefused::Unknown => Refusal::CODE_UNKNOWN,
            SiteCodeRefused::Used => Refusal::CODE_USED,
            SiteCodeRefused::Over => Refusal::CODE_OVER,
        }
    }
}

/// The first of A … Z, AA … ZZ that no device has had.
pub(crate) fn next_lane(taken: &[String]) -> String {
    let letters = || (b'A'..=b'Z').map(char::from);
    let one = letters().map(|a| a.to_string());
    let two = letters().flat_map(|a| letters().map(move |b| format!("{a}{b}")));
    // T is what laptops use before they are admitted.
    one.chain(two)
        .find(|lane| lane != luudong_domain::visit::UNADMITTED_LANE && !taken.contains(lane))
        .unwrap_or_else(|| "ZZZ".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lanes_go_by_the_alphabet_and_spare_the_unadmitted_one() {
        assert_eq!(next_lane(&[]), "A");
        let taken: Vec<String> = ('A'..='S').map(String::from).collect();
        assert_eq!(next_lane(&taken), "U");
    }
}
