//! How often, and how much, who may ask. Numbers of a normal day are far below; `docs/protocol.md` names them.

use std::hash::Hash;
use std::net::{IpAddr, Ipv6Addr};
use std::num::NonZeroU32;
use std::sync::atomic::{AtomicU32, Ordering};

use governor::clock::{Clock, DefaultClock};
use governor::middleware::NoOpMiddleware;
use governor::state::keyed::HashMapStateStore;
use governor::{Quota, RateLimiter};
use luudong_domain::id::DeviceId;

use crate::Refusal;

/// After so many questions those are forgotten who have not asked for a while.
const TIDY_EVERY: u32 = 1_024;

/// So many at once, and so many more every second or minute.
#[derive(Debug, Clone, Copy)]
pub struct Allowed {
    /// Requests of one device: a second, at once.
    pub requests: (u32, u32),
    /// Bytes that one device sends and is sent: a second, at once.
    pub bytes: (u32, u32),
    /// Requests of any kind from one address: a second, at once. An office shares one.
    pub address: (u32, u32),
    /// Requests from one address that need no admission: a second, at once.
    pub open: (u32, u32),
    /// Admission codes tried from one address, right or wrong: a minute, and at once.
    pub codes: u32,
}

impl Default for Allowed {
    /// A sync of 100,000 rows is about 200 requests and 40 MB.
    fn default() -> Allowed {
        Allowed { requests: (20, 1_000), bytes: (8 << 20, 512 << 20), address: (200, 4_000), open: (2, 120), codes: 20 }
    }
}

impl Allowed {
    /// In a hall, where whatever one laptop writes is fetched by all others at once, and a check-in waits for nothing.
    pub(crate) const HALL: Allowed = Allowed {
        requests: (200, 4_000),
        bytes: (8 << 20, 512 << 20),
        address: (400, 8_000),
        open: (2, 120),
        codes: 20,
    };
}

type Buckets<K, C> = RateLimiter<K, HashMapStateStore<K>, C, NoOpMiddleware<<C as Clock>::Instant>>;

/// What everybody has used of what is [`Allowed`].
pub(crate) struct Limits<C: Clock = DefaultClock> {
    clock: C,
    requests: Buckets<DeviceId, C>,
    bytes: Buckets<DeviceId, C>,
    address: Buckets<IpAddr, C>,
    open: Buckets<IpAddr, C>,
    codes: Buckets<IpAddr, C>,
    asked: AtomicU32,
}

fn some(number: u32) -> NonZeroU32 {
    NonZeroU32::new(number).unwrap_or(NonZeroU32::MIN)
}

/// The network that an address stands for: whoever has one of IPv6 has 2^64 of them.
fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(six) => IpAddr::V6(Ipv6Addr::from_bits(six.to_bits() >> 64 << 64)),
        four => four,
    }
}

impl Limits {
    pub(crate) fn new(allowed: &Allowed) -> Limits {
        Limits::by(allowed, DefaultClock::default())
    }
}

impl<C: Clock + Clone> Limits<C> {
    fn by(allowed: &Allowed, clock: C) -> Limits<C> {
        let second = |(sustained, at_once): (u32, u32)| Quota::per_second(some(sustained)).allow_burst(some(at_once));
        Limits {
            requests: RateLimiter::hashmap_with_clock(second(allowed.requests), clock.clone()),
            bytes: RateLimiter::hashmap_with_clock(second(allowed.bytes), clock.clone()),
            address: RateLimiter::hashmap_with_clock(second(allowed.address), clock.clone()),
            open: RateLimiter::hashmap_with_clock(second(allowed.open), clock.clone()),
            codes: RateLimiter::hashmap_with_clock(Quota::per_minute(some(allowed.codes)), clock.clone()),
            asked: AtomicU32::new(0),
            clock,
        }
    }

    fn of<K: Hash + Eq + Clone>(&self, buckets: &Buckets<K, C>, who: &K, much: u32) -> Result<(), Refusal> {
        let Some(much) = NonZeroU32::new(much) else { return Ok(()) };
        match buckets.check_key_n(who, much) {
            Ok(Ok(())) => Ok(()),
            Ok(Err(not_until)) => {
                let wait = not_until.wait_time_from(self.clock.now());
                // Whoever comes back at the full second is not refused for a rest of it.
                Err(Refusal::too_many(wait.as_secs() + 1))
            }
            // More than ever fits at once.
            Err(_) => Err(Refusal::TOO_LARGE),
        }
    }

    /// Any request from an address.
    pub(crate) fn asked_from(&self, address: IpAddr) -> Result<(), Refusal> {
        if self.asked.fetch_add(1, Ordering::Relaxed) % TIDY_EVERY == TIDY_EVERY - 1 {
            for devices in [&self.requests, &self.bytes] {
                devices.retain_recent();
            }
            for addresses in [&self.address, &self.open, &self.codes] {
                addresses.retain_recent();
            }
        }
        self.of(&self.address, &network(address), 1)
    }

    /// A request that needs no admission.
    pub(crate) fn opened_from(&self, address: IpAddr) -> Result<(), Refusal> {
        self.of(&self.open, &network(address), 1)
    }

    /// An admission code is tried.
    pub(crate) fn code_from(&self, address: IpAddr) -> Result<(), Refusal> {
        self.of(&self.codes, &network(address), 1)
    }

    /// A request that `device` signed, with so many bytes.
    pub(crate) fn asked_by(&self, device: DeviceId, bytes: usize) -> Result<(), Refusal> {
        self.of(&self.requests, &device, 1)?;
        self.carried(device, bytes)
    }

    /// So many bytes from or to `device`.
    pub(crate) fn carried(&self, device: DeviceId, bytes: usize) -> Result<(), Refusal> {
        self.of(&self.bytes, &device, u32::try_from(bytes).unwrap_or(u32::MAX))
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use governor::clock::FakeRelativeClock;

    use super::*;

    const A: DeviceId = DeviceId([1; 16]);
    const B: DeviceId = DeviceId([2; 16]);

    fn limits() -> (Limits<FakeRelativeClock>, FakeRelativeClock) {
        let clock = FakeRelativeClock::default();
        (Limits::by(&Allowed::default(), clock.clone()), clock)
    }

    fn address(text: &str) -> IpAddr {
        text.parse().expect("an address")
    }

    fn taken(mut ask: impl FnMut() -> Result<(), Refusal>) -> u32 {
        (0..1_000_000).find(|_| ask().is_err()).expect("an end")
    }

    #[test]
    fn a_sync_of_a_hundred_thousand_rows_is_never_refused() {
        let (limits, _clock) = limits();
        for _ in 0..2 {
            for _ in 0..100 {
                limits.asked_by(A, 200_000).expect("a batch sent");
                limits.asked_by(A, 200).expect("a question");
                limits.carried(A, 200_000).expect("a batch fetched");
            }
        }
    }

    #[test]
    fn a_device_that_asks_without_end_waits_and_no_other_does() {
        let (limits, clock) = limits();
        assert_eq!(taken(|| limits.asked_by(A, 0)), 1_000);
        assert_eq!(limits.asked_by(A, 0), Err(Refusal::too_many(1)));
        limits.asked_by(B, 0).expect("another device");
        clock.advance(Duration::from_secs(1));
        assert_eq!(taken(|| limits.asked_by(A, 0)), 20);
    }

    #[test]
    fn bytes_count_as_requests_do() {
        let (limits, clock) = limits();
        assert_eq!(taken(|| limits.carried(A, 4 << 20)), 128);
        clock.advance(Duration::from_secs(1));
        assert_eq!(taken(|| limits.carried(A, 4 << 20)), 2);
        assert_eq!(limits.carried(B, 600 << 20), Err(Refusal::TOO_LARGE), "more than ever fits");
    }

    #[test]
    fn codes_cannot_be_tried_without_end() {
        let (limits, clock) = limits();
        assert_eq!(taken(|| limits.code_from(address("192.0.2.7"))), 20);
        assert_eq!(limits.code_from(address("192.0.2.7")), Err(Refusal::too_many(4)));
        assert_eq!(limits.code_from(address("::ffff:192.0.2.7")), Err(Refusal::too_many(4)), "the same, mapped");
        limits.code_from(address("192.0.2.8")).expect("another address");
        clock.advance(Duration::from_secs(60));
        assert_eq!(taken(|| limits.code_from(address("192.0.2.7"))), 20);
    }

    #[test]
    fn a_network_of_ipv6_is_one_address() {
        let (limits, _clock) = limits();
        let from = |low: u32| address(&format!("2001:db8:1:2::{low:x}"));
        let tried = (1..100).filter(|low| limits.code_from(from(*low)).is_ok()).count();
        assert_eq!(tried, 20);
        limits.code_from(address("2001:db8:1:3::1")).expect("another network");
    }

    #[test]
    fn who_came_once_is_forgotten() {
        let (limits, clock) = limits();
        for at in 0..TIDY_EVERY - 1 {
            clock.advance(Duration::from_secs(1));
            limits.asked_from(IpAddr::V4((0x0a00_0000 + at).into())).expect("allowed");
        }
        assert_eq!(limits.address.len(), 1_023);
        clock.advance(Duration::from_secs(1));
        limits.asked_from(address("192.0.2.7")).expect("allowed");
        assert_eq!(limits.address.len(), 1);
    }
}
