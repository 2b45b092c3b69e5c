//! What a host does for devices, without HTTP: admit, tell what it has, take and give batches. A host is central, or
//! the laptop that others on site sync through.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use ed25519_dalek::VerifyingKey;
use luudong_domain::device::{Device, Granted};
use luudong_domain::event::Event;
use luudong_domain::id::{ActorId, DeviceId};
use luudong_domain::scope::{Grant, Scope};
use luudong_domain::{session, unit};
use luudong_store::Store;
use luudong_sync::batch::Batch;
use luudong_sync::chain::Series;
use luudong_sync::check::check;
use luudong_sync::claims::{Ask, Claims, NotGranted};
use luudong_sync::have::Have;
use luudong_sync::host_log::{HostLog, NotWritten, OwnEvents};
use luudong_sync::site_code::SiteCodes;
use luudong_sync::watch::Watcher;
use luudong_sync::wire::{
    About, ClaimReply, ClaimRequest, HaveReply, HaveRequest, LaptopHeard, LaptopsReply, LaptopsRequest, PullRequest,
    PushReply,
};
use rustls::ServerConfig;
use tokio::sync::watch;

use crate::{CentralError, Failure, Refusal, tls, wall_micros};

/// No log has so many changes.
pub(crate) const CLOSING: u64 = u64::MAX;

/// What only one kind of host does.
pub(crate) enum Seat<L> {
    /// Certifies devices and takes note of new units and sessions.
    Central,
    /// Grants claims, and lets laptops work for a day by the codes of its leader.
    Hub(Hall, AsStore<L>),
}

/// Sees the log of a hub as the store that it is: what only a hub is asked stands in what a laptop folds for its own screens.
pub(crate) type AsStore<L> = fn(&L) -> &Store;

/// What a hub shares with the laptop that goes on working in the hall.
#[derive(Default)]
pub struct Hall {
    /// Out of which claims are granted, to the laptop itself too.
    pub claims: Arc<Mutex<Claims>>,
    /// The code that admits a laptop on site.
    pub codes: Arc<Mutex<SiteCodes>>,
}

/// Wall time, microseconds since 1970.
pub type Wall = Arc<dyn Fn() -> u64 + Send + Sync>;

/// Serves one log to devices.
pub struct Host<L: HostLog> {
    log: Arc<Mutex<L>>,
    pub(crate) seat: Seat<L>,
    /// By which certificates and codes end.
    pub(crate) wall: Wall,
    /// Counts the changes of the log; [`CLOSING`] when the host stops.
    changes: Arc<watch::Sender<u64>>,
    /// The devices that spoke to it since it started.
    heard: Mutex<BTreeMap<DeviceId, Heard>>,
    _watcher: Arc<Watcher>,
}

impl Host<Store> {
    /// The hub of a hall, over the store of a laptop that goes on working in it, and by its clock.
    pub fn hub(store: Arc<Mutex<Store>>, hall: Hall, wall: Wall) -> Host<Store> {
        Host::new(store, Seat::Hub(hall, |store| store), wall)
    }
}

impl<L: HostLog> Host<L> {
    /// Central, over the log that founded its `org`.
    pub fn central(log: Arc<Mutex<L>>) -> Host<L> {
        Host::new(log, Seat::Central, Arc::new(wall_micros))
    }

    fn new(log: Arc<Mutex<L>>, seat: Seat<L>, wall: Wall) -> Host<L> {
        let changes = Arc::new(watch::channel(0_u64).0);
        let count = changes.clone();
        let watcher: Arc<Watcher> = Arc::new(move || count.send_modify(|count| *count = count.saturating_add(1)));
        log.lock().unwrap_or_else(PoisonError::into_inner).watch(&watcher);
        Host { log, seat, wall, changes, heard: Mutex::default(), _watcher: watcher }
    }

    /// Changes of the log, from now on.
    pub(crate) fn changes(&self) -> watch::Receiver<u64> {
        self.changes.subscribe()
    }

    /// Lets nobody wait any longer.
    pub(crate) fn close(&self) {
        self.changes.send_replace(CLOSING);
    }

    /// What it serves TLS with.
    ///
    /// # Errors
    /// [`CentralError::Tls`].
    pub(crate) fn tls(&self) -> Result<Arc<ServerConfig>, CentralError> {
        tls::config(self.log().key())
    }

    /// The log. A panic in another request leaves it whole: nothing is added or written by halves.
    pub(crate) fn log(&self) -> MutexGuard<'_, L> {
        self.log.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Writes something that is of no consequence, as durably as all that is.
    pub(crate) fn try_writing(&self) -> Result<(), L::Error> {
        self.log().try_writing(wall_micros())
    }
}

impl<L: HostLog<Error: Failure>> Host<L> {
    /// The device of a request, and its key, unless it is unknown, revoked, or its certificate is over.
    pub(crate) fn device(&self, id: DeviceId) -> Result<(Device, VerifyingKey), Refusal> {
        let (device, key) = self.certified(id)?;
        if device.is_over((self.wall)()) { Err(Refusal::EXPIRED) } else { Ok((device, key)) }
    }

    /// The same of a device whose certificate may be over: what it wrote before is still awaited, and a stick may bring it.
    pub(crate) fn certified(&self, id: DeviceId) -> Result<(Device, VerifyingKey), Refusal> {
        let log = self.log();
        let device = log.device(id)?.ok_or(Refusal::NOT_ADMITTED)?;
        if device.revoked.is_some() {
            return Err(Refusal::REVOKED);
        }
        if device.void {
            return Err(Refusal::NOT_ADMITTED);
        }
        let key = log.key_of(id)?.ok_or(Refusal::NOT_ADMITTED)?;
        Ok((device, key))
    }

    pub(crate) fn have(&self, from: &Asker, request: &HaveRequest) -> Result<HaveReply, Refusal> {
        let (device, wall) = (&from.device, wall_micros());
        let mut log = self.log();
        log.sign_heads(wall)?;
        let have = log.have()?.of(|series| device.tells_of(from.id, series.scope, series.device));
        drop(log);
        let same = have.digest() == request.digest;
        self.hear(from, request, same.then_some(&have));
        if same {
            return Ok(HaveReply { same: true, time: wall / 1000, have: Default::default(), grants: Vec::new() });
        }
        Ok(HaveReply { same: false, time: wall / 1000, have, grants: device.grants.clone() })
    }

    pub(crate) fn push(&self, id: DeviceId, device: &Device, packed: &[u8]) -> Result<PushReply, Refusal> {
        let batch = Batch::unpack(packed)?;
        Ok(PushReply { index: self.take(id, device, batch)?.index })
    }

    /// Takes one batch that `device` brought, over a network or in a parcel. A unit or session that central never heard of
    /// is registered, and granted to whoever brought it.
    pub(crate) fn take(&self, id: DeviceId, device: &Device, batch: Batch) -> Result<Taken, Refusal> {
        let series = batch.series;
        let mut log = self.log();
        let known = log.have()?.0.keys().any(|held| held.scope == series.scope);
        let may_bring = device.tells_of(id, series.scope, series.device);
        if !may_bring && (known || !device.may_open(series.scope)) {
            return Err(Refusal::SCOPE);
        }
        let key = log.key_of(series.device)?.ok_or(Refusal::FORGED)?;
        let checked = check(&*log, batch, &key)?;
        // What central noted before it was set back comes home: noting it anew would fork its own series.
        let noted = known || series.device == log.id();
        if !noted && matches!(self.seat, Seat::Central) {
            register(&mut *log, id, device, series.scope)?;
        }
        let taken = Taken { index: checked.head.index, events: checked.events.len() as u64 };
        log.add(checked)?;
        Ok(taken)
    }

    /// Grants a claim; nobody else gets it while it stands.
    pub(crate) fn claim(&self, id: DeviceId, device: &Device, request: ClaimRequest) -> Result<ClaimReply, Refusal> {
        let Seat::Hub(Hall { claims, .. }, as_store) = &self.seat else { return Err(Refusal::NOT_HUB) };
        if !device.may_hold(Scope::Session(request.session)) {
            return Err(Refusal::SCOPE);
        }
        let line = as_store(&self.log()).reader().line(request.session, None)?.ok_or(Refusal::QUEUE_EMPTY)?;
        let ClaimRequest { visit, station, .. } = request;
        let ask = Ask { wanted: visit, station, holder: id, now: wall_micros(), at: Instant::now() };
        let mut claims = claims.lock().unwrap_or_else(PoisonError::into_inner);
        let granted = claims.grant(line, ask).map_err(|none| match none {
            NotGranted::Claimed => Refusal::CLAIMED,
            NotGranted::Empty => Refusal::QUEUE_EMPTY,
            NotGranted::NotHere => Refusal::QUEUE_NOT_HERE,
        });
        granted.map(|visit| ClaimReply { visit })
    }

    /// Takes a batch of central's own series from whoever brings it: it proves itself, and a laptop that was admitted
    /// after this one last met central makes itself known by it.
    pub(crate) fn introduce(&self, packed: &[u8]) -> Result<PushReply, Refusal> {
        let batch = Batch::unpack(packed)?;
        let mut log = self.log();
        let is_author = |key: &VerifyingKey| DeviceId::of_key(key.as_bytes()) == batch.series.device;
        let founder = log.founder()?.filter(|key| batch.series.scope == Scope::Org && is_author(key));
        let checked = check(&*log, batch, &founder.ok_or(Refusal::SCOPE)?)?;
        let index = checked.head.index;
        log.add(checked)?;
        Ok(PushReply { index })
    }

    /// Remembers that a device spoke, and what it has where that is known.
    fn hear(&self, from: &Asker, request: &HaveRequest, has: Option<&Have>) {
        let mut heard = self.heard.lock().unwrap_or_else(PoisonError::into_inner);
        let known = heard.entry(from.id).or_default();
        (known.at, known.ahead) = (from.came, from.ahead);
        if let Some(about) = &request.about {
            known.about = about.clone();
        }
        if let Some(has) = has {
            known.same_at = Some(from.came);
            known.has = Some(has.within(|scope| matches!(scope, Scope::Session(_))));
        }
    }

    /// The devices that spoke since the host started, and how much of a session each has.
    pub(crate) fn laptops(&self, device: &Device, request: LaptopsRequest) -> Result<LaptopsReply, Refusal> {
        let scope = Scope::Session(request.session);
        if !device.may_hold(scope) {
            return Err(Refusal::SCOPE);
        }
        let now = wall_micros() / 1000;
        let heard = self.heard.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let told = |(device, heard): (DeviceId, Heard)| LaptopHeard {
            device,
            ago: now.saturating_sub(heard.at),
            ahead: heard.ahead,
            about: heard.about,
            same_ago: heard.same_at.map(|at| now.saturating_sub(at)),
            has: heard.has.map(|has| of_session(&has, scope)),
        };
        let mut laptops: Vec<LaptopHeard> = heard.into_iter().map(told).collect();
        if let Seat::Hub(_, as_store) = &self.seat {
            let log = self.log();
            let (me, reader) = (log.id(), as_store(&log).reader());
            let unsent = reader.only_here()?.iter().map(|line| line.events).sum();
            let about = About { program: env!("CARGO_PKG_VERSION").to_owned(), unsent };
            let has = Some(reader.points(scope)?);
            laptops.retain(|laptop| laptop.device != me);
            laptops.push(LaptopHeard { device: me, ago: 0, ahead: 0, about, same_ago: Some(0), has });
            laptops.sort_by_key(|laptop| laptop.device);
        }
        Ok(LaptopsReply { laptops })
    }

    /// Gives one batch.
    pub(crate) fn pull(&self, device: &Device, request: PullRequest) -> Result<Vec<u8>, Refusal> {
        if !device.may_hold(request.scope) {
            return Err(Refusal::SCOPE);
        }
        let series = Series { scope: request.scope, device: request.device };
        let batch = self.log().batch_after(&series, request.after)?.ok_or(Refusal::NOT_FOUND)?;
        Ok(batch.pack()?)
    }
}

/// Who asks.
pub(crate) struct Asker {
    /// The device that signed the request.
    pub(crate) id: DeviceId,
    /// What is known of it.
    pub(crate) device: Device,
    /// When the request came, milliseconds.
    pub(crate) came: u64,
    /// How far its wall was ahead then, milliseconds.
    pub(crate) ahead: i64,
}

/// How a device was last heard.
#[derive(Clone, Default)]
struct Heard {
    /// When, milliseconds.
    at: u64,
    /// How far its clock was ahead, milliseconds.
    ahead: i64,
    /// What it said of itself.
    about: About,
    /// When both sides last had the same, milliseconds.
    same_at: Option<u64>,
    /// What it had of sessions then.
    has: Option<Have>,
}

/// How far each series of one scope is held.
fn of_session(has: &Have, scope: Scope) -> BTreeMap<DeviceId, u64> {
    let within = has.0.iter().filter(|(series, _)| series.scope == scope);
    within.map(|(series, point)| (series.device, point.index)).collect()
}

/// What came in.
pub(crate) struct Taken {
    /// The last index that is held of the series now.
    pub(crate) index: u64,
    /// Events that were new.
    pub(crate) events: u64,
}

/// The first events of a scope: central takes note of it, and its opener is granted it.
fn register<L: HostLog>(log: &mut L, id: DeviceId, device: &Device, scope: Scope) -> Result<(), NotWritten<L::Error>> {
    let granted = Event::DeviceGranted(Granted { grant: Grant::One(scope) });
    let granted = (!device.may_hold(scope)).then_some((Scope::Org, id.into(), granted));
    let noted = match scope {
        Scope::Org => None,
        Scope::Unit(unit) => Some((scope, unit.into(), Event::UnitRegistered(unit::Registered {}))),
        Scope::Session(session) => Some((scope, session.into(), Event::SessionRegistered(session::Registered {}))),
    };
    let events = granted.into_iter().chain(noted).collect();
    log.write_own(OwnEvents { actor: ActorId::CENTRAL, wall_micros: wall_micros(), events, uses: None })
}
