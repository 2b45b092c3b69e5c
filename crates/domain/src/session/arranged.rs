//! How a session works: its hours, the steps of a visit, which station serves which, and the rules of its queue.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::hours::TimeOfDay;

/// One step of a visit. A session uses one or several, in this order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ts_rs::TS)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// Papers and the kind of procedure are checked.
    Papers,
    /// Fingerprints, portrait, iris, on the police's own machine.
    Capture,
    /// The printed sheet is checked and signed.
    Sign,
    /// The old card is collected or cut.
    Collect,
}

impl Step {
    /// Every step, in the order in which a visit takes them.
    pub const ALL: [Step; 4] = [Step::Papers, Step::Capture, Step::Sign, Step::Collect];

    /// The word as it is stored and sent.
    pub fn word(self) -> &'static str {
        match self {
            Step::Papers => "papers",
            Step::Capture => "capture",
            Step::Sign => "sign",
            Step::Collect => "collect",
        }
    }
}

/// A table of the hall.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS)]
pub struct Station {
    /// From 1.
    pub number: u16,
    /// What is done there.
    pub steps: BTreeSet<Step>,
    /// People an hour that it is expected to serve, where somebody says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional = nullable)]
    pub pace: Option<u16>,
}

/// The rules of a queue; what they mean is written in `crate::queue`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS)]
#[serde(default)]
pub struct Rules {
    /// How long after the end of a slot it is still kept, minutes.
    #[ts(optional, as = "Option<u16>")]
    pub grace: u16,
    /// From then on somebody who came without being planned goes by their time alone, minutes.
    #[ts(optional, as = "Option<u16>")]
    pub most_wait: u16,
    /// While the time of planned people has come, one call of so many goes to somebody who was not planned; 0: by when
    /// they came.
    #[ts(optional, as = "Option<u16>")]
    pub walk_ins: u16,
    /// From this age on people go first, years. No one number fits every place: a session says it, or none go first by age.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional = nullable)]
    pub old_from: Option<u16>,
}

impl Default for Rules {
    fn default() -> Rules {
        Rules { grace: 15, most_wait: 60, walk_ins: 3, old_from: None }
    }
}

/// `session.arranged`: how the session works. The last one in order stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS)]
pub struct Arranged {
    /// When it begins.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional = nullable)]
    pub starts: Option<TimeOfDay>,
    /// When it ends; before `starts` where it passes midnight.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional = nullable)]
    pub ends: Option<TimeOfDay>,
    /// What a visit goes through.
    pub steps: BTreeSet<Step>,
    /// Its stations; where none is named, every station serves every step.
    #[serde(default)]
    #[ts(optional, as = "Option<Vec<Station>>")]
    pub stations: Vec<Station>,
    /// How often somebody is called before they may be said to be absent.
    #[serde(default = "usual_calls")]
    #[ts(optional, as = "Option<u16>")]
    pub calls: u16,
    /// The rules of the queue.
    #[serde(default)]
    #[ts(optional, as = "Option<Rules>")]
    pub rules: Rules,
}

fn usual_calls() -> u16 {
    3
}

impl Default for Arranged {
    /// A session that nobody arranged: one step, and whatever stations are used.
    fn default() -> Arranged {
        Arranged {
            starts: None,
            ends: None,
            steps: [Step::Capture].into(),
            stations: Vec::new(),
            calls: 1,
            rules: Rules::default(),
        }
    }
}

/// What is wrong with an arrangement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ArrangedError {
    /// There is no step `capture`.
    NoCapture,
    /// Two stations have one number, or one has number 0, or no step, or one that the session does not use.
    Station,
    /// No station serves one of the steps.
    NotServed(Step),
    /// A number that cannot be meant: calls 1–9, pace 1–999, minutes up to a day, an age up to 120.
    Number,
    /// Only one of the two hours is told, or they are the same.
    Hours,
}

impl Arranged {
    /// Whether it can be worked by.
    ///
    /// # Errors
    /// [`ArrangedError`].
    pub fn check(&self) -> Result<(), ArrangedError> {
        if !self.steps.contains(&Step::Capture) {
            return Err(ArrangedError::NoCapture);
        }
        let numbers: BTreeSet<u16> = self.stations.iter().map(|station| station.number).collect();
        let works =
            |station: &Station| station.number > 0 && !station.steps.is_empty() && station.steps.is_subset(&self.steps);
        if numbers.len() != self.stations.len() || !self.stations.iter().all(works) {
            return Err(ArrangedError::Station);
        }
        if let Some(step) =
            self.steps.iter().find(|step| self.stations_of(**step).is_some_and(|found| found.is_empty()))
        {
            return Err(ArrangedError::NotServed(*step));
        }
        let Rules { grace, most_wait, walk_ins, old_from } = self.rules;
        let told = (1..=9).contains(&self.calls)
            && self.stations.iter().all(|station| station.pace.is_none_or(|pace| (1..1_000).contains(&pace)))
            && [grace, most_wait].iter().all(|minutes| *minutes <= 24 * 60)
            && walk_ins <= 100
            && old_from.is_none_or(|age| (1..=120).contains(&age));
        if !told {
            return Err(ArrangedError::Number);
        }
        if self.starts.is_some() != self.ends.is_some() || self.starts.is_some() && self.starts == self.ends {
            return Err(ArrangedError::Hours);
        }
        Ok(())
    }

    /// People an hour that come through the whole, by the planned pace of its stations, and the step that is the slowest.
    /// A step of whose stations none has a pace holds nobody up; `None` where no station has one.
    pub fn pace(&self) -> Option<(u16, Step)> {
        let of = |step: &Step| {
            let serving = self.stations.iter().filter(|station| station.steps.contains(step));
            let paces: Vec<u16> = serving.filter_map(|station| station.pace).collect();
            (!paces.is_empty()).then(|| (paces.iter().fold(0, |sum: u16, pace| sum.saturating_add(*pace)), *step))
        };
        self.steps.iter().filter_map(of).min_by_key(|(pace, _)| *pace)
    }

    /// The step that a visit is at; its last one, where an arrangement took away what was left.
    pub fn step(&self, passed: &BTreeSet<Step>) -> Step {
        self.left(passed).next().or(self.steps.last().copied()).unwrap_or(Step::Capture)
    }

    /// The steps that a visit has before it, in order.
    pub fn left(&self, passed: &BTreeSet<Step>) -> impl Iterator<Item = Step> {
        self.steps.iter().copied().filter(|step| !passed.contains(step))
    }

    /// Whether there is such a station.
    pub fn knows(&self, station: u16) -> bool {
        self.stations.is_empty() || self.stations.iter().any(|known| known.number == station)
    }

    /// Whether a station serves a step.
    pub fn serves(&self, station: u16, step: Step) -> bool {
        self.stations.is_empty()
            || self.stations.iter().any(|known| known.number == station && known.steps.contains(&step))
    }

    /// The stations that serve a step; `None` where every station does.
    pub fn stations_of(&self, step: Step) -> Option<Vec<u16>> {
        let serving = self.stations.iter().filter(|station| station.steps.contains(&step));
        (!self.stations.is_empty()).then(|| serving.map(|station| station.number).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn station(number: u16, steps: &[Step]) -> Station {
        Station { number, steps: steps.iter().copied().collect(), pace: None }
    }

    #[test]
    fn an_arrangement_that_cannot_be_worked_by_says_why() {
        use Step::{Capture, Papers, Sign};
        let two = Arranged {
            steps: [Papers, Capture].into(),
            stations: vec![station(1, &[Papers]), station(2, &[Capture])],
            calls: 3,
            ..Arranged::default()
        };
        assert_eq!((two.check(), Arranged::default().check()), (Ok(()), Ok(())));
        let with = |change: &dyn Fn(&mut Arranged)| {
            let mut changed = two.clone();
            change(&mut changed);
            changed.check()
        };
        type Change<'a> = &'a dyn Fn(&mut Arranged);
        let cases: &[(Change<'_>, ArrangedError)] = &[
            (&|a| a.steps = [Papers].into(), ArrangedError::NoCapture),
            (&|a| a.stations[1].number = 1, ArrangedError::Station),
            (&|a| a.stations[1].number = 0, ArrangedError::Station),
            (&|a| a.stations[0].steps.clear(), ArrangedError::Station),
            (&|a| a.stations[0].steps = [Sign].into(), ArrangedError::Station),
            (&|a| a.stations[0].steps = [Capture].into(), ArrangedError::NotServed(Papers)),
            (&|a| a.calls = 0, ArrangedError::Number),
            (&|a| a.stations[0].pace = Some(0), ArrangedError::Number),
            (&|a| a.rules.old_from = Some(200), ArrangedError::Number),
            (&|a| a.starts = "07:30".parse().ok(), ArrangedError::Hours),
        ];
        for (change, error) in cases {
            assert_eq!(with(*change), Err(*error));
        }
    }

    #[test]
    fn the_slowest_step_is_the_pace_of_the_whole() {
        use Step::{Capture, Papers, Sign};
        let paced = |number, steps: &[Step], pace| Station { pace, ..station(number, steps) };
        let with = |stations: Vec<Station>| Arranged {
            steps: [Papers, Capture, Sign].into(),
            stations,
            ..Arranged::default()
        };
        assert_eq!(with(Vec::new()).pace(), None);
        assert_eq!(with(vec![paced(1, &[Papers, Capture, Sign], None)]).pace(), None);
        let two_capture = vec![
            paced(1, &[Papers], Some(60)),
            paced(2, &[Capture], Some(20)),
            paced(3, &[Capture], Some(22)),
            paced(4, &[Sign], None),
        ];
        assert_eq!(with(two_capture).pace(), Some((42, Capture)), "of the signing nothing is known");
        assert_eq!(with(vec![paced(1, &[Papers, Capture, Sign], Some(12))]).pace(), Some((12, Papers)));
    }

    #[test]
    fn a_body_says_only_what_it_must() {
        let read: Arranged = serde_json::from_str(r#"{"steps":["capture","papers"]}"#).expect("read");
        assert_eq!((read.calls, read.rules, read.step(&BTreeSet::new())), (3, Rules::default(), Step::Papers));
        assert_eq!(read.step(&[Step::Papers].into()), Step::Capture);
        assert_eq!(read.step(&[Step::Papers, Step::Capture].into()), Step::Capture);
    }
}
