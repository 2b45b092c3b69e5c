//! What a scanned text is: for scripts, and for trying a new scanner. Needs no data folder.

use std::io::Read;
use std::time::{SystemTime, UNIX_EPOCH};

use luudong_app::{AppError, scanned};
use serde_json::{Value, json};

use crate::answer::{Answer, columns, field, items};
use crate::arguments::Scan;
use crate::exit::Exit;
use crate::messages::Messages;

/// What is told of a card, in this order.
const TOLD: [&str; 8] = ["number", "old_number", "name", "birth", "sex", "address", "issued", "expires"];

/// `scan`: kind, fields and verdict of one text, with a sentence for everything that was noticed.
pub(crate) fn scan(args: &Scan, messages: &Messages) -> Result<Answer, AppError> {
    let bad = |_| AppError::of("bad_arguments").with("command", "scan");
    let mut text = args.text.clone();
    if text == "-" {
        text.clear();
        std::io::stdin().read_to_string(&mut text).map_err(bad)?;
    }
    let since = SystemTime::now().duration_since(UNIX_EPOCH).map_err(|_| AppError::of("clock_impossible"))?;
    let told = serde_json::to_value(scanned(&text, since.as_micros() as u64));
    let mut told = told.map_err(|_| AppError::of("storage"))?;
    for finding in told["findings"].as_array_mut().into_iter().flatten() {
        let params = finding["params"].as_object().into_iter().flatten();
        let params =
            params.map(|(name, value)| (name.clone(), value.as_str().unwrap_or_default().to_owned())).collect();
        finding["message"] = json!(messages.finding(&field(finding, "code"), &params));
    }
    let text = sentences(messages, &told);
    let exit = if told["verdict"] == "refused" { Exit::Refused } else { Exit::Done };
    Ok(Answer { value: told, text, exit })
}

fn sentences(messages: &Messages, told: &Value) -> String {
    let say = |kind: &str, word: String| messages.say(&format!("{kind}_{word}"), &[]);
    let kind = say("scan_kind", field(told, "kind"));
    let what = match &told["document"] {
        Value::String(document) => format!("{kind}: {}", say("scanned", document.clone())),
        _ => kind,
    };
    let mut lines = vec![format!("{what} · {}", say("scan_verdict", field(told, "verdict")))];
    let known = TOLD.iter().filter(|name| !told[**name].is_null());
    let rows: Vec<Vec<String>> = known
        .map(|name| {
            let value = match (*name, field(told, name)) {
                ("sex", sex) => say("sex", sex),
                ("birth" | "issued" | "expires", date) => day_first(&date),
                (_, value) => value,
            };
            vec![say("scan_field", (*name).to_owned()), value]
        })
        .collect();
    lines.push(columns(&rows));
    lines.extend(items(&told["findings"]).iter().map(|finding| format!("- {}", field(finding, "message"))));
    lines.retain(|line| !line.is_empty());
    lines.join("\n")
}

/// `1990-08-15` as people write it: 15/08/1990.
fn day_first(date: &str) -> String {
    date.split('-').rev().collect::<Vec<_>>().join("/")
}
