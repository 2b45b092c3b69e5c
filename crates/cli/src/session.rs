//! Sessions: list, add, plan, arrange, show, close, reopen, incidents, times.

use chrono::NaiveDate;
use luudong_app::AppError;
use luudong_domain::id::SessionId;
use serde_json::{Value, json};

use crate::answer::{Answer, columns, count, field, items};
use crate::arguments::{Arrange, At, SessionAction};
use crate::messages::Messages;
use crate::program::Program;
use crate::{slots, unit};

/// `session …`.
pub(crate) fn run(program: &Program<'_>, action: &SessionAction) -> Result<Answer, AppError> {
    match action {
        SessionAction::List => {
            let sessions = program.call("sessions", json!({}))?;
            let text =
                columns(&items(&sessions).iter().map(|session| cells(program.messages, session)).collect::<Vec<_>>());
            Ok(Answer::done(sessions, text))
        }
        SessionAction::Add { date, place, units } => {
            let units: Vec<String> =
                units.iter().map(|unit| unit::meant(program, unit)?.made(program)).collect::<Result<_, _>>()?;
            let added =
                program.call("session_add", json!({ "date": date.to_string(), "place": place, "units": units }))?;
            Ok(shown(program.messages, added))
        }
        SessionAction::Plan { session, unit, who } => {
            let session = meant(program, session)?;
            let units = match unit {
                Some(unit) => vec![unit::meant(program, unit)?.known()?],
                None => units_of(program, &session)?,
            };
            let planned = units.iter().map(|unit| plan(program, &session, unit, who)).sum::<Result<u64, _>>()?;
            let text = program.messages.say("cli_planned", &[("count", &planned)]);
            Ok(Answer::done(json!({ "planned": planned }), text))
        }
        SessionAction::Show { session } => {
            let session = program.call("session", json!({ "session": meant(program, session)? }))?;
            Ok(shown(program.messages, session))
        }
        SessionAction::Close { session, accept_unresolved, reason, gap } => {
            let session = meant(program, session)?;
            let asked =
                json!({ "session": session, "accept_unresolved": accept_unresolved, "reason": reason, "gap": gap });
            Ok(shown(program.messages, program.call("session_close", asked)?))
        }
        SessionAction::Arrange(arrange) => {
            let asked = json!({ "session": meant(program, &arrange.session)?, "arranged": arranged(arrange)? });
            Ok(shown(program.messages, program.call("session_arrange", asked)?))
        }
        SessionAction::Slots(asked) => slots::run(program, asked),
        SessionAction::Reopen { session, reason } => {
            let asked = json!({ "session": meant(program, session)?, "reason": reason });
            Ok(shown(program.messages, program.call("session_reopen", asked)?))
        }
        SessionAction::Incident { session, kind, station, note } => {
            let session = meant(program, session)?;
            let asked = json!({ "session": session, "kind": kind, "station": station, "note": note });
            Ok(shown(program.messages, program.call("incident", asked)?))
        }
        SessionAction::IncidentOver { session, incident } => {
            let session = meant(program, session)?;
            let incident = incident.clone().map_or_else(|| lasting(program, &session), Ok)?;
            let asked = json!({ "session": session, "incident": incident });
            Ok(shown(program.messages, program.call("incident_over", asked)?))
        }
        SessionAction::Times { session } => {
            let times = program.call("times", json!({ "session": meant(program, session)? }))?;
            let text = columns(&times_told(program.messages, &times));
            Ok(Answer::done(times, text))
        }
        SessionAction::Laptops { session } => {
            let known = program.call("laptops", json!({ "session": meant(program, session)? }))?;
            let text = columns(&items(&known["laptops"]).iter().map(laptop).collect::<Vec<_>>());
            Ok(Answer::done(known, text))
        }
    }
}

/// The one incident that lasts.
fn lasting(program: &Program<'_>, session: &str) -> Result<String, AppError> {
    let session = program.call("session", json!({ "session": session }))?;
    let lasting: Vec<&Value> =
        items(&session["incidents"]).iter().filter(|incident| incident["over"].is_null()).collect();
    match lasting.as_slice() {
        [one] => Ok(field(one, "id")),
        _ => Err(AppError::of("not_found").with("what", "incident")),
    }
}

/// An arrangement as it was typed.
fn arranged(asked: &Arrange) -> Result<Value, AppError> {
    let stations = asked.stations.iter().map(|text| station(text)).collect::<Result<Vec<Value>, AppError>>()?;
    let rules = json!({
        "grace": asked.grace, "most_wait": asked.most_wait, "walk_ins": asked.walk_ins, "old_from": asked.old_from,
    });
    Ok(json!({
        "starts": asked.starts, "ends": asked.ends, "steps": asked.steps, "stations": stations, "calls": asked.calls,
        "rules": rules,
    }))
}

/// `2=capture,sign@20`.
fn station(text: &str) -> Result<Value, AppError> {
    let wrong = || AppError::of("arranged_station");
    let (number, rest) = text.split_once('=').ok_or_else(wrong)?;
    let (steps, pace) = rest.split_once('@').map_or((rest, None), |(steps, pace)| (steps, Some(pace)));
    let number: u16 = number.trim().parse().map_err(|_| wrong())?;
    let pace: Option<u16> = pace.map(|pace| pace.trim().parse().map_err(|_| wrong())).transpose()?;
    let steps: Vec<&str> = steps.split(',').map(str::trim).collect();
    Ok(json!({ "number": number, "steps": steps, "pace": pace }))
}

/// One line a step and a station: what, who waits now, waiting and serving (median, nine of ten), done in the last 15, 30
/// and 60 minutes, the wait.
fn times_told(messages: &Messages, times: &Value) -> Vec<Vec<String>> {
    let taken = |taken: &Value| match taken {
        Value::Null => "—".to_owned(),
        taken => format!("{}/{} s", count(taken, "median"), count(taken, "ninety")),
    };
    let done = |done: &Value| ["in_15", "in_30", "in_60"].map(|name| count(done, name).to_string()).join("/");
    let wait = |wait: &Value| match wait {
        Value::Null => "—".to_owned(),
        wait => format!("{}–{} min", count(wait, "from"), count(wait, "to")),
    };
    let step = |step: &Value| {
        let name = messages.say(&format!("step_{}", field(step, "step")), &[]);
        let (now, taken_up) = (count(step, "now").to_string(), [taken(&step["waiting"]), taken(&step["serving"])]);
        [vec![name, now], taken_up.to_vec(), vec![done(&step["done"]), wait(&step["wait"])]].concat()
    };
    let station = |at: &Value| {
        let (name, now) = (count(at, "station").to_string(), count(at, "now").to_string());
        vec![name, now, String::new(), taken(&at["serving"]), done(&at["done"]), String::new()]
    };
    let steps = items(&times["steps"]).iter().map(step);
    steps.chain(items(&times["stations"]).iter().map(station)).collect()
}

/// Plans a unit's people for a session; how many.
pub(crate) fn plan(program: &Program<'_>, session: &str, unit: &str, who: &str) -> Result<u64, AppError> {
    let planned = program.call("session_plan", json!({ "session": session, "unit": unit, "who": who }))?;
    Ok(count(&planned, "planned"))
}

fn units_of(program: &Program<'_>, session: &str) -> Result<Vec<String>, AppError> {
    let session = program.call("session", json!({ "session": session }))?;
    Ok(items(&session["units"]).iter().filter_map(Value::as_str).map(str::to_owned).collect())
}

/// The session that `text` names: its id, or its date when only one has it.
pub(crate) fn meant(program: &Program<'_>, text: &str) -> Result<String, AppError> {
    if text.parse::<SessionId>().is_ok() {
        return Ok(text.to_owned());
    }
    let date: NaiveDate = text.parse().map_err(|_| AppError::of("not_found").with("what", "session"))?;
    only(program, |session| field(session, "date") == date.to_string())
}

/// The session of a queue: as named, or the one that is open.
pub(crate) fn at(program: &Program<'_>, at: &At) -> Result<String, AppError> {
    match &at.session {
        Some(text) => meant(program, text),
        None => only(program, |session| session["state"] == "open"),
    }
}

fn only(program: &Program<'_>, fits: impl Fn(&Value) -> bool) -> Result<String, AppError> {
    let sessions = program.call("sessions", json!({}))?;
    let found: Vec<&Value> = items(&sessions).iter().filter(|session| fits(session)).collect();
    match found.as_slice() {
        [session] => Ok(field(session, "id")),
        [] => Err(AppError::of("not_found").with("what", "session")),
        several => Err(AppError::of("session_ambiguous").with("count", several.len())),
    }
}

fn cells(messages: &Messages, session: &Value) -> Vec<String> {
    let state = messages.say(&format!("cli_session_{}", field(session, "state")), &[]);
    vec![
        field(session, "id"),
        field(session, "date"),
        field(session, "place"),
        state,
        figures(messages, &session["figures"]),
    ]
}

fn laptop(laptop: &Value) -> Vec<String> {
    ["lane", "label", "standing", "digest", "more", "fewer", "unsent", "program"]
        .map(|name| match &laptop[name] {
            Value::String(text) => text.clone(),
            Value::Null => "—".to_owned(),
            other => other.to_string(),
        })
        .to_vec()
}

fn shown(messages: &Messages, session: Value) -> Answer {
    let text = cells(messages, &session).join("\n");
    Answer::done(session, text)
}

/// The day's figures on one line.
pub(crate) fn figures(messages: &Messages, figures: &Value) -> String {
    const STATES: [&str; 10] =
        ["expected", "waiting", "called", "parked", "serving", "captured", "deferred", "refused", "left", "absent"];
    let planned = format!("{} {}", messages.say("figure_planned", &[]), count(figures, "planned"));
    let told =
        STATES.map(|state| format!("{} {}", messages.say(&format!("state_{state}"), &[]), count(figures, state)));
    std::iter::once(planned).chain(told).collect::<Vec<_>>().join(" · ")
}
