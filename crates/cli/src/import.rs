//! The import of a list without a wizard: what is certain is taken, what is not is left out and told.

use std::collections::{BTreeMap, BTreeSet};

use base64::Engine;
use luudong_app::AppError;
use serde_json::{Value, json};

use crate::answer::{Answer, count, field, items};
use crate::arguments::Import;
use crate::exit::Exit;
use crate::messages::Messages;
use crate::program::Program;
use crate::{session, unit};

/// More rows than any list may have.
const EVERY_ROW: u64 = 10_000_000;

/// `import`: nothing is written before the whole list was read, and nothing at all by a dry run.
pub(crate) fn import(program: &Program<'_>, args: &Import) -> Result<Answer, AppError> {
    let bytes = std::fs::read(&args.file).map_err(|_| AppError::of("file_unreadable"))?;
    let unit = unit::meant(program, &args.unit)?;
    let session = args.session.as_ref().map(|text| session::meant(program, text)).transpose()?;
    let file_name = args.file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let encoded = base64::engine::general_purpose::STANDARD.encode(&bytes);
    let opened = program.call("import_open", json!({ "unit": unit.id, "file_name": file_name, "bytes": encoded }))?;
    let certain = Certain::of(program, opened)?;

    let mut report = certain.report(program)?;
    report["unit"] = json!(unit.id);
    report["dry_run"] = json!(args.dry_run);
    if let Some(path) = &args.report {
        let saved = program
            .call("import_refused", json!({ "draft": certain.draft["draft"], "path": path.to_string_lossy() }))?;
        report["report"] = saved["path"].clone();
    }
    let any = ["accepted", "updated", "unchanged"].iter().any(|name| count(&report, name) > 0);
    if any && !args.dry_run {
        let unit = unit.made(program)?;
        let done =
            program.call("import_run", json!({ "draft": certain.draft["draft"], "overwrite": [], "left": [] }))?;
        report["import"] = done["import"].clone();
        if let Some(session) = session {
            report["planned"] = json!(session::plan(program, &session, &unit, "everybody")?);
        }
    }
    let text = told(program.messages, &report);
    Ok(Answer { value: report, text, exit: if any { Exit::Done } else { Exit::Refused } })
}

/// A list of which only certain columns are read.
struct Certain {
    draft: Value,
    warnings: Vec<Value>,
}

impl Certain {
    /// Leaves out the columns whose heading, or whose encoding, is only guessed.
    fn of(program: &Program<'_>, opened: Value) -> Result<Certain, AppError> {
        let means = |column: &Value, meaning: &str| column["field"] == meaning;
        let guessed =
            |column: &&Value| column["certain"] != true && !column["field"].is_null() && !means(column, "ignored");
        let columns = items(&opened["columns"]);
        let mut uncertain: BTreeSet<String> =
            columns.iter().filter(guessed).map(|column| field(column, "column")).collect();
        for row in rows(program, &opened, "warnings")? {
            let doubtful = items(&row["findings"]).iter().filter(|finding| finding["code"] == "encoding_legacy");
            uncertain.extend(doubtful.map(|finding| field(finding, "column")));
        }
        let named = |column: &&Value| means(column, "name") && !uncertain.contains(&field(column, "column"));
        if columns.iter().find(named).is_none() {
            return Err(AppError::of("no_heading"));
        }
        let warning = |column: &String| {
            finding(program.messages, &opened["header_row"], &json!({ "code": "column_uncertain", "column": column }))
        };
        let warnings = uncertain.iter().map(warning).collect();
        if uncertain.is_empty() {
            return Ok(Certain { draft: opened, warnings });
        }
        let fields: BTreeMap<&str, &str> = uncertain.iter().map(|column| (column.as_str(), "ignored")).collect();
        let args = json!({ "draft": opened["draft"], "sheet": opened["sheet"], "fields": fields });
        Ok(Certain { draft: program.call("import_columns", args)?, warnings })
    }

    /// What the import does to whom, as scripts lean on it.
    fn report(&self, program: &Program<'_>) -> Result<Value, AppError> {
        let told = |row: &Value, level: &str| -> Vec<Value> {
            let findings = items(&row["findings"]).iter().filter(|finding| finding["level"] == level);
            findings.map(|found| finding(program.messages, &row["row"], found)).collect()
        };
        let refused: Vec<Value> =
            rows(program, &self.draft, "refused")?.iter().flat_map(|row| told(row, "error")).collect();
        let warned = rows(program, &self.draft, "warnings")?;
        let warned = warned.iter().filter(|row| row["verdict"] != "refused").flat_map(|row| told(row, "warning"));
        let warnings: Vec<Value> = self.warnings.iter().cloned().chain(warned).collect();
        let summary = &self.draft["summary"];
        Ok(json!({
            "rows": summary["rows"],
            "accepted": summary["new"],
            "updated": summary["updated"],
            "unchanged": summary["unchanged"],
            "missing": summary["missing"],
            "refused_rows": summary["refused"],
            "conflicts": summary["conflicts"],
            "refused": refused,
            "warnings": warnings,
            "import": null,
        }))
    }
}

fn rows(program: &Program<'_>, draft: &Value, show: &str) -> Result<Vec<Value>, AppError> {
    let shown =
        program.call("import_rows", json!({ "draft": draft["draft"], "show": show, "from": 0, "limit": EVERY_ROW }))?;
    Ok(items(&shown["rows"]).to_vec())
}

/// One finding with its place, as the spreadsheet names it.
fn finding(messages: &Messages, row: &Value, found: &Value) -> Value {
    let params = found["params"].as_object().into_iter().flatten();
    let params = params.map(|(name, value)| (name.clone(), value.as_str().unwrap_or_default().to_owned())).collect();
    let code = field(found, "code");
    json!({ "row": row, "column": found["column"], "message": messages.finding(&code, &params), "code": code })
}

fn told(messages: &Messages, report: &Value) -> String {
    const FIGURES: [&str; 7] = ["rows", "accepted", "updated", "unchanged", "missing", "refused_rows", "planned"];
    let figures = FIGURES.map(|name| (name, count(report, name)));
    let figures: Vec<(&str, &dyn ToString)> =
        figures.iter().map(|(name, value)| (*name, value as &dyn ToString)).collect();
    let key = if report["dry_run"] == true { "cli_import_dry" } else { "cli_import" };
    let mut lines = vec![messages.say(key, &figures)];
    for (key, list) in [("cli_refused", "refused"), ("cli_warning", "warnings")] {
        lines.extend(items(&report[list]).iter().map(|found| {
            let place = format!("{}{}", field(found, "column"), field(found, "row"));
            messages.say(key, &[("place", &place), ("message", &field(found, "message"))])
        }));
    }
    if report["planned"].is_u64() {
        lines.push(messages.say("cli_planned", &[("count", &count(report, "planned"))]));
    }
    lines.join("\n")
}
