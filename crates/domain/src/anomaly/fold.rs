//! What is known of a settlement: the fold of an anomaly's record.

use super::event::Settled;
use crate::event::{Entry, Event};

/// The settlement in force: the last in order. Two people who judged apart are shown by what they wrote to the record
/// itself, which then is apart again.
pub fn fold(entries: &[Entry]) -> Option<(&Entry, &Settled)> {
    entries.iter().rev().find_map(|entry| match &entry.event {
        Some(Event::AnomalySettled(settled)) => Some((entry, settled)),
        _ => None,
    })
}
