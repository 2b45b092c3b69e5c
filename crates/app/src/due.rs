//! Who is due on a day, for what and where: told per person and as counts. Worked out on every question from the facts
//! of the roster, so that nothing can be out of date.

use chrono::NaiveDate;
use luudong_domain::due::{self, Counts, Desk, Due, Law, Missing, Routing, RoutingRule, Rules, Verdict};
use luudong_domain::id::{PersonId, UnitId};
use luudong_domain::person::PersonState;
use luudong_domain::time::date_in_hanoi;
use luudong_store::query::{PeopleFilter, PeopleIndex, PersonRow, Reader};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{App, AppError};

/// A unit and a day; today when none is named.
#[derive(Deserialize, TS)]
pub struct OfUnit {
    unit: UnitId,
    #[serde(default)]
    #[ts(type = "string | null")]
    date: Option<NaiveDate>,
}

/// People as the roster finds them, and what they are due for. Only those who are with their unit.
#[derive(Debug, Clone, Deserialize, TS)]
pub struct DueFilter {
    /// Of one unit, or of all.
    #[serde(default)]
    unit: Option<UnitId>,
    /// The day; today when none is named.
    #[serde(default)]
    #[ts(type = "string | null")]
    date: Option<NaiveDate>,
    /// Only with this verdict.
    #[serde(default)]
    verdict: Option<Verdict>,
    /// Only those who are served there.
    #[serde(default)]
    desk: Option<Desk>,
    /// Only those of whom this is missing.
    #[serde(default)]
    missing: Option<Missing>,
}

/// One page of a list.
#[derive(Deserialize, TS)]
pub struct Page {
    filter: DueFilter,
    start: String,
}

/// How many are served where.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[ts(rename = "DueAtDesk")]
pub struct AtDesk {
    desk: Desk,
    /// Due.
    #[ts(type = "number")]
    due: u64,
    /// Uncertain.
    #[ts(type = "number")]
    uncertain: u64,
}

/// How many of a unit are due on a day. Only people who are with it.
#[derive(Debug, Serialize, TS)]
#[ts(rename = "DueOverview")]
pub struct Overview {
    /// The day.
    #[ts(type = "string")]
    date: NaiveDate,
    /// The law in force on it.
    law: Law,
    /// By verdict, procedure and what is missing.
    counts: Counts,
    /// By where they are served; whoever is not due is served nowhere.
    desks: Vec<AtDesk>,
}

/// Somebody, and what they are due for.
#[derive(Debug, Serialize, TS)]
#[ts(rename = "DueOfPerson")]
pub struct OfPerson {
    /// The day.
    #[ts(type = "string")]
    pub(crate) date: NaiveDate,
    /// Due or not, and why.
    pub(crate) due: Due,
    /// The rule that says where they are served; `None` for who is not due.
    pub(crate) route: Option<RoutingRule>,
}

/// A row of a list.
#[derive(Debug, Serialize, TS)]
#[ts(rename = "DueRow")]
pub struct Row {
    person: PersonRow,
    due: Due,
    desk: Option<Desk>,
}

/// The day and the routing rules that people are judged by.
pub(crate) struct Judge {
    pub(crate) date: NaiveDate,
    routing: Routing,
}

impl Judge {
    pub(crate) fn new(reader: &Reader<'_>, date: NaiveDate) -> Result<Judge, AppError> {
        let routing = reader.routing()?.rules.unwrap_or_else(|| Routing::usual(date).clone());
        Ok(Judge { date, routing })
    }

    pub(crate) fn judged(&self, row: &PersonRow) -> (Due, Option<&RoutingRule>) {
        let facts = due::facts_of(&row.fields());
        let due = due::due(&facts, self.date);
        let route = self.routing.route(&facts, &due);
        (due, route)
    }

    pub(crate) fn of_person(&self, row: &PersonRow) -> OfPerson {
        let (due, route) = self.judged(row);
        OfPerson { date: self.date, route: route.cloned(), due }
    }

    /// The people of a unit whom the mobile team serves, because they are due, or may be if `uncertain` count.
    pub(crate) fn for_the_team(
        &self,
        reader: &Reader<'_>,
        unit: UnitId,
        uncertain: bool,
    ) -> Result<Vec<PersonId>, AppError> {
        let mut people = Vec::new();
        reader.people_seen(&with_unit(unit), |row| {
            let (due, route) = self.judged(row);
            let counts = due.verdict == Verdict::Due || uncertain && due.verdict == Verdict::Uncertain;
            if counts && route.is_some_and(|rule| rule.desk == Desk::MobileTeam) {
                people.push(row.id);
            }
        })?;
        Ok(people)
    }

    fn wanted(&self, filter: &DueFilter, row: &PersonRow) -> Option<(Due, Option<Desk>)> {
        let (due, route) = self.judged(row);
        let desk = route.map(|rule| rule.desk);
        let fits = filter.verdict.is_none_or(|verdict| due.verdict == verdict)
            && filter.desk.is_none_or(|wanted| desk == Some(wanted))
            && filter.missing.is_none_or(|missing| due.missing.contains(&missing));
        fits.then_some((due, desk))
    }
}

/// What somebody is due for, as a row of an answer to a search tells it; `None` for who has left. Worked out from the row
/// alone: nothing is read for it.
pub(crate) fn of_row(row: &PersonRow, date: NaiveDate) -> Option<Due> {
    (row.state == PersonState::Active).then(|| due::due(&due::facts_of(&row.fields()), date))
}

fn with_unit(unit: UnitId) -> PeopleFilter {
    PeopleFilter { unit: Some(unit), state: Some(PersonState::Active) }
}

impl DueFilter {
    fn people(&self) -> PeopleFilter {
        PeopleFilter { unit: self.unit, state: Some(PersonState::Active) }
    }

    /// Whether it asks for nothing that has to be worked out.
    fn is_everybody(&self) -> bool {
        self.verdict.is_none() && self.desk.is_none() && self.missing.is_none()
    }
}

/// The day that is meant.
pub(crate) fn day(app: &App, date: Option<NaiveDate>) -> NaiveDate {
    date.unwrap_or_else(|| date_in_hanoi(app.now()))
}

pub(crate) fn counts(app: &App, args: OfUnit) -> Result<Overview, AppError> {
    let date = day(app, args.date);
    app.read(|reader| {
        reader.unit(args.unit)?.ok_or_else(|| AppError::not_found("unit"))?;
        let judge = Judge::new(reader, date)?;
        let mut counts = Counts::default();
        let mut desks: Vec<AtDesk> =
            Desk::ALL.iter().map(|desk| AtDesk { desk: *desk, due: 0, uncertain: 0 }).collect();
        reader.people_seen(&with_unit(args.unit), |row| {
            let (due, route) = judge.judged(row);
            counts.add(&due);
            let at = desks.iter_mut().find(|at| route.is_some_and(|rule| rule.desk == at.desk));
            match (at, due.verdict) {
                (Some(at), Verdict::Due) => at.due += 1,
                (Some(at), Verdict::Uncertain) => at.uncertain += 1,
                (_, Verdict::NotDue) | (None, _) => {}
            }
        })?;
        Ok(Overview { date, law: Rules::built_in().law_on(date), counts, desks })
    })
}

pub(crate) fn index(app: &App, filter: DueFilter) -> Result<PeopleIndex, AppError> {
    let date = day(app, filter.date);
    app.read(|reader| {
        if filter.is_everybody() {
            return Ok(reader.people_index(&filter.people())?);
        }
        let judge = Judge::new(reader, date)?;
        Ok(reader.people_index_where(&filter.people(), |row| judge.wanted(&filter, row).is_some())?)
    })
}

pub(crate) fn people(app: &App, args: Page) -> Result<Vec<Row>, AppError> {
    let date = day(app, args.filter.date);
    app.read(|reader| {
        let judge = Judge::new(reader, date)?;
        let page = reader
            .people_page_where(&args.filter.people(), &args.start, |row| judge.wanted(&args.filter, row))?
            .into_iter()
            .map(|(person, (due, desk))| Row { person, due, desk });
        Ok(page.collect())
    })
}
