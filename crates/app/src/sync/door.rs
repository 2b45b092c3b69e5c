//! The one door through which batches of others come in, whatever carried them: checked, then added.

use luudong_store::Store;
use luudong_sync::Batch;
use luudong_sync::check::{Refused, check};
use luudong_sync::log::Log;

use crate::AppError;

/// What came in.
pub(super) struct Taken {
    /// The last index that is held of the series now.
    pub(super) index: u64,
    /// Events that were new.
    pub(super) events: u64,
}

/// Codes that speak of one series; the others end what is being done.
pub(super) fn of_one_series(code: &str) -> bool {
    matches!(
        code,
        "scope_not_granted"
            | "batch_forged"
            | "batch_damaged"
            | "batch_too_large"
            | "batch_fork"
            | "batch_gap"
            | "not_found"
            | "central_restored"
            | "parcel_scope_of_sender"
            | "parcel_sender_unknown"
            | "parcel_sender_revoked"
    )
}

/// Checks and adds one batch. One of many is folded later: whoever takes so calls `Store::fold_the_rest` after the last.
pub(super) fn take(store: &mut Store, batch: Batch) -> Result<Taken, AppError> {
    let key = store.key_of(batch.series.device)?.ok_or_else(|| AppError::of("batch_forged"))?;
    let checked = check(&*store, batch, &key).map_err(|refused| match refused {
        Refused::Gap => AppError::of("batch_gap"),
        Refused::Fork => AppError::of("batch_fork"),
        Refused::Forged => AppError::of("batch_forged"),
        Refused::Damaged => AppError::of("batch_damaged"),
        Refused::Storage(error) => error.into(),
    })?;
    let taken = Taken { index: checked.head.index, events: checked.events.len() as u64 };
    store.add_of_many(checked)?;
    Ok(taken)
}
