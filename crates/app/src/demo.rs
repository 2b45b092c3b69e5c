//! Try with demo data: fictional people through the real import, and a session planned for them.

use base64::Engine;
use luudong_domain::demo::{Order, list};
use luudong_domain::id::{ActorId, SessionId, UnitId};
use luudong_domain::time::date_in_hanoi;
use luudong_store::query::Reader;
use serde::{Deserialize, Serialize};
use serde_json::json;
use ts_rs::TS;

use crate::command::{Done, Nothing};
use crate::session::Who;
use crate::sheet::write_demo_list;
use crate::{App, AppError, locked};

/// The enterprise of the demonstration.
const UNIT_NAME: &str = "Công ty TNHH May Ví Dụ";
const PLACE: &str = "Hội trường KCN Ví Dụ";
/// Rows of a thousand with a mistake, so that the import has something to show.
const MISTAKES_PER_MILLE: u32 = 30;

/// The setting that holds the session whose first steps are shown, until they are put away.
const FIRST_STEPS: &str = "first_steps";

/// How many people, and which.
#[derive(Deserialize, TS)]
pub struct Demo {
    people: usize,
    #[ts(type = "number")]
    seed: u64,
}

/// The demonstration stands.
#[derive(Serialize, TS)]
pub struct DemoMade {
    unit: UnitId,
    session: SessionId,
    file: String,
}

fn answer<T: serde::de::DeserializeOwned>(value: &serde_json::Value, key: &str) -> Result<T, AppError> {
    serde_json::from_value(value[key].clone()).map_err(AppError::internal)
}

pub(crate) fn demo(app: &App, args: Demo) -> Result<DemoMade, AppError> {
    let today = date_in_hanoi(app.now());
    let rows = list(Order { seed: args.seed, people: args.people, mistakes_per_mille: MISTAKES_PER_MILLE, today });
    let bytes = write_demo_list(UNIT_NAME, &rows, today)?;
    std::fs::create_dir_all(&app.outside.exports).map_err(|_| AppError::of("export_failed"))?;
    let path = app.outside.exports.join(format!("danh-sach-vi-du-{}.xlsx", args.seed));
    std::fs::write(&path, &bytes).map_err(|_| AppError::of("export_failed"))?;
    // The same commands that a person's hand would give.
    let units = app.call("units", json!({}))?;
    let known = units.as_array().into_iter().flatten().find(|unit| unit["name"] == UNIT_NAME).cloned();
    let unit = match known {
        Some(unit) => unit,
        None => app.call("unit_add", json!({ "name": UNIT_NAME, "code": "VIDU" }))?,
    };
    let file_name = path.file_name().map(|name| name.to_string_lossy().into_owned());
    let encoded = base64::engine::general_purpose::STANDARD.encode(&bytes);
    let draft = app.call("import_open", json!({ "unit": unit["id"], "file_name": file_name, "bytes": encoded }))?;
    app.call("import_run", json!({ "draft": draft["draft"] }))?;
    let session = crate::session::open_session(app, today, PLACE, vec![answer(&unit, "id")?])?;
    crate::session::plan_unit(app, session, answer(&unit, "id")?, Who::Everybody)?;
    locked(&app.opened()?.store)
        .write::<_, AppError>(ActorId::CENTRAL, app.now(), |gate| Ok(gate.set(FIRST_STEPS, &session.to_string())?))?;
    Ok(DemoMade { unit: answer(&unit, "id")?, session, file: path.display().to_string() })
}

/// The session in whose hall a beginner is told the first steps.
pub(crate) fn first_steps(reader: &Reader<'_>) -> Result<Option<SessionId>, AppError> {
    Ok(reader.setting(FIRST_STEPS)?.and_then(|id| id.parse().ok()))
}

pub(crate) fn first_steps_done(app: &App, _: Nothing) -> Result<Done, AppError> {
    locked(&app.opened()?.store)
        .write::<_, AppError>(ActorId::CENTRAL, app.now(), |gate| Ok(gate.unset(FIRST_STEPS)?))?;
    Ok(Done {})
}
