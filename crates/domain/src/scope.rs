//! A scope is what may be granted: reference data, one unit's roster and results, one session's visits.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::id::{SessionId, UnitId};

/// Where an event lives; a device holds only the scopes it was granted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, ts_rs::TS)]
#[ts(type = "string")]
pub enum Scope {
    /// Devices, grants, who works: no citizen's data. Everybody holds it.
    Org,
    /// Roster, plan and results of one unit: HR and police.
    Unit(UnitId),
    /// Visits and review of one session: police only.
    Session(SessionId),
}

/// What is wrong with a text that should be a scope.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a scope is org, unit:ID or session:ID")]
pub struct ScopeError;

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Scope::Org => f.write_str("org"),
            Scope::Unit(id) => write!(f, "unit:{id}"),
            Scope::Session(id) => write!(f, "session:{id}"),
        }
    }
}

impl FromStr for Scope {
    type Err = ScopeError;
    fn from_str(text: &str) -> Result<Scope, ScopeError> {
        match text.split_once(':') {
            None if text == "org" => Ok(Scope::Org),
            Some(("unit", id)) => Ok(Scope::Unit(id.parse().map_err(|_| ScopeError)?)),
            Some(("session", id)) => Ok(Scope::Session(id.parse().map_err(|_| ScopeError)?)),
            _ => Err(ScopeError),
        }
    }
}

impl Serialize for Scope {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Scope {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        std::borrow::Cow::<'de, str>::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

/// What a grant covers: one scope, or all there are and will be of a kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Grant {
    /// Everything central holds.
    All,
    /// Every unit.
    Units,
    /// Every session.
    Sessions,
    /// Just this scope.
    One(Scope),
}

impl Grant {
    /// Whether `scope` may be held and written under this grant.
    pub fn covers(self, scope: Scope) -> bool {
        match self {
            Grant::All => true,
            Grant::Units => matches!(scope, Scope::Unit(_)),
            Grant::Sessions => matches!(scope, Scope::Session(_)),
            Grant::One(one) => one == scope,
        }
    }

    /// Whether all that `other` covers is covered by this grant too.
    pub fn includes(self, other: Grant) -> bool {
        match (self, other) {
            (Grant::All, _) => true,
            (grant, Grant::One(scope)) => grant.covers(scope),
            (grant, wide) => grant == wide,
        }
    }
}

impl fmt::Display for Grant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Grant::All => f.write_str("*"),
            Grant::Units => f.write_str("unit:*"),
            Grant::Sessions => f.write_str("session:*"),
            Grant::One(scope) => scope.fmt(f),
        }
    }
}

impl FromStr for Grant {
    type Err = ScopeError;
    fn from_str(text: &str) -> Result<Grant, ScopeError> {
        match text {
            "*" => Ok(Grant::All),
            "unit:*" => Ok(Grant::Units),
            "session:*" => Ok(Grant::Sessions),
            other => other.parse().map(Grant::One),
        }
    }
}

impl Serialize for Grant {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Grant {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        std::borrow::Cow::<'de, str>::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scopes_and_grants_read_back() {
        let unit = Scope::Unit(UnitId([7; 16]));
        for text in ["org".to_owned(), unit.to_string()] {
            assert_eq!(text.parse::<Scope>().expect("scope").to_string(), text);
        }
        for text in ["*", "unit:*", "session:*", "org"] {
            assert_eq!(text.parse::<Grant>().expect("grant").to_string(), text);
        }
        assert!(Grant::Units.covers(unit) && !Grant::Sessions.covers(unit));
        assert!("unit:zz".parse::<Scope>().is_err());
        for (wide, narrow) in
            [(Grant::All, Grant::Units), (Grant::Units, Grant::One(unit)), (Grant::Units, Grant::Units)]
        {
            assert!(wide.includes(narrow), "{wide} includes {narrow}");
        }
        for (narrow, wide) in
            [(Grant::Units, Grant::All), (Grant::One(unit), Grant::Units), (Grant::Sessions, Grant::Units)]
        {
            assert!(!narrow.includes(wide), "{narrow} does not include {wide}");
        }
    }
}
