//! Imports a list as a person would, and says what came out otherwise than it must.

use std::collections::{BTreeMap, BTreeSet};

use base64::Engine;
use luudong_domain::list::column_letter;
use luudong_tests::world::Laptop;
use serde_json::{Value, json};

use super::file;
use super::list::{Col, List, Verdict};

const EVERY_ROW: u64 = 10_000;

/// Opens a file into a unit.
pub fn open(laptop: &Laptop, unit: &Value, list: &List) -> Result<Value, luudong_app::AppError> {
    let bytes = file::write(&list.papers(), list.kind);
    let bytes = list.spoil.map_or(bytes.clone(), |spoil| spoil(bytes));
    let bytes = base64::engine::general_purpose::STANDARD.encode(bytes);
    let file_name = format!("{}.{}", list.name, list.kind.ending());
    laptop.app.call("import_open", json!({ "unit": unit, "file_name": file_name, "bytes": bytes }))
}

/// Imports a list into a unit of its own.
pub fn import(laptop: &Laptop, list: &List) -> Vec<String> {
    let unit = laptop.ok("unit_add", json!({ "name": list.name }))["id"].clone();
    import_into(laptop, &unit, list)
}

/// Imports a list into a unit: every difference in one line.
pub fn import_into(laptop: &Laptop, unit: &Value, list: &List) -> Vec<String> {
    let draft = match open(laptop, unit, list) {
        Ok(draft) => draft,
        Err(error) => return vec![format!("not opened: {}", error.code)],
    };
    let mut wrong = asked(&draft, list);
    let shown =
        laptop.ok("import_rows", json!({ "draft": draft["draft"], "show": "all", "from": 0, "limit": EVERY_ROW }));
    wrong.extend(rows(&shown["rows"], list));
    match laptop.app.call("import_run", json!({ "draft": draft["draft"] })) {
        Ok(report) => wrong.extend(roster(laptop, unit, list, &report)),
        Err(error) => wrong.push(format!("not imported: {}", error.code)),
    }
    wrong
}

/// A column that must be asked about is in doubt, and a column of the list is not otherwise.
fn asked(draft: &Value, list: &List) -> Vec<String> {
    let mut wrong = Vec::new();
    for (at, col) in list.columns.iter().enumerate() {
        let column = &draft["columns"][at];
        let doubt = column["certain"] != true || column["encoding_certain"] != true;
        let free = matches!(col, Col::Extra(_));
        if doubt != list.asked.contains(col) && !free {
            wrong.push(format!("column {}: in doubt {doubt}, {column}", column_letter(at)));
        }
    }
    wrong
}

fn rows(shown: &Value, list: &List) -> Vec<String> {
    let mut left = list.verdicts();
    let mut wrong = Vec::new();
    for row in shown.as_array().expect("rows") {
        let number = row["row"].as_u64().expect("a number");
        let Some(expected) = left.remove(&number) else {
            wrong.push(format!("row {number}: nobody is there, got {row}"));
            continue;
        };
        let got = got(row);
        match &expected {
            Verdict::Taken(fields, codes) => {
                let codes: BTreeSet<String> = codes.iter().map(|code| (*code).to_owned()).collect();
                let warnings: BTreeSet<String> = got.codes.iter().map(|found| found.0.clone()).collect();
                if got.refused || !same(&got.fields, fields) || warnings != codes {
                    wrong.push(format!("row {number}: expected {expected:?}, got {got:?}"));
                }
            }
            Verdict::Refused(code, col) => {
                let column = col.map(|col| column_letter(list.at(col) as usize));
                let told = got.codes.iter().any(|found| found.0 == *code && (col.is_none() || found.1 == column));
                if !got.refused || !told {
                    wrong.push(format!("row {number}: expected {expected:?}, got {got:?}"));
                }
            }
        }
    }
    wrong.extend(left.iter().map(|(number, expected)| format!("row {number}: lost, expected {expected:?}")));
    wrong
}

#[derive(Debug)]
struct Got {
    refused: bool,
    fields: BTreeMap<String, String>,
    codes: Vec<(String, Option<String>)>,
}

fn got(row: &Value) -> Got {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let fields = row["fields"].as_object().expect("fields");
    let findings = row["findings"].as_array().expect("findings");
    Got {
        refused: row["verdict"] == "refused",
        fields: fields.iter().map(|(field, value)| (field.clone(), text(value))).collect(),
        codes: findings
            .iter()
            .map(|finding| (text(&finding["code"]), finding["column"].as_str().map(str::to_owned)))
            .collect(),
    }
}

fn same(got: &BTreeMap<String, String>, expected: &BTreeMap<&str, String>) -> bool {
    got.len() == expected.len() && expected.iter().all(|(field, value)| got.get(*field) == Some(value))
}

/// The roster holds exactly the people who were taken, and the report names the others.
fn roster(laptop: &Laptop, unit: &Value, list: &List, report: &Value) -> Vec<String> {
    let verdicts = list.verdicts();
    let people =
        laptop.ok("people_page", json!({ "filter": { "unit": unit, "text": "", "state": null }, "start": "" }));
    let people = people.as_array().expect("people");
    let mut wrong = Vec::new();
    for (number, verdict) in &verdicts {
        match verdict {
            Verdict::Taken(fields, _) => {
                let is_them = |person: &&Value| fields.iter().all(|(field, value)| person[field] == **value);
                if !people.iter().any(|person| is_them(&person)) {
                    wrong.push(format!("row {number}: not in the roster as {fields:?}"));
                }
            }
            Verdict::Refused(code, _) => {
                let refused = report["refused"].as_array().expect("refused");
                if !refused.iter().any(|told| told["row"] == *number && told["code"] == *code) {
                    wrong.push(format!("row {number}: the report does not say {code}"));
                }
            }
        }
    }
    let taken = verdicts.values().filter(|verdict| matches!(verdict, Verdict::Taken(..))).count();
    if people.len() != taken {
        wrong.push(format!("{} people in the roster, {taken} were to be taken", people.len()));
    }
    wrong
}
