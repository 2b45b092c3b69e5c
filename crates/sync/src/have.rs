//! What a side has: for each series the newest signed point it holds.

use std::collections::BTreeMap;

use luudong_domain::scope::Scope;
use serde::{Deserialize, Serialize};

use crate::chain::{Hash, Series};

/// A point of a series.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Point {
    /// Which event.
    pub index: u64,
    /// The chain's hash there.
    pub hash: Hash,
}

/// The newest signed point of each series.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Have(pub BTreeMap<Series, Point>);

impl Have {
    /// One short value that is equal on two sides that have the same.
    pub fn digest(&self) -> Hash {
        let mut text = String::new();
        for (series, point) in &self.0 {
            text.push_str(&format!("{} {} {} {}\n", series.scope, series.device, point.index, point.hash));
        }
        Hash::over(&[text.as_bytes()])
    }

    /// Only the series of scopes that `holds` says yes to.
    pub fn within(&self, holds: impl Fn(Scope) -> bool) -> Have {
        Have(self.0.iter().filter(|(series, _)| holds(series.scope)).map(|(series, point)| (*series, *point)).collect())
    }

    /// The points of the series that `told` chooses.
    pub fn of(&self, told: impl Fn(&Series) -> bool) -> Have {
        Have(self.0.iter().filter(|(series, _)| told(series)).map(|(series, point)| (*series, *point)).collect())
    }

    /// How many events the points stand for.
    pub fn events(&self) -> u64 {
        self.0.values().map(|point| point.index).sum()
    }
}

#[derive(Serialize, Deserialize)]
struct Line {
    #[serde(flatten)]
    series: Series,
    #[serde(flatten)]
    point: Point,
}

impl Serialize for Have {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.iter().map(|(series, point)| Line { series: *series, point: *point }))
    }
}

impl<'de> Deserialize<'de> for Have {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let lines = Vec::<Line>::deserialize(deserializer)?;
        Ok(Have(lines.into_iter().map(|line| (line.series, line.point)).collect()))
    }
}
