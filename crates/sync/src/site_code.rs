//! The code by which a leader's laptop lets another one work for a day. It lives in the memory of the hub, one at a time.

use luudong_domain::id::{ActorId, DeviceId};
use luudong_domain::role::Role;
use luudong_domain::scope::Grant;

use crate::admission::AdmissionCode;

/// How long a code may be used, microseconds: as long as it takes to walk over to the new laptop and type it.
pub const SITE_CODE_MICROS: u64 = 10 * 60 * 1_000_000;

/// One code and what it admits to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SiteCode {
    /// The code.
    pub code: AdmissionCode,
    /// Who gave it out.
    pub actor: ActorId,
    /// The most that the laptop's users may do.
    pub role: Role,
    /// What the laptop may hold and write.
    pub grants: Vec<Grant>,
    /// Until when it may be used, microseconds.
    pub until: u64,
    /// The laptop that used it.
    pub used: Option<DeviceId>,
}

/// Why a code admits nobody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SiteCodeRefused {
    /// It is not the one that was given out last.
    Unknown,
    /// Another laptop used it.
    Used,
    /// Its time is over.
    Over,
}

/// The last code that was given out.
#[derive(Debug, Default)]
pub struct SiteCodes(Option<SiteCode>);

impl SiteCodes {
    /// Gives out a code; the one before is not known any more.
    pub fn give(&mut self, code: SiteCode) {
        self.0 = Some(code);
    }

    /// The last one.
    pub fn last(&self) -> Option<&SiteCode> {
        self.0.as_ref()
    }

    /// The code as `device` may use it at `now`, microseconds. Who used it may come again: the answer was lost on the way.
    ///
    /// # Errors
    /// [`SiteCodeRefused`].
    pub fn of(&mut self, code: &AdmissionCode, device: DeviceId, now: u64) -> Result<&mut SiteCode, SiteCodeRefused> {
        let known = self.0.as_mut().filter(|known| known.code == *code).ok_or(SiteCodeRefused::Unknown)?;
        match known.used {
            Some(user) if user != device => Err(SiteCodeRefused::Used),
            _ if now > known.until => Err(SiteCodeRefused::Over),
            _ => Ok(known),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_admits_one_laptop_for_ten_minutes() {
        let (one, other) = (DeviceId([1; 16]), DeviceId([2; 16]));
        let made = |secret| SiteCode {
            code: AdmissionCode::new([secret; 5], one),
            actor: ActorId::CENTRAL,
            role: Role::Member,
            grants: vec![],
            until: SITE_CODE_MICROS,
            used: None,
        };
        let (first, second) = (made(1), made(2));
        let mut codes = SiteCodes::default();
        assert_eq!(codes.of(&first.code, one, 0), Err(SiteCodeRefused::Unknown));
        codes.give(first.clone());
        assert_eq!(codes.of(&second.code, one, 0), Err(SiteCodeRefused::Unknown));
        assert_eq!(codes.of(&first.code, one, SITE_CODE_MICROS + 1), Err(SiteCodeRefused::Over));
        codes.of(&first.code, one, SITE_CODE_MICROS).expect("in time").used = Some(one);
        assert!(codes.of(&first.code, one, SITE_CODE_MICROS).is_ok(), "the answer was lost");
        assert_eq!(codes.of(&first.code, other, 1), Err(SiteCodeRefused::Used));
        codes.give(second.clone());
        assert_eq!(codes.of(&first.code, one, 1), Err(SiteCodeRefused::Unknown), "there is one at a time");
        assert!(codes.of(&second.code, other, 1).is_ok());
    }
}
