//! Who is served where: the rules in force, and other ones for every laptop.

use chrono::NaiveDate;
use luudong_domain::due::{Routing, RoutingError, RoutingRule, RoutingSet};
use luudong_domain::event::Event;
use luudong_domain::id::RecordId;
use luudong_domain::scope::Scope;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::due::day;
use crate::{App, AppError};

/// A day; today when none is named.
#[derive(Deserialize, TS)]
pub struct On {
    #[serde(default)]
    #[ts(type = "string | null")]
    date: Option<NaiveDate>,
}

/// Other rules.
#[derive(Deserialize, TS)]
pub struct Set {
    /// The rules as JSON text; `null`: the program's own again.
    rules: Option<String>,
}

/// The rules in force on a day.
#[derive(Serialize, TS)]
#[ts(rename = "DueRouting")]
pub struct Shown {
    /// The day: the program's own rules depend on the law in force.
    #[ts(type = "string")]
    date: NaiveDate,
    /// In order; the first that fits counts.
    rules: Vec<RoutingRule>,
    /// Whether they are the program's own.
    built_in: bool,
    /// Who set them last.
    set_by: Option<String>,
    /// When, milliseconds since 1970.
    #[ts(type = "number | null")]
    set_at: Option<u64>,
    /// Rules came that only a newer version can read: those before stay in use.
    needs_newer: bool,
}

pub(crate) fn routing(app: &App, args: On) -> Result<Shown, AppError> {
    let date = day(app, args.date);
    app.read(|reader| {
        let known = reader.routing()?;
        let names = reader.actor_names()?;
        Ok(Shown {
            date,
            built_in: known.rules.is_none(),
            rules: known.rules.as_ref().unwrap_or(Routing::usual(date)).rules().to_vec(),
            set_by: known.set.and_then(|(_, actor)| names.get(&actor).cloned()),
            set_at: known.set.map(|(clock, _)| clock.millis()),
            needs_newer: known.needs_newer,
        })
    })
}

pub(crate) fn set(app: &App, args: Set) -> Result<Shown, AppError> {
    let rules = args.rules.as_deref().map(Routing::from_json).transpose().map_err(refused)?;
    app.write(|gate| {
        let known = gate.routing()?;
        if known.needs_newer {
            return Err(AppError::of("needs_newer"));
        }
        if known.rules != rules {
            gate.append(Scope::Org, RecordId::of_routing(), &Event::RoutingSet(RoutingSet { rules }))?;
        }
        Ok(())
    })?;
    routing(app, On { date: None })
}

/// Its sentence is that of the fault.
fn refused(error: RoutingError) -> AppError {
    let refused = AppError::of("routing_refused").with("fault", error.fault.as_str());
    match error.rule {
        Some(rule) => refused.with("rule", rule),
        None => refused,
    }
}
