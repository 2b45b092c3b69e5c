//! Units as people name them: by code, name or id.

use luudong_app::AppError;
use luudong_domain::id::UnitId;
use luudong_domain::text::fold;
use serde_json::{Value, json};

use crate::answer::{Answer, columns, field, items};
use crate::arguments::UnitAction;
use crate::program::Program;

/// `unit …`.
pub(crate) fn run(program: &Program<'_>, action: &UnitAction) -> Result<Answer, AppError> {
    let cells = |unit: &Value| ["id", "code", "name", "kind", "people"].map(|name| field(unit, name)).to_vec();
    match action {
        UnitAction::List => {
            let units = program.call("units", json!({}))?;
            let text = columns(&items(&units).iter().map(cells).collect::<Vec<_>>());
            Ok(Answer::done(units, text))
        }
        UnitAction::Add { name, code, kind } => {
            let unit = program.call("unit_add", json!({ "name": name, "code": code, "kind": kind }))?;
            let text = cells(&unit).join("\n");
            Ok(Answer::done(unit, text))
        }
    }
}

/// The unit that was named.
pub(crate) struct Meant {
    /// Its id; a new unit's follows from its name.
    pub(crate) id: String,
    /// The name, when nobody knows the unit yet.
    new: Option<String>,
}

/// The unit that `text` names, known or not.
pub(crate) fn meant(program: &Program<'_>, text: &str) -> Result<Meant, AppError> {
    let units = program.call("units", json!({}))?;
    let by_name = UnitId::of_name(&fold(text)).to_string();
    let fits = |unit: &&Value| {
        let (id, code, name) = (field(unit, "id"), field(unit, "code"), field(unit, "name"));
        id == by_name
            || id.eq_ignore_ascii_case(text)
            || (!code.is_empty() && fold(&code) == fold(text))
            || fold(&name) == fold(text)
    };
    match items(&units).iter().find(fits) {
        Some(unit) => Ok(Meant { id: field(unit, "id"), new: None }),
        None if text.parse::<UnitId>().is_ok() => Err(AppError::of("not_found").with("what", "unit")),
        None => Ok(Meant { id: by_name, new: Some(text.to_owned()) }),
    }
}

impl Meant {
    /// The id, of a unit that must be there already.
    pub(crate) fn known(self) -> Result<String, AppError> {
        match self.new {
            None => Ok(self.id),
            Some(_) => Err(AppError::of("not_found").with("what", "unit")),
        }
    }

    /// The id, of a unit that is made when nobody knows it.
    pub(crate) fn made(self, program: &Program<'_>) -> Result<String, AppError> {
        match self.new {
            None => Ok(self.id),
            Some(name) => Ok(field(&program.call("unit_add", json!({ "name": name, "code": null }))?, "id")),
        }
    }
}
