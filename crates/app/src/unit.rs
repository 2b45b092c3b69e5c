//! Units.

use luudong_domain::event::Event;
use luudong_domain::id::UnitId;
use luudong_domain::scope::Scope;
use luudong_domain::text::{clean, fold};
use luudong_domain::unit::{Kind, Named};
use luudong_store::query::UnitRow;
use serde::Deserialize;
use ts_rs::TS;

use crate::command::Nothing;
use crate::{App, AppError};

/// A new unit.
#[derive(Deserialize, TS)]
pub struct Add {
    name: String,
    #[serde(default)]
    code: Option<String>,
    /// What it is.
    #[serde(default)]
    #[ts(optional = nullable)]
    kind: Option<Kind>,
}

pub(crate) fn units(app: &App, _: Nothing) -> Result<Vec<UnitRow>, AppError> {
    app.read(|reader| Ok(reader.units()?))
}

pub(crate) fn add(app: &App, args: Add) -> Result<UnitRow, AppError> {
    let name = clean(&args.name);
    if name.is_empty() {
        return Err(AppError::of("name_missing"));
    }
    let code = args.code.map(|code| clean(&code)).filter(|code| !code.is_empty());
    let id = UnitId::of_name(&fold(&name));
    app.write(|gate| {
        if gate.unit(id)?.is_some() {
            return Err(AppError::of("unit_exists"));
        }
        gate.append(Scope::Unit(id), id, &Event::UnitNamed(Named { name, code, kind: args.kind }))?;
        Ok(())
    })?;
    one(app, id)
}

/// The unit as it is now.
pub(crate) fn one(app: &App, id: UnitId) -> Result<UnitRow, AppError> {
    app.read(|reader| reader.unit(id)?.ok_or_else(|| AppError::not_found("unit")))
}
