//! Due or not, from what is known. What isn't known is varied over everything that it can be: where all agree the
//! verdict stands, where they don't it is uncertain, and what made the difference is what is missing.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::Serialize;
use ts_rs::TS;

use super::expiry::{telling_days, turns};
use super::judge::{Cause, Outcome, World, judge};
use super::rules::{LawRules, Limit, PaperRule, Rules};
use super::{Basis, Facts, Law, Missing, Paper, Procedure, Reason, Request, Verdict};

/// From one day to another. The same when it is known to the day; without a `last` it may be never.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[ts(rename = "DueSpan")]
pub struct Span {
    /// The earliest.
    #[ts(type = "string")]
    pub first: NaiveDate,
    /// The latest.
    #[ts(type = "string | null")]
    pub last: Option<NaiveDate>,
}

/// One reason, its legal basis, and what its sentence says. Personal: the dates tell a birth.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(rename = "DueWhy")]
pub struct Why {
    /// Why.
    pub reason: Reason,
    /// Where it is written.
    pub basis: Basis,
    /// The age it is about.
    pub age: Option<u32>,
    /// When: see [`Reason`].
    pub on: Option<Span>,
}

/// Whether somebody is due. Personal: it is for the screen and goes into no finding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(rename = "DueState")]
pub struct Due {
    /// Due, not due, or uncertain.
    pub verdict: Verdict,
    /// What would be filed; `None` when they are not due, or when that depends on what is missing.
    pub procedure: Option<Procedure>,
    /// When the paper ends, ended, or the age falls due.
    pub by: Option<Span>,
    /// Why. For an uncertain verdict: why they may be due.
    pub why: Vec<Why>,
    /// The law in force on the day.
    pub law: Law,
    /// How long the authority may take.
    pub limit: Option<Limit>,
    /// What would settle the verdict, or the procedure.
    pub missing: Vec<Missing>,
    /// When the verdict hangs on the kind of paper: with which kinds they may be due.
    pub due_with: Vec<Paper>,
}

/// Whether somebody is due on a day, by the rules that this program was made with.
pub fn due(facts: &Facts, date: NaiveDate) -> Due {
    let rules = Rules::built_in();
    let worlds = worlds(rules, facts, date);
    let outcomes: Vec<(At, Outcome)> =
        worlds.iter().map(|(place, world)| (*place, judge(rules, world, date))).collect();
    summed_up(rules, date, &outcomes)
}

/// Where a world stands among the others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct At {
    paper: Paper,
    born: Option<NaiveDate>,
    /// Issued as late as possible, rather than as early.
    late: bool,
}

fn worlds(rules: &Rules, facts: &Facts, date: NaiveDate) -> Vec<(At, World)> {
    let borders = rules.borders().chain([date]).chain(facts.issued);
    let days = facts.birth.map(|birth| telling_days(birth, borders)).unwrap_or_default();
    // An issue date that can't be is none.
    let issued = facts.issued.filter(|issued| *issued <= date && days.first().is_none_or(|born| born < issued));
    let births: Vec<Option<NaiveDate>> =
        if days.is_empty() { vec![None] } else { days.into_iter().map(Some).collect() };
    let papers = papers(rules, facts, issued, date);
    let mut worlds = Vec::new();
    for born in births {
        let mut add = |paper, late, issued| {
            let world = World { paper, born, issued, expires: facts.expires, request: facts.request };
            worlds.push((At { paper, born, late }, world));
        };
        let mut bears_one = false;
        for (paper, stated) in &papers {
            let Some((early, late)) = issue_dates(rules.paper(*paper), born, issued, date, *stated) else { continue };
            bears_one = true;
            add(*paper, false, early);
            // A card issued later never ends earlier, so the two ends tell of all between.
            if late != early {
                add(*paper, true, late);
            }
        }
        if !bears_one {
            // Too young for any: the number comes from the birth register.
            add(Paper::None, false, date);
        }
    }
    worlds
}

/// What the paper may be, and whether that is stated.
fn papers(rules: &Rules, facts: &Facts, issued: Option<NaiveDate>, date: NaiveDate) -> Vec<(Paper, bool)> {
    let has_one = issued.is_some() || facts.expires.is_some() || facts.request.supposes_paper();
    let (digits, none) = match facts.paper {
        // Who asks for a lost paper back had one.
        Paper::None if has_one => (None, false),
        Paper::Unknown => (None, !has_one),
        Paper::Unknown12 => (Some(12), false),
        stated => return vec![(stated, true)],
    };
    let law = rules.in_force(date);
    let fits = |rule: &&PaperRule| {
        let first_card = facts.request == Request::FirstIssue && law.cards.contains(&rule.paper);
        digits.is_none_or(|digits| rule.digits == digits) && rule.issued_from <= date && !first_card
    };
    let kinds: Vec<&PaperRule> = rules.papers.iter().filter(fits).collect();
    let of_that_day: Vec<&PaperRule> = kinds.iter().copied().filter(|rule| was_issued(rule, issued)).collect();
    let kinds = if of_that_day.is_empty() { kinds } else { of_that_day };
    let none = none.then_some((Paper::None, false));
    none.into_iter().chain(kinds.into_iter().map(|rule| (rule.paper, false))).collect()
}

fn was_issued(rule: &PaperRule, on: Option<NaiveDate>) -> bool {
    on.is_none_or(|on| rule.issued_from <= on && rule.issued_until.is_none_or(|until| on <= until))
}

/// The first and the last day on which the paper may have been issued; `None` for a paper that is only supposed and
/// that nobody born then can bear.
fn issue_dates(
    rule: Option<&PaperRule>,
    born: Option<NaiveDate>,
    issued: Option<NaiveDate>,
    date: NaiveDate,
    stated: bool,
) -> Option<(NaiveDate, NaiveDate)> {
    let Some(rule) = rule else { return Some((date, date)) };
    let old_enough = born.and_then(|born| turns(born, rule.from_age)).unwrap_or(rule.issued_from);
    let first = rule.issued_from.max(old_enough);
    let last = rule.issued_until.map_or(date, |until| until.min(date));
    match issued {
        Some(issued) if stated || old_enough <= issued => Some((issued, issued)),
        Some(_) => None,
        None if first <= last => Some((first, last)),
        None => stated.then_some((last, last)),
    }
}

fn summed_up(rules: &Rules, date: NaiveDate, outcomes: &[(At, Outcome)]) -> Due {
    let law: &LawRules = rules.in_force(date);
    let mut verdicts = outcomes.iter().map(|(_, outcome)| outcome.verdict);
    let first = verdicts.next().unwrap_or(Verdict::Uncertain);
    let verdict = if verdicts.all(|verdict| verdict == first) { first } else { Verdict::Uncertain };
    // Why they may be due; why not, when they are not.
    let telling = |outcome: &&Outcome| verdict == Verdict::NotDue || outcome.verdict == Verdict::Due;
    let told: Vec<&Outcome> = outcomes.iter().map(|(_, outcome)| outcome).filter(telling).collect();
    let causes = causes(verdict, &told);
    let mut procedures = told.iter().map(|outcome| outcome.procedure);
    let procedure = procedures.next().flatten();
    let procedure = procedure.filter(|one| procedures.all(|other| other == Some(*one)));
    let missing = missing(outcomes);
    let by_paper = verdict == Verdict::Uncertain && missing.contains(&Missing::Paper);
    let due_with = if by_paper { due_with(outcomes) } else { Vec::new() };
    Due {
        verdict,
        procedure,
        by: span(outcomes.iter().map(|(_, outcome)| earliest(outcome, &causes))),
        why: causes.into_iter().map(|cause| why(cause, &told)).collect(),
        law: law.law,
        limit: procedure.map(|procedure| rules.limit(law.law, procedure)),
        missing,
        due_with,
    }
}

/// What makes a difference: everything else the same, another value of it leads to another verdict or procedure.
fn missing(outcomes: &[(At, Outcome)]) -> Vec<Missing> {
    let without = |missing: Missing, at: At| match missing {
        Missing::Paper => At { paper: Paper::Unknown, ..at },
        Missing::Issued => At { late: false, ..at },
        Missing::Birth => At { born: None, ..at },
    };
    let said = |outcome: &Outcome| (outcome.verdict, outcome.procedure);
    let differs = |missing: &Missing| {
        let mut seen = BTreeMap::new();
        outcomes.iter().any(|(at, outcome)| {
            let never_known = *missing == Missing::Birth && at.born.is_none() && outcome.verdict == Verdict::Uncertain;
            never_known || *seen.entry(without(*missing, *at)).or_insert(said(outcome)) != said(outcome)
        })
    };
    let alone: Vec<Missing> = Missing::ALL.iter().copied().filter(differs).collect();
    if !alone.is_empty() {
        return alone;
    }
    // Two that can only differ together: who was too young bears no paper at all.
    let disagree = outcomes.windows(2).any(|pair| said(&pair[0].1) != said(&pair[1].1));
    let varies = |missing: &Missing| match missing {
        Missing::Paper => outcomes.windows(2).any(|pair| pair[0].0.paper != pair[1].0.paper),
        Missing::Issued => outcomes.iter().any(|(at, _)| at.late),
        Missing::Birth => outcomes.windows(2).any(|pair| pair[0].0.born != pair[1].0.born),
    };
    Missing::ALL.iter().copied().filter(|missing| disagree && varies(missing)).collect()
}

fn due_with(outcomes: &[(At, Outcome)]) -> Vec<Paper> {
    let due = |paper: &Paper| outcomes.iter().any(|(at, out)| at.paper == *paper && out.verdict == Verdict::Due);
    Paper::ALL.iter().copied().filter(due).collect()
}

/// The reasons that hold whatever is not known. Where none does, and where the verdict is uncertain: all, each once.
fn causes(verdict: Verdict, told: &[&Outcome]) -> Vec<Cause> {
    let mut all: Vec<Cause> = Vec::new();
    for cause in told.iter().flat_map(|outcome| &outcome.why) {
        if !all.iter().any(|known| known.is(cause)) {
            all.push(*cause);
        }
    }
    let always = |cause: &&Cause| told.iter().all(|outcome| outcome.why.iter().any(|known| known.is(cause)));
    let certain: Vec<Cause> = all.iter().filter(always).copied().collect();
    if certain.is_empty() || verdict == Verdict::Uncertain { all } else { certain }
}

/// One reason with the days that it has.
fn why(cause: Cause, told: &[&Outcome]) -> Why {
    let same = told.iter().flat_map(|outcome| &outcome.why).filter(|other| other.is(&cause));
    Why { reason: cause.reason, basis: cause.basis, age: cause.age, on: span(same.map(|other| other.on)) }
}

/// When the first of the reasons that are told falls in one world; in one that tells none of them, any.
fn earliest(outcome: &Outcome, told: &[Cause]) -> Option<NaiveDate> {
    let is_told = |cause: &&Cause| told.iter().any(|known| known.is(cause));
    let silent = !outcome.why.iter().any(|cause| is_told(&cause));
    outcome.why.iter().filter(|cause| silent || is_told(cause)).filter_map(|cause| cause.on).min()
}

fn span(dates: impl Iterator<Item = Option<NaiveDate>>) -> Option<Span> {
    let mut first = None;
    let mut last = None;
    let mut never = false;
    for date in dates {
        match date {
            Some(date) => {
                first = Some(first.map_or(date, |first: NaiveDate| first.min(date)));
                last = Some(last.map_or(date, |last: NaiveDate| last.max(date)));
            }
            None => never = true,
        }
    }
    first.map(|first| Span { first, last: last.filter(|_| !never) })
}

#[cfg(test)]
#[path = "assess_tests.rs"]
mod tests;
