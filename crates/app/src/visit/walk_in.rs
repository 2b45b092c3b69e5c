//! Somebody who is on no list of the session: they are added and get a ticket at once. Never a second record of
//! somebody who is known without anybody saying so.

use std::collections::BTreeMap;

use luudong_domain::event::Event;
use luudong_domain::id::{PersonId, SessionId, UnitId};
use luudong_domain::person::event::Added;
use luudong_domain::person::{Fields, PersonField};
use luudong_domain::scope::Scope;
use luudong_domain::search::name_words;
use luudong_domain::time::date_in_hanoi;
use luudong_store::query::Reader;
use serde::Deserialize;
use ts_rs::TS;

use super::door;
use super::row::{VisitRow, shown};
use super::{deed, found};
use crate::person::checked;
use crate::session::still_open;
use crate::{App, AppError};

/// Most people who are shown as look-alikes.
const ALIKE_ROWS: usize = 8;
/// Most people of one name who are compared: the year of birth tells them apart only afterwards.
const NAMESAKES_READ: usize = 2_000;

/// Who came without being on a list.
#[derive(Deserialize, TS)]
pub struct WalkIn {
    session: SessionId,
    unit: UnitId,
    #[ts(type = "Partial<Record<PersonField, string>>")]
    fields: BTreeMap<PersonField, String>,
    /// Somebody compared them with whoever has the same name and year of birth: it is another person.
    #[serde(default)]
    #[ts(optional, as = "Option<bool>")]
    another: bool,
}

/// Who may already be known.
#[derive(Deserialize, TS)]
pub struct Alike {
    session: SessionId,
    #[ts(type = "Partial<Record<PersonField, string>>")]
    fields: BTreeMap<PersonField, String>,
}

/// People whom these fields may mean: by a number in any unit, by name and year of birth in those of the session.
pub(crate) fn alike(app: &App, args: Alike) -> Result<Vec<VisitRow>, AppError> {
    let now = app.now();
    // Half a form is compared as far as it goes; what is wrong with it is said when it is sent.
    let fields = checked(&args.fields, date_in_hanoi(now)).unwrap_or(args.fields);
    app.read(|reader| {
        let mut rows = bearers(reader, args.session, &fields)?;
        if rows.is_empty() {
            rows = namesakes(reader, args.session, &fields)?;
            rows.truncate(ALIKE_ROWS);
        }
        door::stop(reader, &mut rows, None, now)?;
        Ok(rows)
    })
}

/// Whoever bears one of the numbers, in whatever unit.
fn bearers(reader: &Reader<'_>, session: SessionId, fields: &Fields) -> Result<Vec<VisitRow>, AppError> {
    let mut people: Vec<PersonId> = Vec::new();
    for field in [PersonField::Number, PersonField::OldNumber] {
        if let Some(number) = fields.get(&field).filter(|number| !number.is_empty()) {
            people.extend(reader.people_with_number(number)?.into_iter().map(|row| row.id));
        }
    }
    people.sort_unstable();
    people.dedup();
    let rows = people.into_iter().filter_map(|person| reader.visit_of(session, person).transpose());
    shown(reader, rows.collect::<Result<_, _>>()?)
}

/// Whoever has the same name, but for marks, and the same year of birth, as far as both are known.
fn namesakes(reader: &Reader<'_>, session: SessionId, fields: &Fields) -> Result<Vec<VisitRow>, AppError> {
    let Some(name) = fields.get(&PersonField::Name) else { return Ok(Vec::new()) };
    let words = name_words(name);
    let year = |birth: Option<&String>| birth.and_then(|birth| birth.get(..4)).map(str::to_owned);
    let born = year(fields.get(&PersonField::Birth));
    let mut rows = found(reader, session, name, NAMESAKES_READ)?;
    rows.retain(|row| {
        let other = year(row.person.birth.as_ref());
        name_words(&row.person.name) == words && (born.is_none() || other.is_none() || born == other)
    });
    Ok(rows)
}

pub(crate) fn walk_in(app: &App, args: WalkIn) -> Result<VisitRow, AppError> {
    let WalkIn { session, unit, fields, another } = args;
    let fields = checked(&fields, date_in_hanoi(app.now()))?;
    if !fields.contains_key(&PersonField::Name) {
        return Err(AppError::of("name_missing"));
    }
    // By a name alone nobody is found again.
    let told = [PersonField::Birth, PersonField::Number, PersonField::OldNumber];
    if !told.iter().any(|field| fields.contains_key(field)) {
        return Err(AppError::of("walk_in_thin"));
    }
    app.write(|gate| {
        still_open(gate, session)?;
        if !gate.session_units(session)?.contains(&unit) {
            return Err(AppError::of("unit_not_of_session"));
        }
        if let Some(known) = bearers(gate, session, &fields)?.first() {
            let unit = gate.unit(known.person.unit)?.map(|unit| unit.name).unwrap_or_default();
            return Err(AppError::of("number_known").with("unit", unit));
        }
        let namesakes = namesakes(gate, session, &fields)?.len();
        if namesakes > 0 && !another {
            return Err(AppError::of("looks_alike").with("count", namesakes));
        }
        let scope = Scope::Unit(unit);
        let person = PersonId::from(gate.birth(scope)?);
        gate.append_first(scope, person, &Event::PersonAdded(Added { fields, spot: Some(session) }))?;
        deed::give_ticket(gate, session, person)
    })
}
