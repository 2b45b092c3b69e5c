//! The hall: being its hub, or linked to it; and the right to call somebody.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex};
use std::time::Instant;

use luudong_domain::id::{ActorId, DeviceId, SessionId, VisitId};
use luudong_sync::claims::{Ask, Claims, NotGranted};
use luudong_sync::site_code::SiteCodes;
use luudong_sync::wire::{ClaimRequest, LaptopHeard};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::carrier::Carrier;
use super::finding::Announcement;
use super::link::Link;
use super::on_site::{self, SiteCodeStanding};
use super::tls::Pin;
use crate::command::{Done, Nothing};
use crate::outside::{HubSeat, HubServing};
use crate::{App, AppError, Open, Outside, locked};

/// Settings of this device: the hub it was linked to last.
const ADDRESS: &str = "hub_address";
const DEVICE: &str = "hub_device";
/// Where a hub listens.
const LISTEN: SocketAddr = SocketAddr::new(IpAddr::V4(Ipv4Addr::UNSPECIFIED), 8472);

/// What this laptop is in the hall.
#[derive(Default)]
pub(super) struct Hall {
    serving: Mutex<Option<HubServing>>,
    claims: Arc<Mutex<Claims>>,
    pub(super) codes: Arc<Mutex<SiteCodes>>,
    link: Mutex<Option<Arc<Link>>>,
}

impl Hall {
    pub(super) fn end(&self) {
        drop(locked(&self.link).take());
        let hub = locked(&self.serving).take();
        drop(hub);
    }

    /// Whether this laptop is the hub.
    pub(super) fn is_serving(&self) -> bool {
        locked(&self.serving).is_some()
    }
}

/// Where to listen.
#[derive(Deserialize, TS)]
pub struct Start {
    /// Address and port; every address and port 8472 when absent.
    #[serde(default)]
    #[ts(type = "string | null")]
    address: Option<SocketAddr>,
}

/// Which hub to link to.
#[derive(Deserialize, TS)]
pub struct Join {
    /// `192.168.1.20`, or with its port.
    address: String,
}

/// The hub that this laptop is linked to.
#[derive(Debug, Serialize, TS)]
pub struct Linked {
    /// Where it is.
    address: String,
    /// Its lane.
    lane: String,
    /// What people call it.
    label: String,
    /// Whether both have the same, but for what is under way.
    connected: bool,
    /// Why not; or what holds it up.
    code: Option<String>,
    /// Since when it is so, milliseconds.
    #[ts(type = "number")]
    since: u64,
}

/// What this laptop is in the hall.
#[derive(Debug, Serialize, TS)]
pub struct HallStatus {
    /// Where others find this laptop, while it is the hub.
    serving: Option<String>,
    /// Whether it may let a laptop in on site.
    admits: bool,
    /// The code that it gave out last for that.
    site_code: Option<SiteCodeStanding>,
    /// The hub that it is linked to.
    linked: Option<Linked>,
}

/// The right to call somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Claimed {
    /// This hub granted it.
    By(DeviceId, VisitId),
    /// There is no hub, or it cannot be reached: each laptop calls its own lane.
    NoHub,
}

pub(crate) fn status(app: &App, _: Nothing) -> Result<HallStatus, AppError> {
    let open = app.opened()?;
    let hall = &open.sync.hall;
    let serving = serving_at(&open);
    let admits = serving.is_some() && on_site::admits(app)?;
    let site_code = on_site::standing(app, &open)?;
    let link = locked(&hall.link).clone();
    let linked = link.map(|link| {
        let standing = link.standing();
        let reaches = standing.reaches();
        let device = app.read(|reader| Ok(reader.device(link.hub())?))?.map(|row| row.device).unwrap_or_default();
        Ok::<_, AppError>(Linked {
            address: link.address().to_owned(),
            lane: device.lane,
            label: device.label,
            connected: reaches,
            code: standing.broken.map(|code| of_hub(AppError::of(&code)).code),
            since: standing.since,
        })
    });
    Ok(HallStatus { serving, admits, site_code, linked: linked.transpose()? })
}

/// Where others find this laptop, while it is the hub.
pub(super) fn serving_at(open: &Open) -> Option<String> {
    locked(&open.sync.hall.serving).as_ref().map(|serving| shown(serving.address))
}

/// An address that others can use: where a hub listens on all of them, the one by which this laptop reaches the world;
/// in a hall without a way out, where it is on the hall's network.
fn shown(listening: SocketAddr) -> String {
    if !listening.ip().is_unspecified() {
        return listening.to_string();
    }
    // Nothing is sent: the system only says from where it would be.
    let from = std::net::UdpSocket::bind("0.0.0.0:0").and_then(|socket| {
        socket.connect("192.0.2.1:9")?;
        socket.local_addr()
    });
    let ip = from.ok().map(|from| from.ip()).or_else(in_the_hall).unwrap_or(listening.ip());
    SocketAddr::new(ip, listening.port()).to_string()
}

/// This laptop's address on a network that leads nowhere else. One that it gave itself, since nobody gives any there, is
/// the last choice.
fn in_the_hall() -> Option<IpAddr> {
    let networks = if_addrs::get_if_addrs().unwrap_or_default();
    let usable = networks.iter().filter(|network| !network.is_loopback() && network.ip().is_ipv4());
    usable.min_by_key(|network| network.is_link_local()).map(if_addrs::Interface::ip)
}

pub(crate) fn start(app: &App, args: Start) -> Result<HallStatus, AppError> {
    let open = app.opened()?;
    let start = app.outside.hub.as_ref().ok_or_else(|| AppError::of("hub_impossible"))?;
    let mine = locked(&open.store).identity().device;
    if app.read(|reader| Ok(reader.device(mine)?))?.is_none() {
        return Err(AppError::of("not_admitted"));
    }
    leave(app, Nothing {})?;
    let mut serving = locked(&open.sync.hall.serving);
    if serving.is_none() {
        let seat = HubSeat {
            store: Arc::clone(&open.store),
            claims: Arc::clone(&open.sync.hall.claims),
            codes: Arc::clone(&open.sync.hall.codes),
            wall_micros: Arc::clone(&app.outside.wall_micros),
            address: args.address.unwrap_or(LISTEN),
        };
        let HubServing { address, guard } = start(seat).map_err(|_| AppError::of("hub_address_taken"))?;
        // It is said that the hub goes before it does.
        let guard = Box::new((Announcement::of(mine, address), guard));
        *serving = Some(HubServing { address, guard });
    }
    drop(serving);
    status(app, Nothing {})
}

pub(crate) fn stop(app: &App, _: Nothing) -> Result<Done, AppError> {
    // Taken out first: it says farewell to requests under way, which need the store.
    let serving = locked(&app.opened()?.sync.hall.serving).take();
    drop(serving);
    Ok(Done {})
}

/// `192.168.1.20` becomes `https://192.168.1.20:8472`.
pub(super) fn address_of(text: &str) -> String {
    let text = text.trim().trim_end_matches('/');
    let host = text.split_once("://").map_or(text, |(_, host)| host);
    let with_port = host.parse::<SocketAddr>().is_ok()
        || host.rsplit_once(':').is_some_and(|(name, port)| !name.contains(':') && port.parse::<u16>().is_ok());
    if with_port { format!("https://{host}") } else { format!("https://{host}:{}", LISTEN.port()) }
}

pub(crate) fn join(app: &App, args: Join) -> Result<HallStatus, AppError> {
    let open = app.opened()?;
    if open.sync.hall.is_serving() {
        return Err(AppError::of("hub_is_this"));
    }
    let address = address_of(&args.address);
    let (device, key) = {
        let store = locked(&open.store);
        (store.identity().device, store.identity().key.clone())
    };
    let team = app.read(|reader| {
        let others = reader.devices()?.into_iter().filter(|row| row.id != device && row.device.is_certified(app.now()));
        Ok(others.map(|row| row.id).collect::<Vec<_>>())
    })?;
    if team.is_empty() {
        return Err(AppError::of("not_admitted"));
    }
    let carrier = Carrier::new(&address, Pin::AnyOf(team), device, key, app.outside.patience)?;
    let hub = carrier.health().map_err(of_hub)?.device;
    link_to(app, &open, &address, hub)?;
    status(app, Nothing {})
}

/// Links this laptop to the hub `hub` at `address`, also after a start.
pub(super) fn link_to(app: &App, open: &Arc<Open>, address: &str, hub: DeviceId) -> Result<(), AppError> {
    let link = Link::to(address, hub, open, &app.outside)?;
    locked(&open.store).write::<_, AppError>(ActorId::CENTRAL, app.now(), |gate| {
        gate.set(ADDRESS, address)?;
        Ok(gate.set(DEVICE, &hub.to_string())?)
    })?;
    *locked(&open.sync.hall.link) = Some(Arc::new(link));
    Ok(())
}

/// The same failures, said of a hub.
fn of_hub(error: AppError) -> AppError {
    match error.code.as_str() {
        "central_unreachable" | "central_slow" => AppError::of("hub_unreachable"),
        "central_other" => AppError::of("hub_other"),
        "too_many_requests" => AppError::of("hub_busy"),
        _ => error,
    }
}

pub(crate) fn leave(app: &App, _: Nothing) -> Result<Done, AppError> {
    let open = app.opened()?;
    if locked(&open.sync.hall.link).is_some() {
        unlink(&open, app.now())?;
    }
    Ok(Done {})
}

/// Ends the link, and does not take it up again at the next start.
fn unlink(open: &Open, wall: u64) -> Result<(), AppError> {
    drop(locked(&open.sync.hall.link).take());
    locked(&open.store).write::<_, AppError>(ActorId::CENTRAL, wall, |gate| {
        gate.unset(ADDRESS)?;
        Ok(gate.unset(DEVICE)?)
    })
}

/// Neither serves nor is linked any more: both were done under an id that this laptop has left.
pub(super) fn leave_all(open: &Open, wall: u64) -> Result<(), AppError> {
    // Taken out first: a hub says farewell to requests under way.
    let serving = locked(&open.sync.hall.serving).take();
    drop(serving);
    unlink(open, wall)
}

/// Links to the hub that this laptop was linked to when it was closed.
pub(crate) fn link_again(open: &Arc<Open>, outside: &Arc<Outside>) -> Result<(), AppError> {
    let known = {
        let store = locked(&open.store);
        let reader = store.reader();
        reader.setting(ADDRESS)?.zip(reader.setting(DEVICE)?.and_then(|id| id.parse().ok()))
    };
    if let Some((address, hub)) = known {
        *locked(&open.sync.hall.link) = Some(Arc::new(Link::to(&address, hub, open, outside)?));
    }
    Ok(())
}

/// Whether a hub says who is called next: this laptop itself, or one that it is linked to.
pub(crate) fn calls_by_hub(app: &App) -> Result<bool, AppError> {
    let hall = &app.opened()?.sync.hall;
    let link = locked(&hall.link).clone();
    Ok(locked(&hall.serving).is_some() || link.is_some_and(|link| link.standing().reaches()))
}

/// Takes the right to call somebody to a station: the one who is named, or who is next of those whom nobody has claimed.
pub(crate) fn claim(app: &App, session: SessionId, station: u16, visit: Option<VisitId>) -> Result<Claimed, AppError> {
    let open = app.opened()?;
    let hall = &open.sync.hall;
    if locked(&hall.serving).is_some() {
        let store = locked(&open.store);
        let line = store.reader().line(session, None)?.ok_or_else(|| AppError::not_found("session"))?;
        let mine = store.identity().device;
        let ask = Ask { wanted: visit, station: Some(station), holder: mine, now: app.now(), at: Instant::now() };
        let granted = locked(&hall.claims).grant(line, ask);
        return granted.map(|visit| Claimed::By(mine, visit)).map_err(|none| match none {
            NotGranted::Claimed => AppError::of("claimed"),
            NotGranted::Empty => AppError::of("queue_empty"),
            NotGranted::NotHere => AppError::of("queue_not_here"),
        });
    }
    let link = locked(&hall.link).clone();
    let Some(link) = link.filter(|link| link.standing().reaches()) else { return Ok(Claimed::NoHub) };
    match link.claim(ClaimRequest { session, visit, station: Some(station) }) {
        Ok(reply) => {
            if !app.read(|reader| Ok(reader.waits(reply.visit)?))? {
                // The hub knows of an arrival that is still on its way here.
                link.sync_now(&open, &app.outside)?;
            }
            Ok(Claimed::By(link.hub(), reply.visit))
        }
        Err(error) => not_granted(error),
    }
}

/// What follows when a hub grants nothing: only where it cannot be reached is somebody called without it.
fn not_granted(error: AppError) -> Result<Claimed, AppError> {
    match error.code.as_str() {
        "claimed" | "queue_empty" | "queue_not_here" => Err(error),
        // It may have granted them to somebody else meanwhile: who is called without asking may be called twice.
        "central_slow" | "too_many_requests" => Err(AppError::of("hub_slow")),
        _ => Ok(Claimed::NoHub),
    }
}

/// What a hub heard of its laptops.
pub(super) enum Heard {
    /// It was asked just now.
    Here(Vec<LaptopHeard>),
    /// There is none, or it cannot be reached.
    NoHub,
}

/// Asks the hub who was here of a session's laptops; this laptop itself, where it is the hub.
pub(super) fn laptops(app: &App, session: SessionId) -> Result<Heard, AppError> {
    let open = app.opened()?;
    let hall = &open.sync.hall;
    let serving = locked(&hall.serving).as_ref().map(|serving| serving.address);
    let link = locked(&hall.link).clone().filter(|link| link.standing().reaches());
    let reply = match (serving, link) {
        (Some(address), _) => {
            let store = locked(&open.store);
            let (device, key) = (store.identity().device, store.identity().key.clone());
            drop(store);
            let address = format!("https://{}", own(address));
            Carrier::new(&address, Pin::AnyOf(vec![device]), device, key, app.outside.patience)?.laptops(session)
        }
        (None, Some(link)) => link.laptops(session),
        (None, None) => return Ok(Heard::NoHub),
    };
    // A hub that does not answer leaves what was heard before.
    Ok(reply.map_or(Heard::NoHub, |reply| Heard::Here(reply.laptops)))
}

/// Where this laptop finds itself.
fn own(listening: SocketAddr) -> SocketAddr {
    match listening.ip() {
        std::net::IpAddr::V4(ip) if ip.is_unspecified() => (std::net::Ipv4Addr::LOCALHOST, listening.port()).into(),
        std::net::IpAddr::V6(ip) if ip.is_unspecified() => (std::net::Ipv6Addr::LOCALHOST, listening.port()).into(),
        _ => listening,
    }
}

#[cfg(test)]
mod tests {
    use super::super::link::Standing;
    use super::{Claimed, address_of, not_granted};
    use crate::AppError;

    #[test]
    fn only_without_a_hub_is_somebody_called_without_asking() {
        for (code, then) in [
            ("claimed", Err("claimed")),
            ("queue_empty", Err("queue_empty")),
            ("central_slow", Err("hub_slow")),
            ("too_many_requests", Err("hub_slow")),
            ("central_unreachable", Ok(Claimed::NoHub)),
            ("central_other", Ok(Claimed::NoHub)),
        ] {
            let told = not_granted(AppError::of(code)).map_err(|error| error.code);
            assert_eq!(told, then.map_err(str::to_owned), "{code}");
        }
        let reaches = |broken: Option<&str>| Standing { broken: broken.map(str::to_owned), since: 0 }.reaches();
        let reached =
            [None, Some("too_many_requests"), Some("central_unreachable"), Some("hub_connecting")].map(reaches);
        assert_eq!(reached, [true, true, false, false]);
    }

    #[test]
    fn a_hub_is_found_however_its_address_is_typed() {
        for (typed, address) in [
            (" 192.168.1.20 ", "https://192.168.1.20:8472"),
            ("192.168.1.20:9000", "https://192.168.1.20:9000"),
            ("https://192.168.1.20:9000/", "https://192.168.1.20:9000"),
            ("may-b", "https://may-b:8472"),
            ("may-b:80", "https://may-b:80"),
        ] {
            assert_eq!(address_of(typed), address);
        }
    }
}
