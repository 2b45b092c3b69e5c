//! An agency, an enterprise or a residential area whose people are due.

use serde::{Deserialize, Serialize};

use crate::event::{Entry, Event};

/// `unit.named`: what the unit is called.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Named {
    /// Full name.
    pub name: String,
    /// Code that the centre or the unit uses.
    pub code: Option<String>,
}

/// `unit.registered`: central knows the unit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Registered {}

/// What is known of one unit: the fold of its record.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Unit {
    /// Full name.
    pub name: String,
    /// Code that the centre or the unit uses.
    pub code: Option<String>,
    /// Whether central knows it.
    pub registered: bool,
}

/// Folds one unit's events, in order.
pub fn fold(entries: &[Entry]) -> Unit {
    let mut unit = Unit::default();
    for entry in entries {
        match &entry.event {
            Some(Event::UnitNamed(named)) => {
                unit.name.clone_from(&named.name);
                unit.code.clone_from(&named.code);
            }
            Some(Event::UnitRegistered(_)) => unit.registered = true,
            _ => {}
        }
    }
    unit
}
