//! The verdict where everything is known: one kind of paper, one birth day, one issue date. What isn't known is
//! [`super::assess`]'s to vary.

use chrono::{Months, NaiveDate};

use super::expiry::{end_of_card, turns};
use super::rules::{LawRules, RequestRule, Rules};
use super::{Basis, Expires, Paper, Procedure, Reason, Request, Verdict};

/// One possible state of what is asked about.
#[derive(Debug, Clone, Copy)]
pub(super) struct World {
    pub(super) paper: Paper,
    /// `None` when nothing at all is known of the birth.
    pub(super) born: Option<NaiveDate>,
    pub(super) issued: NaiveDate,
    pub(super) expires: Option<Expires>,
    pub(super) request: Request,
}

/// A reason with the dates of one world.
#[derive(Debug, Clone, Copy)]
pub(super) struct Cause {
    pub(super) reason: Reason,
    pub(super) basis: Basis,
    pub(super) age: Option<u32>,
    pub(super) on: Option<NaiveDate>,
}

/// What follows in one world.
#[derive(Debug, Clone)]
pub(super) struct Outcome {
    pub(super) verdict: Verdict,
    pub(super) procedure: Option<Procedure>,
    pub(super) why: Vec<Cause>,
}

/// When a paper ends.
struct End {
    /// The last day that it is good for.
    last: NaiveDate,
    /// From when on its bearer is due. The same day where an age ends it: who is 40 has to exchange the card.
    due: NaiveDate,
    /// Why it ends.
    cause: Cause,
    /// Where it is written that it is valid until then.
    valid: Basis,
}

/// What is known of an end.
enum Ending {
    On(End),
    Never(Basis),
    /// Nothing is known of the birth.
    Unknown,
}

impl Cause {
    /// Whether it is the same reason; the days may differ.
    pub(super) fn is(&self, other: &Cause) -> bool {
        (self.reason, self.basis, self.age) == (other.reason, other.basis, other.age)
    }
}

impl Outcome {
    fn not_due(cause: Cause) -> Outcome {
        Outcome { verdict: Verdict::NotDue, procedure: None, why: vec![cause] }
    }

    fn uncertain() -> Outcome {
        Outcome { verdict: Verdict::Uncertain, procedure: None, why: Vec::new() }
    }
}

/// Judges one world on a day.
pub(super) fn judge(rules: &Rules, world: &World, date: NaiveDate) -> Outcome {
    let law = rules.in_force(date);
    let asked = law.request(world.request).filter(|rule| !rule.older_papers_only || !law.cards.contains(&world.paper));
    let asked = asked.zip(world.request.reason());
    if !law.cards.contains(&world.paper) || !law.younger_on_request {
        match of_age(world, law) {
            Some(birthday) if date < birthday => return too_young(law, asked.is_some(), birthday),
            None if world.paper == Paper::None && !(asked.is_some() && law.younger_on_request) => {
                return Outcome::uncertain();
            }
            Some(_) | None => {}
        }
    }
    let request = asked.map(|(rule, reason)| Cause { reason, basis: rule.basis, age: None, on: None });
    let mut why: Vec<Cause> = request.into_iter().collect();
    let mut ended = false;
    if world.paper == Paper::None {
        why.push(Cause { reason: Reason::NoPaper, basis: law.who, age: Some(law.min_age), on: of_age(world, law) });
    } else {
        why.extend(called(rules, world.paper, date));
        match ending(rules, world, date) {
            Ending::On(end) if end.due <= date => {
                ended = true;
                why.push(end.cause);
            }
            // What holds without the request, when nothing else makes them due.
            Ending::On(end) if why.is_empty() => {
                return Outcome::not_due(Cause { reason: Reason::StillValid, basis: end.valid, ..end.cause });
            }
            Ending::Never(basis) if why.is_empty() => {
                return Outcome::not_due(Cause { reason: Reason::NoExpiry, basis, age: None, on: None });
            }
            Ending::Unknown if why.is_empty() => return Outcome::uncertain(),
            Ending::On(_) | Ending::Never(_) | Ending::Unknown => {}
        }
    }
    let procedure = Some(filed_as(law, world.paper, asked.map(|(rule, _)| rule), ended));
    Outcome { verdict: Verdict::Due, procedure, why }
}

fn of_age(world: &World, law: &LawRules) -> Option<NaiveDate> {
    world.born.and_then(|born| turns(born, law.min_age))
}

fn too_young(law: &LawRules, asked: bool, birthday: NaiveDate) -> Outcome {
    let cause = Cause { reason: Reason::TooYoung, basis: law.who, age: Some(law.min_age), on: Some(birthday) };
    if asked && law.younger_on_request {
        let why = vec![Cause { reason: Reason::YoungerOnRequest, on: None, ..cause }];
        Outcome { verdict: Verdict::Due, procedure: Some(Procedure::FirstIssue), why }
    } else {
        Outcome::not_due(cause)
    }
}

/// A campaign that calls for everybody with this paper.
fn called(rules: &Rules, paper: Paper, date: NaiveDate) -> impl Iterator<Item = Cause> {
    let campaigns = rules.campaigns.iter();
    campaigns
        .filter(move |row| row.papers.contains(&paper) && (row.from..=row.until).contains(&date))
        .map(|row| Cause { reason: Reason::NoCardYet, basis: row.basis, age: None, on: Some(row.by) })
}

/// The name of what is filed. The law of 2023 files whoever bears none of its cards as a first issue.
fn filed_as(law: &LawRules, paper: Paper, asked: Option<&RequestRule>, ended: bool) -> Procedure {
    let older = !law.cards.contains(&paper);
    match asked {
        _ if paper == Paper::None || older && law.older_papers_first_issue => Procedure::FirstIssue,
        Some(rule) if rule.unless_age_reached && ended => Procedure::Exchange,
        Some(rule) => rule.procedure,
        None => Procedure::Exchange,
    }
}

fn ending(rules: &Rules, world: &World, date: NaiveDate) -> Ending {
    let years = rules.paper(world.paper).and_then(|rule| rule.years);
    let printed = |on| end(on, Cause { reason: Reason::Expired, basis: Basis::Printed, age: None, on: Some(on) });
    let ending = match (world.expires, years) {
        (Some(Expires::On(on)), _) => Ending::On(printed(on)),
        (Some(Expires::Never), None) => Ending::Never(Basis::Printed),
        // No CMND is without an end, whatever a list says.
        (Some(Expires::Never) | None, Some(years)) => after_years(world.issued, years),
        (None, None) => by_age(rules.in_force(world.issued), world),
    };
    match ending {
        Ending::On(end) => Ending::On(moved(rules, world.paper, date, end)),
        Ending::Never(_) | Ending::Unknown => ending,
    }
}

fn end(on: NaiveDate, cause: Cause) -> End {
    End { last: on, due: on, cause, valid: cause.basis }
}

fn after_years(issued: NaiveDate, years: u32) -> Ending {
    let basis = Basis::Decree1999Cmnd;
    let on = years.checked_mul(12).and_then(|months| issued.checked_add_months(Months::new(months)));
    on.map_or(Ending::Never(basis), |on| {
        Ending::On(end(on, Cause { reason: Reason::Expired, basis, age: None, on: Some(on) }))
    })
}

fn by_age(law: &LawRules, world: &World) -> Ending {
    let Some(born) = world.born else { return Ending::Unknown };
    match end_of_card(born, world.issued, law) {
        Some((age, Expires::On(on))) => {
            let cause = Cause { reason: Reason::AgeReached, basis: law.ages, age: Some(age), on: Some(on) };
            Ending::On(end(on, cause))
        }
        Some((_, Expires::Never)) | None => Ending::Never(law.ages),
    }
}

/// The end as the law moved it: papers prolonged for some months, and the last day of all papers of a kind. A rule
/// that nobody knew of on `date` moves nothing.
fn moved(rules: &Rules, paper: Paper, date: NaiveDate, mut end: End) -> End {
    for row in &rules.prolonged {
        let ends_then = (row.ends_from..=row.ends_until).contains(&end.last);
        if date >= row.from && row.papers.contains(&paper) && ends_then {
            (end.last, end.valid) = (row.last_day, row.basis);
            end.due = row.last_day.succ_opt().unwrap_or(row.last_day);
        }
    }
    for row in &rules.last_days {
        let due = row.last_day.succ_opt().unwrap_or(row.last_day);
        if date >= row.from && row.papers.contains(&paper) && end.due > due {
            let cause = Cause { reason: Reason::CmndEnded, basis: row.basis, age: None, on: Some(row.last_day) };
            end = End { last: row.last_day, due, cause, valid: row.basis };
        }
    }
    if let Reason::Expired | Reason::AgeReached = end.cause.reason {
        // What the page says is the day that counts.
        end.cause.on = Some(end.last);
    }
    end
}
