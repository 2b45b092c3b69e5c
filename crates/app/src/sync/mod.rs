//! Carrying the log to central and back, and saying in words what is only here.

pub(crate) mod background;
pub(crate) mod bell;
mod carrier;
mod door;
pub(crate) mod finding;
pub(crate) mod hub;
pub(crate) mod laptops;
mod link;
pub(crate) mod on_site;
pub(crate) mod parcel;
mod run;
pub(crate) mod tls;
mod turn;

use std::sync::Mutex;

use luudong_domain::id::{ActorId, DeviceId};
use luudong_domain::role::Role;
use luudong_domain::scope::Scope;
use luudong_domain::text::clean;
use luudong_domain::time::Clock;
use luudong_domain::visit::UNADMITTED_LANE;
use luudong_store::query::Reader;
use luudong_sync::admission::{AdmissionCode, Invitation};
use luudong_sync::wire::AdmitRequest;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::command::{Done, Nothing};
use crate::{App, AppError, Open, Outside, locked};
use carrier::Carrier;
pub(crate) use hub::{Claimed, calls_by_hub, claim, link_again};
use tls::Pin;
use turn::{By, Turn};

/// Settings of this device.
const CENTRAL: &str = "central";
const LANE: &str = "lane";
const GRANTS: &str = "grants";
const LAST: &str = "last_sync";
const LAST_ERROR: &str = "last_sync_error";
const CLOCK_OFFSET: &str = "clock_offset";

/// A sync that may be under way.
#[derive(Default)]
pub(crate) struct State {
    turn: Turn,
    background: Mutex<Option<background::Courier>>,
    hall: hub::Hall,
}

impl State {
    /// Nothing syncs by itself any more, and this laptop is no hub.
    pub(crate) fn end(&self) {
        drop(locked(&self.background).take());
        self.hall.end();
    }
}

/// What a sync is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum SyncPhase {
    /// Nothing.
    #[default]
    Idle,
    /// Comparing what both sides have.
    Asking,
    /// Sending.
    Sending,
    /// Fetching.
    Fetching,
    /// Folding what came in.
    Arranging,
    /// Making sure that both have the same.
    Checking,
}

/// How far a sync is.
#[derive(Debug, Clone, Copy, Default, Serialize, TS)]
pub struct SyncProgress {
    phase: SyncPhase,
    /// Events moved.
    #[ts(type = "number")]
    done: u64,
    /// Events to be moved.
    #[ts(type = "number")]
    total: u64,
}

/// A run that central did not take, or that this device did not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SyncRefusal {
    /// `SCOPE/DEVICE`.
    series: String,
    /// The first event that did not travel.
    #[ts(type = "number")]
    index: u64,
    /// Stable code; its sentence is the message `error_<code>`.
    code: String,
    /// The code in words, for a command line.
    message: String,
}

/// What a sync did.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SyncReport {
    /// Events sent.
    #[ts(type = "number")]
    pushed: u64,
    /// Events fetched.
    #[ts(type = "number")]
    pulled: u64,
    /// What did not travel, and why.
    refused: Vec<SyncRefusal>,
    /// Events that are still only here.
    #[ts(type = "number")]
    only_here: u64,
    /// Bytes sent, bodies of requests.
    #[ts(type = "number")]
    bytes_up: u64,
    /// Bytes fetched, bodies of replies.
    #[ts(type = "number")]
    bytes_down: u64,
    /// Units and sessions whose data this laptop no longer holds, because the grant ended.
    #[serde(default)]
    #[ts(type = "number")]
    let_go: u64,
    /// Central had less than it once had: it was set back, and was made whole.
    central_went_back: bool,
}

/// A scope of which something is only here.
#[derive(Debug, Serialize, TS)]
pub struct OnlyHere {
    scope: Scope,
    title: String,
    #[ts(type = "number")]
    events: u64,
    #[ts(type = "number | null")]
    since: Option<u64>,
}

/// One laptop.
#[derive(Debug, Serialize, TS)]
pub struct Device {
    id: DeviceId,
    label: String,
    lane: String,
    role: Role,
    mine: bool,
    #[ts(type = "number | null")]
    last_seen: Option<u64>,
    #[ts(type = "number")]
    events: u64,
    revoked: bool,
    /// The last moment at which what it writes counts, milliseconds; nothing where that does not end.
    #[ts(type = "number | null")]
    until: Option<u64>,
    /// Whether that is over.
    over: bool,
    /// The lane of the laptop by whose word it works.
    voucher: Option<String>,
}

/// The last sync that went through.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct LastSync {
    #[ts(type = "number")]
    at: u64,
    report: SyncReport,
}

/// The last sync that did not.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct LastError {
    #[ts(type = "number")]
    at: u64,
    code: String,
}

/// What is where.
#[derive(Debug, Serialize, TS)]
pub struct SyncStatus {
    central: Option<String>,
    /// When a parcel of central's was last read, milliseconds.
    #[ts(type = "number | null")]
    central_parcel: Option<u64>,
    admitted: bool,
    /// How long this laptop's certificate holds; nothing before `org` has come.
    certificate: Option<on_site::Certificate>,
    #[ts(type = "number")]
    only_here: u64,
    /// How many of these another laptop was seen to have.
    #[ts(type = "number")]
    elsewhere: u64,
    only_here_by: Vec<OnlyHere>,
    last: Option<LastSync>,
    last_error: Option<LastError>,
    running: bool,
    background: background::Background,
    devices: Vec<Device>,
}

impl SyncStatus {
    /// What of it tells whoever supports the laptop something: neither addresses nor names.
    pub(crate) fn for_support(&self) -> serde_json::Value {
        serde_json::json!({
            "admitted": self.admitted,
            "certificate": self.certificate,
            "only_here": self.only_here,
            "elsewhere": self.elsewhere,
            "last": self.last,
            "last_error": self.last_error,
            "running": self.running,
            "background": self.background,
        })
    }
}

/// Where central is, or the leader's laptop that admits on site, and the one-time code.
#[derive(Deserialize, TS)]
pub struct Admit {
    /// Absent where the code is all that the QR code holds.
    #[serde(default)]
    central: String,
    code: String,
    #[serde(default)]
    label: String,
}

/// What was certified.
#[derive(Serialize, TS)]
pub struct Admitted {
    lane: String,
    role: Role,
    /// The last moment at which what this laptop writes counts, milliseconds; nothing where that does not end.
    #[ts(type = "number | null")]
    until: Option<u64>,
    /// Whether it is the word of a laptop of the hall.
    on_site: bool,
}

/// With which central; the one that admitted this device when absent.
#[derive(Deserialize, TS)]
pub struct Sync {
    #[serde(default)]
    central: Option<String>,
}

/// The lane of a device: as `org` has it, or as central answered before the first sync.
pub(crate) fn lane(reader: &Reader<'_>, device: DeviceId) -> Result<Option<String>, AppError> {
    Ok(match reader.lane(device)? {
        Some(lane) => Some(lane),
        None => reader.setting(LANE)?,
    })
}

/// The lane that this laptop gives tickets of.
pub(crate) fn own_lane(reader: &Reader<'_>) -> Result<String, AppError> {
    Ok(lane(reader, reader.me()?)?.unwrap_or_else(|| UNADMITTED_LANE.to_owned()))
}

/// How far this laptop's clock was behind central's when they last spoke, milliseconds.
pub(crate) fn clock_offset(reader: &Reader<'_>) -> Result<Option<i64>, AppError> {
    setting(reader, CLOCK_OFFSET)
}

/// After this laptop went on under a new id: the former one's lane and links are not its own any more.
fn leave_former_id(open: &Open, wall: u64) -> Result<(), AppError> {
    locked(&open.store).write::<_, AppError>(ActorId::CENTRAL, wall, |gate| Ok(gate.unset(LANE)?))?;
    hub::leave_all(open, wall)
}

/// Whether central admitted this device.
pub(crate) fn is_admitted(reader: &Reader<'_>, me: DeviceId) -> Result<bool, AppError> {
    Ok(reader.device(me)?.is_some() || reader.setting(LANE)?.is_some())
}

/// The name of a scope for people.
pub(crate) fn title(reader: &Reader<'_>, scope: Scope) -> Result<String, AppError> {
    Ok(match scope {
        Scope::Org => String::new(),
        Scope::Unit(unit) => reader.unit(unit)?.map(|row| row.name).unwrap_or_default(),
        Scope::Session(session) => {
            reader.session(session)?.map(|row| format!("{} · {}", row.date, row.place)).unwrap_or_default()
        }
    })
}

fn setting<T: serde::de::DeserializeOwned>(reader: &Reader<'_>, key: &str) -> Result<Option<T>, AppError> {
    Ok(reader.setting(key)?.and_then(|text| serde_json::from_str(&text).ok()))
}

pub(crate) fn status(app: &App, _: Nothing) -> Result<SyncStatus, AppError> {
    let open = app.opened()?;
    let (mine, now) = (locked(&open.store).identity().device, app.now());
    app.read(|reader| {
        let not_at_central = reader.only_here()?;
        let elsewhere = not_at_central.iter().map(|line| line.elsewhere).sum();
        let only_here_by = not_at_central
            .into_iter()
            .map(|line| {
                Ok(OnlyHere {
                    title: title(reader, line.scope)?,
                    scope: line.scope,
                    events: line.events,
                    since: line.since,
                })
            })
            .collect::<Result<Vec<_>, AppError>>()?;
        let admitted = reader.devices()?.into_iter().filter_map(|row| row.device.role.map(|role| (role, row)));
        let devices = admitted.map(|(role, row)| {
            Ok(Device {
                mine: row.id == mine,
                id: row.id,
                role,
                last_seen: reader.peer_seen(row.id)?.map(|seen| seen / 1000),
                events: row.events,
                revoked: row.device.revoked.is_some(),
                until: row.device.until.map(Clock::millis),
                over: row.device.is_over(now),
                voucher: row.device.voucher.map(|voucher| reader.lane(voucher)).transpose()?.flatten(),
                label: row.device.label,
                lane: row.device.lane,
            })
        });
        let founder = reader.founder()?;
        Ok(SyncStatus {
            central: reader.setting(CENTRAL)?,
            central_parcel: match founder {
                Some(founder) => reader.parcel_read_from(founder)?,
                None => None,
            },
            admitted: is_admitted(reader, mine)?,
            certificate: on_site::certificate(reader, mine, now)?,
            only_here: only_here_by.iter().map(|line| line.events).sum(),
            elsewhere,
            only_here_by,
            last: setting(reader, LAST)?,
            last_error: setting(reader, LAST_ERROR)?,
            running: open.sync.turn.taken(),
            background: background::told(&open, reader)?,
            devices: devices.collect::<Result<_, AppError>>()?,
        })
    })
}

pub(crate) fn progress(app: &App, _: Nothing) -> Result<SyncProgress, AppError> {
    Ok(*locked(&app.opened()?.sync.turn.progress))
}

/// Where to go, and with which code: one text may hold both.
fn invited(args: &Admit) -> Result<Invitation, AppError> {
    if let Some(invitation) = [&args.code, &args.central].into_iter().find_map(|text| text.parse().ok()) {
        return Ok(invitation);
    }
    let code = args.code.parse().map_err(|_| AppError::of("code_unknown"))?;
    let address = args.central.trim();
    // A hub shows its address without a scheme.
    let address = if address.contains("://") { address.to_owned() } else { hub::address_of(address) };
    Ok(Invitation { address, code })
}

pub(crate) fn admit(app: &App, args: Admit) -> Result<Admitted, AppError> {
    let Invitation { address, code } = invited(&args)?;
    let open = app.opened()?;
    let _turn = open.sync.turn.take(By::Hand)?;
    let (device, key) = {
        let store = locked(&open.store);
        (store.identity().device, store.identity().key.clone())
    };
    let pin = Pin::Code(code.fingerprint);
    let carrier = Carrier::new(&address, pin, device, key.clone(), app.outside.patience)?;
    let request = AdmitRequest {
        code: code.to_string(),
        key: hex::encode(key.verifying_key().as_bytes()),
        label: clean(&args.label),
    };
    let reply = carrier.admit(&request)?;
    let founder_key: [u8; 32] = hex::decode(&reply.founder)
        .ok()
        .and_then(|key| key.try_into().ok())
        .ok_or_else(|| AppError::of("central_rubbish"))?;
    let founder = DeviceId::of_key(&founder_key);
    // The code says whose answer it must be.
    if AdmissionCode::fingerprint(reply.voucher.unwrap_or(founder)) != code.fingerprint {
        return Err(AppError::of("central_refused").with("code", "fingerprint"));
    }
    let until = reply.device.until.map(Clock::millis);
    match reply.voucher {
        Some(hub) => on_site::enter(app, &open, &carrier, &reply, hub)?,
        None => {
            locked(&open.store).write::<_, AppError>(ActorId::CENTRAL, app.now(), |gate| {
                gate.set("founder", &founder.to_string())?;
                gate.set("founder_key", &reply.founder)?;
                gate.set(CENTRAL, carrier.address())?;
                gate.set(LANE, &reply.device.lane)?;
                let grants = serde_json::to_string(&reply.device.grants).map_err(AppError::internal)?;
                Ok(gate.set(GRANTS, &grants)?)
            })?;
            background::begin(&open, &app.outside)?;
        }
    }
    let (lane, role) = (reply.device.lane, reply.device.role);
    Ok(Admitted { lane, role, until, on_site: reply.voucher.is_some() })
}

pub(crate) fn sync(app: &App, args: Sync) -> Result<SyncReport, AppError> {
    let open = app.opened()?;
    let known = open.read(|reader| Ok(reader.setting(CENTRAL)?))?;
    let mine = locked(&open.store).identity().device;
    let nobody = if open.read(|reader| is_admitted(reader, mine))? { "no_central_yet" } else { "not_admitted" };
    let address = args.central.or(known).ok_or_else(|| AppError::of(nobody))?;
    let _turn = open.sync.turn.take(By::Hand)?;
    run_and_note(&open, &app.outside, &address)
}

/// Stops the sync that is under way, before its next batch; what was moved stays moved.
pub(crate) fn cancel(app: &App, _: Nothing) -> Result<Done, AppError> {
    app.opened()?.sync.turn.cancel();
    Ok(Done {})
}

/// Syncs with central and remembers how that went. Whoever calls has the turn.
fn run_and_note(open: &Open, outside: &Outside, address: &str) -> Result<SyncReport, AppError> {
    let done = run::run(open, outside, address);
    // Somebody stopped it: nothing went wrong.
    if done.as_ref().is_err_and(|error| error.code == "sync_cancelled") {
        return done;
    }
    let now = (outside.wall_micros)();
    let at = now / 1000;
    let (key, value) = match &done {
        Ok(report) => (LAST, serde_json::to_string(&LastSync { at, report: report.clone() })),
        Err(error) => (LAST_ERROR, serde_json::to_string(&LastError { at, code: error.code.clone() })),
    };
    let value = value.map_err(AppError::internal)?;
    locked(&open.store).write::<_, AppError>(ActorId::CENTRAL, now, |gate| {
        if done.is_ok() {
            gate.set(LAST_ERROR, "null")?;
        }
        Ok(gate.set(key, &value)?)
    })?;
    done
}
