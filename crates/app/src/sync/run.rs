//! One sync: sign → have → plan → push, pull → have again. Each batch is durable before the next; a cut anywhere leaves
//! a state from which the next sync goes on.

use std::sync::atomic::Ordering;
use std::sync::mpsc::sync_channel;

use luudong_domain::device::Device;
use luudong_domain::id::{ActorId, DeviceId};
use luudong_domain::scope::{Grant, Scope};
use luudong_store::query::Reader;
use luudong_sync::batch::{BATCH_EVENTS, Batch};
use luudong_sync::chain::{Hash, Series};
use luudong_sync::have::Have;
use luudong_sync::log::Log;
use luudong_sync::plan::{Plan, Run};
use luudong_sync::wire::{HaveRequest, PullRequest};

use super::carrier::Carrier;
use super::door::{of_one_series, take};
use super::laptops;
use super::tls::Pin;
use super::{CLOCK_OFFSET, GRANTS, SyncPhase, SyncProgress, SyncRefusal, SyncReport, clock_offset, setting};
use crate::session::publish_missing_results;
use crate::{AppError, Open, Outside, locked};

/// A push may make central write grants, which a second round fetches; more rounds than this mean that it never ends.
const ROUNDS: usize = 5;

/// With whom a laptop syncs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Peer {
    /// What central has is remembered, and what it grants.
    Central,
    /// Another laptop of the hall.
    Hub(DeviceId),
}

struct Syncing<'a> {
    open: &'a Open,
    outside: &'a Outside,
    carrier: &'a Carrier,
    peer: Peer,
    report: SyncReport,
}

/// Brings this laptop and the hub at the other end of `carrier` to the same; the digest of what both have then.
pub(super) fn with_hub(open: &Open, outside: &Outside, carrier: &Carrier, hub: DeviceId) -> Result<Hash, AppError> {
    let mut syncing = Syncing { open, outside, carrier, peer: Peer::Hub(hub), report: SyncReport::default() };
    syncing.until_known_and_nothing_moves()?;
    let store = locked(&open.store);
    let held = syncing.held(&store.reader())?;
    Ok(store.have()?.of(held).digest())
}

/// Brings this laptop and central at `address` to the same.
pub(super) fn run(open: &Open, outside: &Outside, address: &str) -> Result<SyncReport, AppError> {
    let now = || (outside.wall_micros)();
    let founder = open.read(|reader| Ok(reader.founder()?))?.ok_or_else(|| AppError::of("not_admitted"))?;
    publish_missing_results(open, now())?;
    let (device, key) = {
        let store = locked(&open.store);
        (store.identity().device, store.identity().key.clone())
    };
    let carrier = Carrier::new(address, Pin::Device(founder), device, key, outside.patience)?;
    let mut syncing = Syncing { open, outside, carrier: &carrier, peer: Peer::Central, report: SyncReport::default() };
    syncing.until_known_and_nothing_moves()?;
    syncing.refill()?;
    syncing.report.let_go = locked(&open.store).let_go()? as u64;
    let mut report = syncing.report;
    hear_of_laptops(open, outside, &carrier, report.pushed + report.pulled > 0)?;
    // By central's clock, which was just asked: this laptop's own may be the wrong one.
    let offset = open.read(clock_offset)?.unwrap_or(0);
    locked(&open.store).note_clocks(now().saturating_add_signed(offset * 1000))?;
    report.only_here = open.read(|reader| Ok(reader.only_here()?.iter().map(|line| line.events).sum()))?;
    report.bytes_up = carrier.up.load(Ordering::Relaxed);
    report.bytes_down = carrier.down.load(Ordering::Relaxed);
    Ok(report)
}

/// Asks central what it heard of the laptops of each session that goes on, where something moved or a laptop is not
/// known to have the same.
fn hear_of_laptops(open: &Open, outside: &Outside, carrier: &Carrier, moved: bool) -> Result<(), AppError> {
    let now = (outside.wall_micros)() / 1000;
    let going_on = open.read(|reader| Ok(reader.sessions()?))?.into_iter().filter(|row| !row.closed);
    for session in going_on.map(|row| row.id) {
        let known = open.read(|reader| laptops::at_close(reader, carrier.device(), session, now))?;
        if !moved && laptops::gaps(&known) == 0 {
            continue;
        }
        match carrier.laptops(session) {
            Ok(mut heard) => {
                // Central hears of everybody; a laptop of the session is one that wrote to it.
                let wrote = open.read(|reader| Ok(reader.points(Scope::Session(session))?))?;
                heard.laptops.retain(|laptop| wrote.contains_key(&laptop.device));
                locked(&open.store).note_laptops(Scope::Session(session), &heard.laptops, now)?;
            }
            // Not granted, or not known there.
            Err(error) if of_one_series(&error.code) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

/// A device as `org` knows it.
fn device(reader: &Reader<'_>, id: DeviceId) -> Result<Device, AppError> {
    let row = reader.device(id)?.filter(|row| !row.device.void);
    Ok(row.ok_or_else(|| AppError::of("not_admitted"))?.device)
}

/// The scopes that this device held and may no longer hold.
fn left(reader: &Reader<'_>, me: DeviceId) -> Result<impl Fn(Scope) -> bool + use<>, AppError> {
    let device = reader.device(me)?.map(|row| row.device).unwrap_or_default();
    Ok(move |scope| device.has_left(scope))
}

/// The other side's time as clocks are kept.
fn micros(millis: u64) -> u64 {
    millis.saturating_mul(1000)
}

impl Syncing<'_> {
    /// Says how far it is; refuses to go on where somebody cancelled it.
    fn phase(&self, phase: SyncPhase, done: u64, total: u64) -> Result<(), AppError> {
        if self.peer != Peer::Central {
            return Ok(());
        }
        self.open.sync.turn.show(SyncProgress { phase, done, total });
        self.open.sync.turn.go_on()
    }

    fn now(&self) -> u64 {
        (self.outside.wall_micros)()
    }

    fn until_nothing_moves(&mut self) -> Result<(), AppError> {
        for _ in 0..ROUNDS {
            self.report.refused.clear();
            if self.round()? {
                break;
            }
        }
        Ok(())
    }

    /// The same with one who does not know this laptop: a hub that has not met central since, or a central that was set
    /// back. What central wrote of it proves it.
    fn until_known_and_nothing_moves(&mut self) -> Result<(), AppError> {
        match self.until_nothing_moves() {
            // Central wrote nothing of a laptop that it never admitted: there is nothing to prove it by.
            Err(unknown) if unknown.code == "not_admitted" && self.is_certified()? => {
                // Who never certified this laptop learns nothing from it.
                self.introduce().map_err(|error| if error.code == "scope_not_granted" { unknown } else { error })?;
                self.until_nothing_moves()?;
                self.report.central_went_back |= self.peer == Peer::Central;
                Ok(())
            }
            done => done,
        }
    }

    fn is_certified(&self) -> Result<bool, AppError> {
        Ok(locked(&self.open.store)
            .reader()
            .device(self.carrier.device())?
            .is_some_and(|row| !row.device.key.is_empty()))
    }

    /// Of which series both sides speak to each other, as far as this side knows.
    fn held(&self, reader: &Reader<'_>) -> Result<impl Fn(&Series) -> bool + use<>, AppError> {
        let me = self.carrier.device();
        let (mine, theirs) = match self.peer {
            Peer::Central => {
                let mine = reader.device(me)?.map(|row| row.device).unwrap_or_default();
                (Device { grants: setting(reader, GRANTS)?.unwrap_or_default(), ..mine }, None)
            }
            Peer::Hub(hub) => (device(reader, me)?, Some(device(reader, hub)?)),
        };
        // A hub is told of what both hold; only central still awaits what was written before a grant ended.
        Ok(move |series: &Series| match &theirs {
            None => mine.tells_of(me, series.scope, series.device),
            Some(theirs) => mine.may_hold(series.scope) && theirs.may_hold(series.scope),
        })
    }

    /// One round; true when both sides have the same, or nothing more can be moved.
    fn round(&mut self) -> Result<bool, AppError> {
        self.phase(SyncPhase::Asking, 0, 0)?;
        let (mine, held, about) = {
            let mut store = locked(&self.open.store);
            store.sign_heads(self.now())?;
            let reader = store.reader();
            (store.have()?, self.held(&reader)?, laptops::about(&reader)?)
        };
        let within = mine.of(&held);
        let asked = self.now();
        let reply = self.carrier.have(&HaveRequest { digest: within.digest(), about: Some(about) })?;
        if self.peer == Peer::Central {
            self.note_time(asked, reply.time)?;
        }
        let (theirs, offered) = match (reply.same, self.peer) {
            (true, Peer::Central) => {
                self.phase(SyncPhase::Checking, 0, 0)?;
                let mut store = locked(&self.open.store);
                store.note_central(&within, micros(reply.time), &held)?;
                // Of what was never granted, central has nothing: the plan still offers it.
                let left = left(&store.reader(), self.carrier.device())?;
                (Have::default(), mine.of(|series| !held(series) && !left(series.scope)))
            }
            (true, Peer::Hub(_)) => return Ok(true),
            (false, Peer::Central) => {
                let mut store = locked(&self.open.store);
                let grants = serde_json::to_string(&reply.grants).map_err(AppError::internal)?;
                store.write::<_, AppError>(ActorId::CENTRAL, self.now(), |gate| Ok(gate.set(GRANTS, &grants)?))?;
                let held = self.held(&store.reader())?;
                self.report.central_went_back |= store.note_central(&reply.have, micros(reply.time), &held)?;
                let left = left(&store.reader(), self.carrier.device())?;
                (reply.have, mine.of(|series| held(series) || !left(series.scope)))
            }
            (false, Peer::Hub(_)) => (reply.have, within),
        };
        let founder = locked(&self.open.store).reader().founder()?;
        self.exchange(&Plan::between(&offered, &theirs, founder), &theirs).map(|moved| moved == 0)
    }

    /// Shows the other side what central wrote of this laptop.
    fn introduce(&self) -> Result<(), AppError> {
        let founder = locked(&self.open.store).reader().founder()?.ok_or_else(|| AppError::of("not_admitted"))?;
        let series = Series { scope: Scope::Org, device: founder };
        let mut after = 0;
        loop {
            // The store is let go before the network is asked: people go on working.
            let batch = locked(&self.open.store).batch_after(&series, after)?;
            let Some(batch) = batch else { return Ok(()) };
            after = self.carrier.introduce(&batch)?.index.max(batch.last());
        }
    }

    /// Remembers how far this laptop's clock is from central's, as it was in the middle of the question.
    fn note_time(&self, asked: u64, central_millis: u64) -> Result<(), AppError> {
        let here = asked.midpoint(self.now()) / 1000;
        let offset = central_millis as i64 - here as i64;
        locked(&self.open.store)
            .write::<_, AppError>(ActorId::CENTRAL, self.now(), |gate| Ok(gate.set(CLOCK_OFFSET, &offset.to_string())?))
    }

    /// Moves what the plan says; how many events were moved.
    fn exchange(&mut self, plan: &Plan, theirs: &Have) -> Result<u64, AppError> {
        let (total, mut moved) = (plan.events(), 0);
        if self.twin_wrote(plan, theirs)? {
            let me = self.carrier.device();
            locked(&self.open.store).go_on_anew(me, theirs, self.now())?;
            super::leave_former_id(self.open, self.now())?;
            return Err(AppError::of("id_is_shared"));
        }
        for series in &plan.forked {
            let index = theirs.0.get(series).map_or(0, |point| point.index);
            self.forked(Run { series: *series, after: index.saturating_sub(1), upto: index }, index);
        }
        for run in &plan.push {
            // What central has under the index from which this would go on must be what is here.
            let held = locked(&self.open.store).hash_at(&run.series, run.after)?;
            if theirs.0.get(&run.series).is_some_and(|point| Some(point.hash) != held) {
                self.forked(*run, run.after);
                continue;
            }
            let sent = self.push(*run, moved, total)?;
            moved += sent;
            self.report.pushed += sent;
        }
        let fetched = self.pull_all(&plan.pull, moved, total);
        // What came is shown, also where the rest did not come or somebody cancelled.
        if self.peer == Peer::Central {
            self.open.sync.turn.show(SyncProgress { phase: SyncPhase::Arranging, done: total, total });
        }
        locked(&self.open.store).fold_the_rest()?;
        Ok(moved + fetched?)
    }

    fn pull_all(&mut self, runs: &[Run], before: u64, total: u64) -> Result<u64, AppError> {
        let mut moved = 0;
        for run in runs {
            let fetched = self.pull(*run, before + moved, total)?;
            moved += fetched;
            self.report.pulled += fetched;
        }
        Ok(moved)
    }

    /// Whether another laptop works under this one's id: the other side has events of its own series that are not here,
    /// which only it can have written. Then it is also known where each of these series forks.
    fn twin_wrote(&self, plan: &Plan, theirs: &Have) -> Result<bool, AppError> {
        let mine = |series: &Series| series.device == self.carrier.device();
        let theirs = |series: &Series| theirs.0.get(series).copied();
        let mut met: Vec<Series> = plan.forked.iter().copied().filter(mine).collect();
        met.extend(plan.pull.iter().map(|run| run.series).filter(mine));
        for run in plan.push.iter().filter(|run| mine(&run.series)) {
            let held = locked(&self.open.store).hash_at(&run.series, run.after)?;
            if theirs(&run.series).is_some_and(|point| Some(point.hash) != held) {
                met.push(run.series);
            }
        }
        for series in &met {
            self.find_fork(*series, theirs(series).map_or(0, |point| point.index))?;
        }
        Ok(!met.is_empty())
    }

    /// Fetches the bodies of scopes that were let go of and are held again.
    fn refill(&mut self) -> Result<(), AppError> {
        let (again, have) = {
            let store = locked(&self.open.store);
            let grants = setting::<Vec<Grant>>(&store.reader(), GRANTS)?.unwrap_or_default();
            let mut again = store.let_go_before()?;
            again.retain(|scope| grants.iter().any(|grant| grant.covers(*scope)));
            (again, store.have()?)
        };
        for scope in again {
            let mut whole = true;
            for (series, point) in have.0.iter().filter(|(series, _)| series.scope == scope) {
                let mut request = PullRequest { scope, device: series.device, after: 0 };
                while request.after < point.index {
                    self.phase(SyncPhase::Fetching, request.after, point.index)?;
                    let batch = match self.carrier.pull(request) {
                        Ok(batch) => batch,
                        // Central does not have it: the bodies that are elsewhere may still come.
                        Err(error) if of_one_series(&error.code) => {
                            whole = false;
                            break;
                        }
                        Err(error) => return Err(error),
                    };
                    if batch.series != *series || batch.last() <= request.after {
                        return Err(AppError::of("central_rubbish"));
                    }
                    locked(&self.open.store).refill(&batch)?;
                    self.report.pulled += batch.last() - request.after;
                    request.after = batch.last();
                }
            }
            if whole {
                locked(&self.open.store).holds_again(scope)?;
            }
        }
        Ok(())
    }

    fn refuse(&mut self, run: Run, error: AppError) {
        self.report.refused.push(SyncRefusal {
            series: format!("{}/{}", run.series.scope, run.series.device),
            index: run.after + 1,
            message: error.code.clone(),
            code: error.code,
        });
    }

    /// Two laptops wrote one series: it stays as it is on both sides, and both heads are kept for people to see. `upto` is
    /// the last index that the other side has of it.
    fn forked(&mut self, run: Run, upto: u64) {
        self.refuse(run, AppError::of("batch_fork"));
        self.try_to_find_fork(run.series, upto);
    }

    /// Whatever cannot be fetched leaves the fork unproven; the refusal is told all the same.
    fn try_to_find_fork(&self, series: Series, upto: u64) {
        if let Err(error) = self.find_fork(series, upto) {
            tracing::warn!(code = error.code, "fork not proven");
        }
    }

    /// Fetches the other side's series from its beginning until the event that differs.
    fn find_fork(&self, series: Series, upto: u64) -> Result<(), AppError> {
        if locked(&self.open.store).knows_fork(&series)? {
            return Ok(());
        }
        let mut request = PullRequest { scope: series.scope, device: series.device, after: 0 };
        while request.after < upto {
            let batch = self.carrier.pull(request)?;
            let last = batch.last();
            if batch.series != series || last <= request.after {
                return Err(AppError::of("central_rubbish"));
            }
            if locked(&self.open.store).note_fork(&batch)? {
                break;
            }
            request.after = last;
        }
        Ok(())
    }

    fn push(&mut self, mut run: Run, before: u64, total: u64) -> Result<u64, AppError> {
        let begin = run.after;
        while run.after < run.upto {
            self.phase(SyncPhase::Sending, before + run.after - begin, total)?;
            let batch = locked(&self.open.store).batch_after(&run.series, run.after)?;
            let Some(batch) = batch else { break };
            match self.carrier.push(&batch) {
                Ok(reply) if reply.index > run.after => run.after = reply.index,
                Ok(_) => return Err(AppError::of("central_rubbish")),
                Err(error) if of_one_series(&error.code) => {
                    self.refuse(run, error);
                    break;
                }
                Err(error) => return Err(error),
            }
        }
        Ok(run.after - begin)
    }

    /// Fetches a run; of a long one the next batch is on its way while one is checked and written.
    fn pull(&mut self, run: Run, before: u64, total: u64) -> Result<u64, AppError> {
        let carrier = self.carrier;
        if run.upto - run.after <= BATCH_EVENTS {
            return self.take_all(run, carrier.pull_run(run), before, total);
        }
        std::thread::scope(|scope| {
            let (give, batches) = sync_channel(1);
            scope.spawn(move || {
                for batch in carrier.pull_run(run) {
                    // Whoever takes them gave up.
                    if give.send(batch).is_err() {
                        return;
                    }
                }
            });
            self.take_all(run, batches.into_iter(), before, total)
        })
    }

    fn take_all(
        &mut self,
        mut run: Run,
        mut batches: impl Iterator<Item = Result<Batch, AppError>>,
        before: u64,
        total: u64,
    ) -> Result<u64, AppError> {
        let begin = run.after;
        while run.after < run.upto {
            self.phase(SyncPhase::Fetching, before + run.after - begin, total)?;
            let Some(fetched) = batches.next() else { return Err(AppError::of("central_rubbish")) };
            let taken = fetched.and_then(|batch| take(&mut locked(&self.open.store), batch));
            match taken.map(|taken| taken.index) {
                Ok(index) if index > run.after => run.after = index,
                Ok(_) => return Err(AppError::of("central_rubbish")),
                Err(error) if of_one_series(&error.code) => {
                    // A run that does not follow what is here may be the other half of a fork.
                    if matches!(error.code.as_str(), "batch_fork" | "batch_forged") {
                        self.try_to_find_fork(run.series, run.upto);
                    }
                    self.refuse(run, error);
                    break;
                }
                Err(error) => return Err(error),
            }
        }
        Ok(run.after - begin)
    }
}
