//! Whom invitations are printed for, and what stands on them.

use luudong_domain::card::invitation_code;
use luudong_domain::due::{self, Desk};
use luudong_domain::id::{PersonId, SessionId, UnitId};
use luudong_domain::person::{PersonState, sort_key};
use luudong_domain::session::{Arranged, Hours, Slot};
use luudong_domain::text::fold;
use luudong_domain::visit::VisitState;
use luudong_paper::{Invitation, Invitations};
use luudong_store::query::{PersonRow, Reader, VisitRow};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::words;
use crate::AppError;
use crate::due::Judge;

/// Whom to invite to a session: of a unit all who are planned and were not there yet, or these people.
#[derive(Debug, Clone, Deserialize, TS)]
#[ts(rename = "InvitationsOf")]
pub struct Whom {
    session: SessionId,
    unit: UnitId,
    /// Only of this department.
    #[serde(default)]
    #[ts(optional = nullable)]
    department: Option<String>,
    /// Only of this slot.
    #[serde(default)]
    #[ts(optional = nullable)]
    slot: Option<Slot>,
    /// Only these, planned or not; empty: all who are planned.
    #[serde(default)]
    #[ts(optional, as = "Option<Vec<PersonId>>")]
    people: Vec<PersonId>,
}

/// How many would be invited.
#[derive(Debug, Clone, Serialize, TS)]
#[ts(rename = "InvitationsCount")]
pub struct Invited {
    /// Invitations.
    #[ts(type = "number")]
    pub(super) people: u64,
    /// Of these, without a slot: by their unit's own schedule.
    #[ts(type = "number")]
    pub(super) without_slot: u64,
    /// People who are served at the office, and get none.
    #[ts(type = "number")]
    pub(super) office: u64,
    /// Departments of those who are planned.
    pub(super) departments: Vec<String>,
    /// Their slots.
    pub(super) slots: Vec<Slot>,
}

/// When and where a unit's people are asked to come. The one place where invitations learn it.
struct Coming {
    date: chrono::NaiveDate,
    hours: Hours,
    place: String,
    /// What the team asks everybody to bring; may be empty.
    bring: String,
}

/// What the unit was told, which HR has too; else the session itself, where nobody announced it.
fn coming(reader: &Reader<'_>, session: SessionId, unit: UnitId) -> Result<Coming, AppError> {
    if let Some(told) = reader.announced_of(session)?.into_iter().find(|told| told.unit == unit) {
        let hours = Arranged { starts: told.starts, ends: told.ends, ..Arranged::default() };
        return Ok(Coming {
            date: told.date,
            hours: Hours::of(told.date, &hours),
            place: told.place,
            bring: told.bring,
        });
    }
    let row = reader.session(session)?.ok_or_else(|| AppError::not_found("session"))?;
    let date = row.date.parse().map_err(AppError::internal)?;
    let hours = Hours::of(date, &row.arranged.unwrap_or_default());
    Ok(Coming { date, hours, place: row.place, bring: String::new() })
}

/// Invitations and their count. Whoever the routing sends to the office gets none: the team would send them away.
pub(super) fn invitations(
    reader: &Reader<'_>,
    whom: &Whom,
    today: chrono::NaiveDate,
) -> Result<(Invitations, Invited), AppError> {
    let unit = reader.unit(whom.unit)?.ok_or_else(|| AppError::not_found("unit"))?;
    let coming = coming(reader, whom.session, whom.unit)?;
    let judge = Judge::new(reader, coming.date)?;
    let mut invited = Invited { people: 0, without_slot: 0, office: 0, departments: Vec::new(), slots: Vec::new() };
    let mut people = Vec::new();
    for row in rows(reader, whom)? {
        invited.departments.extend(row.person.department.clone());
        invited.slots.extend(row.slot);
        let fits = whom.department.as_ref().is_none_or(|wanted| row.person.department.as_ref() == Some(wanted))
            && whom.slot.is_none_or(|slot| row.slot == Some(slot));
        if !fits {
            continue;
        }
        let route = judge.of_person(&row.person).route;
        match &route {
            Some(rule) if rule.desk == Desk::Office => invited.office += 1,
            _ => {
                let form = route.and_then(|rule| rule.form.map(|form| (form.code, form.regulation)));
                invited.people += 1;
                invited.without_slot += u64::from(row.slot.is_none());
                people.push(invitation(&coming, &row, form));
            }
        }
    }
    // As a head of department hands them out: by department, and in it as people look for a name.
    people.sort_by_cached_key(|person| (fold(&person.department), sort_key(&person.name)));
    invited.departments.sort_by_cached_key(|department| fold(department));
    invited.departments.dedup();
    invited.slots.sort_by_key(|slot| words::moment(coming.hours, Some(*slot)));
    invited.slots.dedup();
    let papers = Invitations { unit: unit.name, place: coming.place, people, dated: words::dated(today) };
    Ok((papers, invited))
}

/// Who is meant, by name.
fn rows(reader: &Reader<'_>, whom: &Whom) -> Result<Vec<VisitRow>, AppError> {
    if whom.people.is_empty() {
        let planned = reader.planned(whom.session)?.into_iter();
        return Ok(planned.filter(|row| row.state == VisitState::Expected && row.person.unit == whom.unit).collect());
    }
    let one = |person: &PersonId| {
        let row = reader.visit_of(whom.session, *person)?.ok_or_else(|| AppError::not_found("person"))?;
        let is_here = row.person.unit == whom.unit && row.person.state == PersonState::Active;
        if is_here { Ok(row) } else { Err(AppError::not_found("person")) }
    };
    whom.people.iter().map(one).collect()
}

fn invitation(coming: &Coming, row: &VisitRow, form: Option<(String, String)>) -> Invitation {
    let person = &row.person;
    Invitation {
        name: person.name.clone(),
        gender: words::gender(person),
        birth: words::birth(person.birth.as_deref()),
        department: person.department.clone().unwrap_or_default(),
        address: person.address.clone().filter(|_| person.department.is_none()).unwrap_or_default(),
        when: words::when(coming.date, coming.hours, row.slot),
        bring: bring(person, form, &coming.bring),
        code: invitation_code(person.id),
    }
}

fn bring(person: &PersonRow, form: Option<(String, String)>, besides: &str) -> Vec<String> {
    let papers = due::bring(&due::facts_of(&person.fields())).into_iter().filter_map(|paper| {
        let word = serde_json::to_value(paper).ok()?;
        Some(words::word(&format!("bring_{}", word.as_str()?)))
    });
    let form = form.map(|(code, regulation)| {
        crate::messages::filled(
            &words::word("bring_form"),
            [("code", code.as_str()), ("regulation", regulation.as_str())],
        )
    });
    form.into_iter().chain(papers).chain([besides.to_owned()]).filter(|line| !line.is_empty()).collect()
}
