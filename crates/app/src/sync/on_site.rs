//! Letting a laptop in on site, without central: the code that the leader's laptop shows, and what the new laptop does with it.

use std::sync::Arc;

use luudong_domain::device::may_vouch_as;
use luudong_domain::id::{ActorId, DeviceId, SessionId};
use luudong_domain::role::Role;
use luudong_domain::scope::{Grant, Scope};
use luudong_store::query::Reader;
use luudong_sync::admission::{AdmissionCode, Invitation};
use luudong_sync::chain::Series;
use luudong_sync::log::Log;
use luudong_sync::site_code::{SITE_CODE_MICROS, SiteCode};
use luudong_sync::wire::{AdmitReply, PullRequest};
use qrcode::{Color, QrCode};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::carrier::Carrier;
use super::door::take;
use super::tls::Pin;
use super::{GRANTS, LANE, hub};
use crate::{App, AppError, Open, locked};

/// A laptop for one session.
#[derive(Deserialize, TS)]
pub struct ForSession {
    session: SessionId,
    /// The most that its users may do: of the hall, and not more than this laptop.
    role: Role,
}

/// A QR code: its dark squares as one path of an SVG, a unit each, with the quiet zone around them.
#[derive(Debug, Serialize, TS)]
pub struct Qr {
    /// Units each way.
    side: usize,
    /// The path.
    path: String,
}

/// A code to type or scan at the new laptop.
#[derive(Debug, Serialize, TS)]
pub struct SiteCodeMade {
    /// To be typed, together with the address.
    code: String,
    /// Where this laptop is found.
    address: String,
    /// Both, as the QR code holds them.
    invitation: String,
    qr: Qr,
    /// Until when it may be used, milliseconds.
    #[ts(type = "number")]
    until: u64,
}

/// How the last code stands.
#[derive(Debug, Serialize, TS)]
pub struct SiteCodeStanding {
    /// Until when it may be used, milliseconds.
    #[ts(type = "number")]
    until: u64,
    /// The lane of the laptop that came in by it.
    lane: Option<String>,
}

/// How long this laptop's certificate holds.
#[derive(Debug, Serialize, TS)]
pub struct Certificate {
    /// The last moment at which what it writes counts, milliseconds; nothing where that does not end.
    #[ts(type = "number | null")]
    until: Option<u64>,
    /// Whether it is over.
    over: bool,
    /// The lane of the laptop by whose word it works; nothing where central admitted it.
    voucher: Option<String>,
    /// Whether the word by which it worked does not count.
    void: bool,
}

/// Light squares around a code, each way: scanners ask for four.
const QUIET_ZONE: usize = 4;

impl Qr {
    fn of(text: &str) -> Result<Qr, AppError> {
        let code = QrCode::new(text).map_err(AppError::internal)?;
        let width = code.width();
        let mut path = String::new();
        for (at, color) in code.to_colors().into_iter().enumerate() {
            if color == Color::Dark {
                path += &format!("M{} {}h1v1h-1z", at % width + QUIET_ZONE, at / width + QUIET_ZONE);
            }
        }
        Ok(Qr { side: width + 2 * QUIET_ZONE, path })
    }
}

/// What `org` says of this laptop's certificate; nothing before it has one.
pub(super) fn certificate(reader: &Reader<'_>, me: DeviceId, now: u64) -> Result<Option<Certificate>, AppError> {
    let Some(device) = reader.device(me)?.map(|row| row.device) else { return Ok(None) };
    let voucher = match device.voucher {
        Some(voucher) => reader.lane(voucher)?,
        None => None,
    };
    let until = device.until.map(luudong_domain::time::Clock::millis);
    Ok(Some(Certificate { until, over: device.is_over(now), voucher, void: device.void }))
}

/// Whether this laptop may let another one in.
pub(super) fn admits(app: &App) -> Result<bool, AppError> {
    let (me, now) = (locked(&app.opened()?.store).identity().device, app.now());
    app.read(|reader| Ok(reader.device(me)?.is_some_and(|row| row.device.may_vouch(now))))
}

/// How the code stands that was given out last.
pub(super) fn standing(app: &App, open: &Open) -> Result<Option<SiteCodeStanding>, AppError> {
    let Some(code) = locked(&open.sync.hall.codes).last().cloned() else { return Ok(None) };
    let lane = match code.used {
        Some(device) => app.read(|reader| Ok(reader.lane(device)?))?,
        None => None,
    };
    Ok(Some(SiteCodeStanding { until: code.until / 1000, lane }))
}

/// What a laptop is let in for: the session, and the lists of its units.
fn grants(reader: &Reader<'_>, session: SessionId) -> Result<Vec<Grant>, AppError> {
    let row = reader.session(session)?.ok_or_else(|| AppError::not_found("session"))?;
    let units = row.units.into_iter().map(|unit| Grant::One(Scope::Unit(unit)));
    Ok([Grant::One(Scope::Session(session))].into_iter().chain(units).collect())
}

pub(crate) fn site_code(app: &App, args: ForSession) -> Result<SiteCodeMade, AppError> {
    let open = app.opened()?;
    let address = hub::serving_at(&open).ok_or_else(|| AppError::of("hub_not_serving"))?;
    let (me, now) = (locked(&open.store).identity().device, app.now());
    let actor = locked(&open.actor).as_ref().map(|(id, _)| *id).ok_or_else(|| AppError::of("no_actor"))?;
    let grants = app.read(|reader| {
        let mine = reader.device(me)?.map(|row| row.device).unwrap_or_default();
        let held = |grant: &Grant| mine.grants.iter().any(|held| held.includes(*grant));
        if !mine.may_vouch(now) || !mine.role.is_some_and(|role| may_vouch_as(role, args.role)) {
            return Err(AppError::of("vouch_refused"));
        }
        let grants = grants(reader, args.session)?;
        if grants.iter().all(held) { Ok(grants) } else { Err(AppError::of("vouch_refused")) }
    })?;
    let mut secret = [0; 5];
    getrandom::fill(&mut secret).map_err(AppError::internal)?;
    let (code, until) = (AdmissionCode::new(secret, me), now + SITE_CODE_MICROS);
    locked(&open.sync.hall.codes).give(SiteCode { code, actor, role: args.role, grants, until, used: None });
    let invitation = Invitation { address: hub::address_of(&address), code }.to_string();
    let qr = Qr::of(&invitation)?;
    Ok(SiteCodeMade { code: code.to_string(), address, invitation, qr, until: until / 1000 })
}

/// Believes the leader's laptop `hub`, at the other end of `carrier`, as far as its code goes: takes `org` from it, in which its
/// vouch stands, and links to it. What came from it in whatever way is checked as all that comes.
pub(super) fn enter(
    app: &App,
    open: &Arc<Open>,
    carrier: &Carrier,
    reply: &AdmitReply,
    hub: DeviceId,
) -> Result<(), AppError> {
    let refused = || AppError::of("vouch_not_seen");
    let founder_key: Option<[u8; 32]> = hex::decode(&reply.founder).ok().and_then(|key| key.try_into().ok());
    let founder = DeviceId::of_key(&founder_key.ok_or_else(refused)?);
    let (me, key) = {
        let store = locked(&open.store);
        // Whoever belongs to a central goes to no other one on somebody's word.
        if store.reader().founder()?.is_some_and(|known| known != founder) {
            return Err(AppError::of("hub_other"));
        }
        (store.identity().device, store.identity().key.clone())
    };
    locked(&open.store).write::<_, AppError>(ActorId::CENTRAL, app.now(), |gate| {
        gate.set("founder", &founder.to_string())?;
        Ok(gate.set("founder_key", &reply.founder)?)
    })?;
    let address = carrier.address().trim_end_matches('/').to_owned();
    let carrier = Carrier::new(&address, Pin::AnyOf(vec![hub]), me, key, app.outside.patience)?;
    for author in [founder, hub] {
        fetch(open, &carrier, author)?;
    }
    let known = app.read(|reader| Ok(reader.device(me)?))?.map(|row| row.device).filter(|device| !device.void);
    let device = known.ok_or_else(refused)?;
    locked(&open.store).write::<_, AppError>(ActorId::CENTRAL, app.now(), |gate| {
        gate.set(LANE, &device.lane)?;
        Ok(gate.set(GRANTS, &serde_json::to_string(&device.grants).map_err(AppError::internal)?)?)
    })?;
    hub::link_to(app, open, &address, hub)
}

/// Fetches what `author` wrote in `org`.
fn fetch(open: &Open, carrier: &Carrier, author: DeviceId) -> Result<(), AppError> {
    let series = Series { scope: Scope::Org, device: author };
    let held = locked(&open.store).have()?.0.get(&series).map_or(0, |point| point.index);
    let mut request = PullRequest { scope: Scope::Org, device: author, after: held };
    loop {
        match carrier.pull(request) {
            Ok(batch) if batch.series == series && batch.last() > request.after => {
                request.after = batch.last();
                take(&mut locked(&open.store), batch)?;
            }
            Ok(_) => return Err(AppError::of("central_rubbish")),
            // There is no more of it.
            Err(error) if error.code == "not_found" => return Ok(()),
            Err(error) => return Err(error),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_qr_code_is_square_with_light_around_it() {
        let qr = Qr::of("luudong:https://192.168.1.20:8472#ABCD-EFGH-IJKL-MNOP").expect("a code");
        assert_eq!(qr.side, 33 + 2 * QUIET_ZONE);
        assert!(qr.path.starts_with("M4 4h1v1h-1z"), "a corner is dark");
        assert!(!qr.path.contains("M3 ") && !qr.path.contains(&format!("M{} ", qr.side - 4)));
    }
}
