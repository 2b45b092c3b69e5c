//! How laptops of a hall find its hub: it announces itself by multicast DNS, and those who look for one ask who does.
//! Nothing that is heard so is trusted: whoever is linked to proves who it is.

use std::collections::{BTreeMap, HashMap};
use std::net::{Ipv4Addr, SocketAddr};
use std::time::{Duration, Instant};

use luudong_domain::device::Device;
use luudong_domain::id::DeviceId;
use mdns_sd::{DaemonEvent, IfKind, ResolvedService, ServiceDaemon, ServiceEvent, ServiceInfo};
use serde::Serialize;
use ts_rs::TS;

use crate::command::Nothing;
use crate::{App, AppError, locked};

const SERVICE: &str = "_luudong._tcp.local.";
/// The one thing that a hub says of itself beside where it is.
const DEVICE: &str = "device";
/// How long a search listens. A hub answers at once; one question may be lost, and is asked again after a second.
const LISTEN: Duration = Duration::from_secs(2);
/// An announcement that left on no network by then does not leave.
const ANNOUNCED: Duration = Duration::from_secs(10);
/// How long a farewell may take.
const FAREWELL: Duration = Duration::from_millis(500);
/// No hall has more hubs; whoever sends more wants to fill the page.
const MOST: usize = 20;

/// A hub that was found.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, TS)]
pub struct HubFound {
    /// Its lane.
    lane: String,
    /// What people call it.
    label: String,
    /// Where it says it is: `192.168.1.20:8472`.
    address: String,
}

/// What speaks to the others; over IPv4, as hubs do.
fn daemon() -> Result<ServiceDaemon, mdns_sd::Error> {
    let daemon = ServiceDaemon::new()?;
    daemon.disable_interface(IfKind::IPv6)?;
    Ok(daemon)
}

/// Says where a hub is until it is dropped.
pub(super) struct Announcement(ServiceDaemon);

impl Announcement {
    /// Announces the hub `device` that listens at `address`. A hub that cannot be announced serves all the same.
    pub(super) fn of(device: DeviceId, address: SocketAddr) -> Option<Announcement> {
        let announced = Announcement::start(device, address);
        announced.inspect_err(|error| tracing::warn!(%error, "the hub is not announced")).ok()
    }

    fn start(device: DeviceId, address: SocketAddr) -> Result<Announcement, mdns_sd::Error> {
        let announcement = Announcement(daemon()?);
        let events = announcement.0.monitor()?;
        announcement.0.register(service(device, address)?)?;
        // What fails after this fails on a thread of the library's.
        let told = std::thread::Builder::new().name("hub-announced".into()).spawn(move || {
            let until = Instant::now() + ANNOUNCED;
            loop {
                match events.recv_deadline(until) {
                    Ok(DaemonEvent::Announce(..)) | Err(mdns_sd::RecvTimeoutError::Disconnected) => return,
                    Ok(DaemonEvent::Error(error)) => tracing::warn!(%error, "the hub is not announced"),
                    Ok(_) => {}
                    Err(mdns_sd::RecvTimeoutError::Timeout) => return tracing::warn!("the hub is not announced"),
                }
            }
        });
        // Without the thread nobody is told, and all else is as it is.
        drop(told);
        Ok(announcement)
    }
}

impl Drop for Announcement {
    fn drop(&mut self) {
        if let Ok(over) = self.0.shutdown() {
            // Whoever looks just now is told that it is gone; whoever is not told finds out when linking.
            drop(over.recv_timeout(FAREWELL));
        }
    }
}

/// What a hub says: names of machines and people are not in it.
fn service(device: DeviceId, address: SocketAddr) -> Result<ServiceInfo, mdns_sd::Error> {
    let host = format!("luudong-{device}.local.");
    let properties = [(DEVICE, device.to_string())];
    let everywhere = address.ip().is_unspecified();
    let ip = if everywhere { String::new() } else { address.ip().to_string() };
    let service = ServiceInfo::new(SERVICE, &device.to_string(), &host, ip.as_str(), address.port(), &properties[..])?;
    Ok(if everywhere { service.enable_addr_auto() } else { service })
}

/// Looks for hubs of the team, for about two seconds.
pub(crate) fn search(app: &App, _: Nothing) -> Result<Vec<HubFound>, AppError> {
    let open = app.opened()?;
    if open.sync.hall.is_serving() {
        return Err(AppError::of("hub_is_this"));
    }
    let mine = locked(&open.store).identity().device;
    let team: HashMap<DeviceId, (String, String)> = app.read(|reader| {
        let rows = reader.devices()?.into_iter();
        let certified = |device: &Device| !device.central && device.is_certified(app.now());
        let others = rows.filter(|row| row.id != mine && certified(&row.device));
        Ok(others.map(|row| (row.id, (row.device.lane, row.device.label))).collect())
    })?;
    let heard = listen().unwrap_or_else(|error| {
        tracing::warn!(%error, "hubs cannot be looked for");
        Vec::new()
    });
    let known = |(device, address): (DeviceId, SocketAddr)| {
        let (lane, label) = team.get(&device)?.clone();
        Some(HubFound { lane, label, address: address.to_string() })
    };
    let mut found: Vec<HubFound> = heard.into_iter().filter_map(known).collect();
    found.sort();
    found.dedup();
    found.truncate(MOST);
    Ok(found)
}

/// Whoever says in the next seconds that it is a hub.
fn listen() -> Result<Vec<(DeviceId, SocketAddr)>, mdns_sd::Error> {
    let daemon = daemon()?;
    let events = daemon.browse(SERVICE)?;
    let until = Instant::now() + LISTEN;
    let mut heard = BTreeMap::new();
    while let Ok(event) = events.recv_deadline(until) {
        match event {
            ServiceEvent::ServiceResolved(service) => {
                if let Some(hub) = announced(&service) {
                    heard.insert(service.fullname, hub);
                }
            }
            ServiceEvent::ServiceRemoved(_, name) => drop(heard.remove(&name)),
            _ => {}
        }
    }
    drop(daemon.shutdown()?);
    Ok(heard.into_values().collect())
}

/// Who it is and where, as it says. Of several addresses the one that most probably leads there: others than this machine
/// itself have the hub on a network of their own.
fn announced(service: &ResolvedService) -> Option<(DeviceId, SocketAddr)> {
    let device = service.get_property_val_str(DEVICE)?.parse().ok()?;
    let unlikely = |ip: &Ipv4Addr| (ip.is_loopback(), ip.is_link_local(), *ip);
    let ip = service.get_addresses_v4().into_iter().min_by_key(unlikely)?;
    Some((device, (ip, service.get_port()).into()))
}
