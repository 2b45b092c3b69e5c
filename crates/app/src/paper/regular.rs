//! The state of the queue every so many minutes, with the checklist where somebody wants it too, on paper or as a file,
//! while its session is open: what a hall goes on with when the power is cut.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Weak};
use std::time::Duration;

use luudong_domain::id::{ActorId, SessionId};
use luudong_store::query::SessionStanding;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::make::made;
use super::{Last, OfHall, Way};
use crate::sync::bell::Bell;
use crate::{AppError, Open, Outside, locked};

/// The setting that remembers it.
const SETTING: &str = "paper_regular";
/// How often the clock is looked at: a laptop that slept goes on at once.
const LOOK: Duration = Duration::from_secs(2);
const MINUTE_MICROS: u64 = 60 * 1_000_000;
/// After a failure it is tried again so much sooner, minutes.
const AGAIN: u64 = 1;
/// Most minutes between two.
pub(super) const MOST_MINUTES: u64 = 8 * 60;

/// The state of the queue, and the checklist, every so many minutes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(rename = "PaperRegular")]
pub struct Regular {
    /// Of which session.
    pub session: SessionId,
    /// Minutes between two.
    #[ts(type = "number")]
    pub minutes: u64,
    /// The checklist too.
    #[serde(default)]
    #[ts(optional, as = "Option<bool>")]
    pub checklist: bool,
    /// Without names and numbers.
    pub masked: bool,
    /// Where it goes.
    pub way: Way,
}

/// The thread; it ends when this is dropped.
pub(super) struct Runner(Arc<Shared>);

struct Shared {
    bell: Bell,
    over: AtomicBool,
    regular: Regular,
}

impl Drop for Runner {
    fn drop(&mut self) {
        self.0.over.store(true, Ordering::SeqCst);
        self.0.bell.ring();
    }
}

/// What is remembered.
pub(super) fn remembered(open: &Open) -> Result<Option<Regular>, AppError> {
    let text = open.read(|reader| Ok(reader.setting(SETTING)?))?;
    Ok(text.and_then(|text| serde_json::from_str(&text).ok()))
}

/// Remembers it, or forgets it.
pub(super) fn remember(open: &Open, wall: u64, regular: Option<&Regular>) -> Result<(), AppError> {
    let text = regular.map(|regular| serde_json::to_string(regular).map_err(AppError::internal)).transpose()?;
    locked(&open.store).write::<_, AppError>(ActorId::CENTRAL, wall, |gate| {
        match &text {
            Some(text) => gate.set(SETTING, text)?,
            None => gate.unset(SETTING)?,
        }
        Ok(())
    })
}

/// Begins with what is remembered, where the program is one that stays.
pub(crate) fn begin(open: &Arc<Open>, outside: &Arc<Outside>) -> Result<(), AppError> {
    let mut runner = locked(&open.paper.runner);
    *runner = None;
    let Some(regular) = remembered(open)?.filter(|_| outside.stays()) else { return Ok(()) };
    let shared = Arc::new(Shared { bell: Bell::default(), over: AtomicBool::new(false), regular });
    let (carrying, folder, outside) = (Arc::clone(&shared), Arc::downgrade(open), Arc::clone(outside));
    let thread = std::thread::Builder::new().name("paper".into());
    thread.spawn(move || carrying.carry(&folder, &outside)).map_err(AppError::internal)?;
    *runner = Some(Runner(shared));
    Ok(())
}

impl Shared {
    /// Holds the folder only while it works: a closed one ends the thread.
    fn carry(&self, folder: &Weak<Open>, outside: &Outside) {
        let between = self.regular.minutes * MINUTE_MICROS;
        // The state first: it is what a hall needs. Each goes on by itself when the other one fails.
        let papers = [OfHall::State].into_iter().chain(self.regular.checklist.then_some(OfHall::Checklist));
        let mut next: Vec<(OfHall, u64)> = papers.map(|paper| (paper, 0)).collect();
        while !self.over.load(Ordering::SeqCst) {
            for (paper, next) in &mut next {
                let Some(open) = folder.upgrade().filter(|_| !self.over.load(Ordering::SeqCst)) else { return };
                let now = (outside.wall_micros)();
                // A clock that was set back must not keep a hall without its paper.
                if now >= *next || *next > now.saturating_add(between) {
                    match self.once(*paper, &open, outside, now) {
                        Ok(true) => *next = now + between,
                        Ok(false) => return,
                        Err(_) => *next = now + between.min(AGAIN * MINUTE_MICROS),
                    }
                }
            }
            self.bell.wait(LOOK);
        }
    }

    /// One paper; `false` when the session is over. What went wrong is on the record, for the screen.
    fn once(&self, paper: OfHall, open: &Open, outside: &Outside, now: u64) -> Result<bool, AppError> {
        let Regular { session, masked, way, .. } = &self.regular;
        let note = |code: Option<String>| {
            let (kind, way) = (paper.into(), way.clone());
            Last { at: now / 1000, kind, masked: *masked, regular: true, way, code }.note(open, now);
        };
        let standing = open.read(|reader| Ok(reader.session_standing(*session)?));
        match standing {
            Ok(Some(SessionStanding::Open | SessionStanding::NeedsNewer)) => {}
            Ok(Some(SessionStanding::Closed) | None) => {
                remember(open, now, None)?;
                return Ok(false);
            }
            Err(error) => {
                note(Some(error.code.clone()));
                return Err(error);
            }
        }
        let done = made(open, now, paper, *session, *masked).and_then(|paper| way.go(open, outside, &paper));
        // A checklist that went well does not stand over a state that did not.
        if done.is_err() || paper == OfHall::State {
            note(done.as_ref().err().map(|error| error.code.clone()));
        }
        done.map(|_| true)
    }
}
