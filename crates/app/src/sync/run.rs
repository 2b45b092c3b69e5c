//! One sync: sign → have → plan → push, pull → have again. Each batch is durable before the next; a cut anywhere leaves
//! a state from which the next sync goes on.

use luudong_domain::scope::{Grant, Scope};
use luudong_store::StoreError;
use luudong_sync::check::{Refused, check};
use luudong_sync::have::Have;
use luudong_sync::log::Log;
use luudong_sync::plan::{Plan, Run};
use luudong_sync::wire::{HaveRequest, PullRequest};

use super::carrier::Carrier;
use super::tls::Pin;
use super::{SyncPhase, SyncProgress, SyncRefusal, SyncReport, setting};
use crate::session::publish_missing_results;
use crate::{App, AppError, Open, locked};

/// A push may make central write grants, which a second round fetches; more rounds than this mean that it never ends.
const ROUNDS: usize = 5;

struct Syncing<'a> {
    open: &'a Open,
    carrier: &'a Carrier,
    report: SyncReport,
}

pub(super) fn run(app: &App, open: &Open, address: &str) -> Result<SyncReport, AppError> {
    let founder = app.read(|reader| Ok(reader.founder()?))?.ok_or_else(|| AppError::of("not_admitted"))?;
    publish_missing_results(app)?;
    let (device, key) = {
        let store = locked(&open.store);
        (store.identity().device, store.identity().key.clone())
    };
    let carrier = Carrier::new(address, Pin::Device(founder), device, key, app.outside.patience)?;
    let mut syncing = Syncing { open, carrier: &carrier, report: SyncReport::default() };
    for _ in 0..ROUNDS {
        syncing.report.refused.clear();
        if syncing.round(app)? {
            break;
        }
    }
    let mut report = syncing.report;
    report.only_here = app.read(|reader| Ok(reader.only_here()?.iter().map(|line| line.events).sum()))?;
    report.bytes_up = carrier.up.get();
    report.bytes_down = carrier.down.get();
    Ok(report)
}

/// Codes that speak of one series; the others end the sync.
fn of_one_series(code: &str) -> bool {
    matches!(
        code,
        "scope_not_granted"
            | "batch_forged"
            | "batch_damaged"
            | "batch_too_large"
            | "batch_fork"
            | "batch_gap"
            | "not_found"
    )
}

impl Syncing<'_> {
    fn phase(&self, phase: SyncPhase, done: u64, total: u64) {
        *locked(&self.open.sync.progress) = SyncProgress { phase, done, total };
    }

    /// One round; true when both sides have the same, or nothing more can be moved.
    fn round(&mut self, app: &App) -> Result<bool, AppError> {
        self.phase(SyncPhase::Asking, 0, 0);
        let (mine, grants) = {
            let mut store = locked(&self.open.store);
            store.sign_heads(app.now())?;
            (store.have()?, setting::<Vec<Grant>>(&store.reader(), "grants")?.unwrap_or_default())
        };
        let held =
            |grants: &[Grant], scope: Scope| scope == Scope::Org || grants.iter().any(|grant| grant.covers(scope));
        let within = mine.within(|scope| held(&grants, scope));
        let reply = self.carrier.have(&HaveRequest { digest: within.digest() })?;
        if reply.same {
            self.phase(SyncPhase::Checking, 0, 0);
            self.note(app, &within)?;
            // Of what was never granted, central has nothing: the plan below still offers it.
            let offered = mine.within(|scope| !held(&grants, scope));
            return self.exchange(&Plan::between(&offered, &Have::default()), &offered).map(|moved| moved == 0);
        }
        let grants = reply.grants;
        locked(&self.open.store).write::<_, AppError>(luudong_domain::id::ActorId::CENTRAL, app.now(), |gate| {
            Ok(gate.set("grants", &serde_json::to_string(&grants).map_err(|_| AppError::of("storage"))?)?)
        })?;
        self.report.central_went_back |= self.note(app, &reply.have)?;
        let moved = self.exchange(&Plan::between(&mine, &reply.have), &mine)?;
        Ok(moved == 0)
    }

    fn note(&self, _app: &App, central: &Have) -> Result<bool, AppError> {
        Ok(locked(&self.open.store).note_central(central)?)
    }

    /// Moves what the plan says; how many events were moved.
    fn exchange(&mut self, plan: &Plan, mine: &Have) -> Result<u64, AppError> {
        let (total, mut moved) = (plan.events(), 0);
        for series in &plan.forked {
            let index = mine.0.get(series).map_or(0, |point| point.index);
            self.refuse(
                Run { series: *series, after: index.saturating_sub(1), upto: index },
                AppError::of("batch_fork"),
            );
        }
        for run in &plan.push {
            let sent = self.push(*run, moved, total)?;
            moved += sent;
            self.report.pushed += sent;
        }
        for run in &plan.pull {
            let fetched = self.pull(*run, moved, total)?;
            moved += fetched;
            self.report.pulled += fetched;
        }
        Ok(moved)
    }

    fn refuse(&mut self, run: Run, error: AppError) {
        self.report.refused.push(SyncRefusal {
            series: format!("{}/{}", run.series.scope, run.series.device),
            index: run.after + 1,
            message: error.code.clone(),
            code: error.code,
        });
    }

    fn push(&mut self, mut run: Run, before: u64, total: u64) -> Result<u64, AppError> {
        let begin = run.after;
        while run.after < run.upto {
            self.phase(SyncPhase::Sending, before + run.after - begin, total);
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

    fn pull(&mut self, mut run: Run, before: u64, total: u64) -> Result<u64, AppError> {
        let begin = run.after;
        while run.after < run.upto {
            self.phase(SyncPhase::Fetching, before + run.after - begin, total);
            let request = PullRequest { scope: run.series.scope, device: run.series.device, after: run.after };
            let taken = match self.carrier.pull(request) {
                Ok(batch) if batch.series != run.series => Err(AppError::of("central_rubbish")),
                Ok(batch) => self.take(batch),
                Err(error) => Err(error),
            };
            match taken {
                Ok(index) if index > run.after => run.after = index,
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

    /// Checks and adds one batch.
    fn take(&self, batch: luudong_sync::Batch) -> Result<u64, AppError> {
        let mut store = locked(&self.open.store);
        let key = store.key_of(batch.series.device)?.ok_or_else(|| AppError::of("batch_forged"))?;
        let checked = check(&*store, batch, &key).map_err(|refused| match refused {
            Refused::Gap => AppError::of("batch_gap"),
            Refused::Fork => AppError::of("batch_fork"),
            Refused::Forged => AppError::of("batch_forged"),
            Refused::Damaged => AppError::of("batch_damaged"),
            Refused::Storage(error) => error.into(),
        })?;
        let index = checked.head.index;
        store.add(checked).map_err(|error: StoreError| AppError::from(error))?;
        Ok(index)
    }
}
