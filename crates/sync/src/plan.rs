//! From what two sides have to what must travel. Pure data: tested without I/O.

use std::collections::BTreeMap;

use luudong_domain::id::DeviceId;
use luudong_domain::scope::Scope;

use crate::chain::Series;
use crate::have::{Have, Point};

/// One run that must travel: the events of `series` after index `after`, up to `upto`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Run {
    /// Whose events, and where.
    pub series: Series,
    /// The last index the receiver has.
    pub after: u64,
    /// The last index the sender has.
    pub upto: u64,
}

/// In which order runs go: `org` before the rest, since it holds the keys that check them, and of each the series of `first`,
/// who is central, ahead of the others. A central that was set back gets its own events before those of which it would
/// take note anew: it would fork its own series.
fn order(first: Option<DeviceId>) -> impl Fn(&Run) -> (bool, bool, Series) {
    move |run| (run.series.scope != Scope::Org, Some(run.series.device) != first, run.series)
}

/// What of `mine` somebody lacks who was seen to have each series up to an index; the series of `first` go ahead.
pub fn lacking(mine: &Have, seen: &BTreeMap<Series, u64>, first: Option<DeviceId>) -> Vec<Run> {
    let run = |(series, point): (&Series, &Point)| {
        let after = seen.get(series).copied().unwrap_or(0);
        (point.index > after).then_some(Run { series: *series, after, upto: point.index })
    };
    let mut runs: Vec<Run> = mine.0.iter().filter_map(run).collect();
    runs.sort_by_key(order(first));
    runs
}

/// What makes both sides equal.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Plan {
    /// From this side to the other, `org` first.
    pub push: Vec<Run>,
    /// From the other side to this one, in the same order.
    pub pull: Vec<Run>,
    /// Series of which the sides hold different events under one index.
    pub forked: Vec<Series>,
}

impl Plan {
    /// Compares what the sides have; the series of `first` go ahead.
    pub fn between(mine: &Have, theirs: &Have, first: Option<DeviceId>) -> Plan {
        let mut plan = Plan::default();
        let index = |point: Option<&Point>| point.map_or(0, |point| point.index);
        let all = mine.0.keys().chain(theirs.0.keys().filter(|series| !mine.0.contains_key(series)));
        for series in all {
            let (here, there) = (mine.0.get(series), theirs.0.get(series));
            let (have, has) = (index(here), index(there));
            match have.cmp(&has) {
                std::cmp::Ordering::Greater => plan.push.push(Run { series: *series, after: has, upto: have }),
                std::cmp::Ordering::Less => plan.pull.push(Run { series: *series, after: have, upto: has }),
                std::cmp::Ordering::Equal if here != there => plan.forked.push(*series),
                std::cmp::Ordering::Equal => {}
            }
        }
        plan.push.sort_by_key(order(first));
        plan.pull.sort_by_key(order(first));
        plan
    }

    /// Events to be moved, both ways.
    pub fn events(&self) -> u64 {
        self.push.iter().chain(&self.pull).map(|run| run.upto - run.after).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chain::Hash;
    use luudong_domain::id::{DeviceId, UnitId};

    fn have(points: &[(u8, u64, u8)]) -> Have {
        Have(
            points
                .iter()
                .map(|(device, index, hash)| {
                    let scope = if *device == 0 { Scope::Org } else { Scope::Unit(UnitId([1; 16])) };
                    (
                        Series { scope, device: DeviceId([*device; 16]) },
                        Point { index: *index, hash: Hash([*hash; 32]) },
                    )
                })
                .collect(),
        )
    }

    #[test]
    fn each_side_gets_what_it_lacks_and_forks_are_told() {
        let plan = Plan::between(
            &have(&[(1, 5, 1), (2, 3, 1), (4, 7, 1)]),
            &have(&[(0, 2, 1), (1, 2, 1), (2, 9, 1), (4, 7, 9)]),
            None,
        );
        assert_eq!(
            plan.push.iter().map(|run| (run.series.device.0[0], run.after, run.upto)).collect::<Vec<_>>(),
            [(1, 2, 5)]
        );
        assert_eq!(
            plan.pull.iter().map(|run| (run.series.device.0[0], run.after, run.upto)).collect::<Vec<_>>(),
            [(0, 0, 2), (2, 3, 9)]
        );
        assert_eq!(plan.forked.len(), 1);
        assert_eq!(plan.events(), 3 + 2 + 6);
    }

    #[test]
    fn central_gets_its_own_series_before_what_it_would_take_note_of() {
        let mine = have(&[(0, 1, 1), (1, 5, 1), (9, 2, 1)]);
        let order = |plan: Plan| plan.push.iter().map(|run| run.series.device.0[0]).collect::<Vec<_>>();
        assert_eq!(order(Plan::between(&mine, &Have::default(), Some(DeviceId([9; 16])))), [0, 9, 1]);
        assert_eq!(order(Plan::between(&mine, &Have::default(), None)), [0, 1, 9]);
    }

    #[test]
    fn what_somebody_lacks_begins_where_they_were_seen_to_end_and_the_keys_go_first() {
        let mine = have(&[(0, 5, 1), (1, 5, 1), (2, 3, 1), (4, 7, 1)]);
        let series = |device: u8| *mine.0.keys().find(|series| series.device.0[0] == device).expect("series");
        let runs = |seen: &[(u8, u64)], first| {
            let seen = seen.iter().map(|(device, index)| (series(*device), *index)).collect();
            let runs = lacking(&mine, &seen, first);
            runs.iter().map(|run| (run.series.device.0[0], run.after, run.upto)).collect::<Vec<_>>()
        };
        assert_eq!(runs(&[], None), [(0, 0, 5), (1, 0, 5), (2, 0, 3), (4, 0, 7)]);
        assert_eq!(runs(&[(0, 5), (1, 2), (2, 9)], None), [(1, 2, 5), (4, 0, 7)]);
        let org = |device: u8| {
            let series = Series { scope: Scope::Org, device: DeviceId([device; 16]) };
            (series, Point { index: 1, hash: Hash([1; 32]) })
        };
        let keys = lacking(&Have([org(3), org(8)].into()), &BTreeMap::new(), Some(DeviceId([8; 16])));
        assert_eq!(keys.iter().map(|run| run.series.device.0[0]).collect::<Vec<_>>(), [8, 3]);
    }

    #[test]
    fn equal_sides_have_nothing_to_do() {
        let side = have(&[(0, 2, 1), (1, 5, 1)]);
        assert_eq!(Plan::between(&side, &side, None), Plan::default());
    }
}
