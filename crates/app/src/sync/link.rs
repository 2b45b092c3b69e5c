//! The link to the hub of the hall: whatever this laptop writes goes there at once, whatever others write comes from
//! there at once. It is threads of its own; without it the laptop works on, and it heals by itself.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, Weak};
use std::time::Duration;

use ed25519_dalek::SigningKey;
use luudong_domain::id::{DeviceId, SessionId};
use luudong_sync::chain::Hash;
use luudong_sync::watch::Watcher;
use luudong_sync::wire::{ClaimReply, ClaimRequest, HaveRequest, LaptopsReply};

use super::bell::{Bell, with_jitter};
use super::carrier::Carrier;
use super::run;
use super::tls::Pin;
use crate::{AppError, Open, Outside, locked};

/// A hub is in the same room: an answer takes no longer, but for one that waits for a change.
const PATIENCE: Duration = Duration::from_secs(10);
/// Nobody at a station waits longer for the right to call. Then it is said that the hub is slow; the laptop goes on
/// alone only once the link is known to be broken.
const CLAIM_PATIENCE: Duration = Duration::from_secs(5);
/// The hub answers a waiting request after 20 seconds at the latest.
const WAIT_PATIENCE: Duration = Duration::from_secs(30);
/// Between tries while the hub is gone, doubling up to the longest; each with up to as much again at random.
const FIRST_PAUSE: Duration = Duration::from_millis(250);
const LONGEST_PAUSE: Duration = Duration::from_secs(4);
/// Nothing is heard for so long: ask anyway.
const QUIET: Duration = Duration::from_secs(60);

/// How the link is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Standing {
    /// Why it is broken; nothing while it holds.
    pub(super) broken: Option<String>,
    /// Since when it is so, milliseconds.
    pub(super) since: u64,
}

impl Standing {
    /// Whether the hub answers, if only that it was asked too often: then it goes on saying who may be called.
    pub(super) fn reaches(&self) -> bool {
        self.broken.as_deref().is_none_or(|code| code == "too_many_requests")
    }
}

/// A link that holds, or heals, until it is dropped.
pub(super) struct Link {
    shared: Arc<Shared>,
    _watcher: Arc<Watcher>,
}

struct Shared {
    address: String,
    hub: DeviceId,
    device: DeviceId,
    key: SigningKey,
    bell: Bell,
    /// What both sides had after the last sync: a waiting request asks for anything else.
    agreed: Mutex<Option<Hash>>,
    agreement: Bell,
    standing: Mutex<Standing>,
    over: AtomicBool,
    ending: Bell,
}

impl Link {
    /// Links this laptop to the hub `hub` at `address`.
    pub(super) fn to(address: &str, hub: DeviceId, open: &Arc<Open>, outside: &Arc<Outside>) -> Result<Link, AppError> {
        let mut store = locked(&open.store);
        let standing = Standing { broken: Some("hub_connecting".to_owned()), since: (outside.wall_micros)() / 1000 };
        let shared = Arc::new(Shared {
            address: address.to_owned(),
            hub,
            device: store.identity().device,
            key: store.identity().key.clone(),
            bell: Bell::default(),
            agreed: Mutex::default(),
            agreement: Bell::default(),
            standing: Mutex::new(standing),
            over: AtomicBool::new(false),
            ending: Bell::default(),
        });
        let ringing = Arc::clone(&shared);
        let watcher: Arc<Watcher> = Arc::new(move || ringing.bell.ring());
        store.watch(&watcher);
        let (syncing, weak, outside) = (Arc::clone(&shared), Arc::downgrade(open), Arc::clone(outside));
        std::thread::Builder::new()
            .name("link".into())
            .spawn(move || syncing.sync(&weak, &outside))
            .map_err(AppError::internal)?;
        let waiting = Arc::clone(&shared);
        std::thread::Builder::new()
            .name("link-wait".into())
            .spawn(move || waiting.listen())
            .map_err(AppError::internal)?;
        Ok(Link { shared, _watcher: watcher })
    }

    pub(super) fn hub(&self) -> DeviceId {
        self.shared.hub
    }

    pub(super) fn address(&self) -> &str {
        &self.shared.address
    }

    pub(super) fn standing(&self) -> Standing {
        locked(&self.shared.standing).clone()
    }

    /// Asks the hub for the right to call somebody.
    pub(super) fn claim(&self, request: ClaimRequest) -> Result<ClaimReply, AppError> {
        self.shared.carrier(CLAIM_PATIENCE)?.claim(request)
    }

    /// Asks the hub who was here of a session's laptops.
    pub(super) fn laptops(&self, session: SessionId) -> Result<LaptopsReply, AppError> {
        self.shared.carrier(CLAIM_PATIENCE)?.laptops(session)
    }

    /// Syncs now, on the caller's thread.
    pub(super) fn sync_now(&self, open: &Open, outside: &Outside) -> Result<(), AppError> {
        run::with_hub(open, outside, &self.shared.carrier(PATIENCE)?, self.shared.hub).map(|_| ())
    }
}

impl Drop for Link {
    fn drop(&mut self) {
        self.shared.over.store(true, Ordering::SeqCst);
        self.shared.bell.ring();
        self.shared.agreement.ring();
        self.shared.ending.ring();
    }
}

impl Shared {
    fn carrier(&self, patience: Duration) -> Result<Carrier, AppError> {
        Carrier::new(&self.address, Pin::AnyOf(vec![self.hub]), self.device, self.key.clone(), patience)
    }

    fn is_over(&self) -> bool {
        self.over.load(Ordering::SeqCst)
    }

    fn stands(&self, broken: Option<String>, outside: &Outside) {
        let mut standing = locked(&self.standing);
        if standing.broken != broken {
            *standing = Standing { broken, since: (outside.wall_micros)() / 1000 };
        }
    }

    /// Syncs whenever the bell rings. Holds the folder only while it does: a closed one ends the link.
    fn sync(&self, folder: &Weak<Open>, outside: &Outside) {
        let mut pause = FIRST_PAUSE;
        let mut carrier = None;
        while !self.is_over() {
            let Some(open) = folder.upgrade() else { return };
            let kept_one = carrier.is_some();
            let done = match carrier.take().map_or_else(|| self.carrier(PATIENCE), Ok) {
                Ok(kept) => {
                    let done = run::with_hub(&open, outside, &kept, self.hub);
                    carrier = Some(kept);
                    done
                }
                Err(error) => Err(error),
            };
            drop(open);
            match done {
                Ok(digest) => {
                    pause = FIRST_PAUSE;
                    *locked(&self.agreed) = Some(digest);
                    self.agreement.ring();
                    self.stands(None, outside);
                    self.bell.wait(QUIET);
                }
                // A connection that was kept may have ended while nothing was said; that tells nothing of the hub.
                Err(error) if kept_one && error.code == "central_unreachable" => carrier = None,
                Err(error) => {
                    carrier = None;
                    self.stands(Some(error.code), outside);
                    // All laptops of a hall lose the hub at once; they need not all come back at once.
                    self.ending.wait(with_jitter(pause));
                    pause = (pause * 2).min(LONGEST_PAUSE);
                }
            }
        }
    }

    /// Keeps a request waiting at the hub, and rings when something came there.
    fn listen(&self) {
        let mut carrier = None;
        while !self.is_over() {
            let Some(digest) = *locked(&self.agreed) else {
                self.agreement.wait(QUIET);
                continue;
            };
            let asked = match carrier.take().map_or_else(|| self.carrier(WAIT_PATIENCE), Ok) {
                Ok(kept) => {
                    let asked = kept.wait(&HaveRequest { digest, about: None });
                    carrier = Some(kept);
                    asked
                }
                Err(error) => Err(error),
            };
            match asked {
                Ok(reply) if reply.same => {}
                Ok(_) => {
                    *locked(&self.agreed) = None;
                    self.bell.ring();
                }
                Err(_) => {
                    // The thread that syncs finds out why, and says so.
                    carrier = None;
                    *locked(&self.agreed) = None;
                    self.bell.ring();
                    // A hub that answers a sync and refuses to be waited at is not asked without pause.
                    self.ending.wait(with_jitter(FIRST_PAUSE));
                }
            }
        }
    }
}
