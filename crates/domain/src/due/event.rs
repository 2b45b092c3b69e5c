//! Who is served where, as somebody set it for everybody: it stands in `org` and travels to every laptop.

use serde::{Deserialize, Serialize};

use super::Routing;
use crate::event::{Entry, Event};
use crate::id::ActorId;
use crate::time::Clock;

/// `routing.set`: other rules than the program's own, from now on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoutingSet {
    /// The rules; `None`: the program's own again.
    pub rules: Option<Routing>,
}

/// The rules that somebody set: the fold of the one record there is of them.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RoutingInForce {
    /// The rules; `None`: the program's own.
    pub rules: Option<Routing>,
    /// When, and by whom.
    pub set: Option<(Clock, ActorId)>,
    /// Set when rules of a newer version came, which this one can't read: those before stay in use, and can't be changed here.
    pub needs_newer: bool,
}

/// Folds the events, in order.
pub fn fold_routing(entries: &[Entry]) -> RoutingInForce {
    let mut routing = RoutingInForce::default();
    for entry in entries {
        match &entry.event {
            Some(Event::RoutingSet(set)) => {
                routing.rules.clone_from(&set.rules);
                routing.set = Some((entry.clock, entry.actor));
            }
            None => routing.needs_newer = true,
            Some(_) => {}
        }
    }
    routing
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_of_a_newer_version_are_no_rules_of_this_one() {
        for (body, read) in [
            (r#"{"rules":null}"#, true),
            (r#"{"rules":[{"desk":"office"}]}"#, true),
            (r#"{"rules":[{"desk":"moon"}]}"#, false),
            (r#"{"rules":[{"when":{"planet":["mars"]},"desk":"office"}]}"#, false),
            (r#"{"rules":[]}"#, false),
        ] {
            assert_eq!(Event::read("routing.set", body.as_bytes()).is_ok(), read, "{body}");
        }
    }
}
