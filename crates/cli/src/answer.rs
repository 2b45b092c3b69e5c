//! What a command answers: one JSON value for scripts, text for people.

use serde_json::Value;

use crate::exit::Exit;

/// An answer in both forms.
pub(crate) struct Answer {
    /// For scripts.
    pub(crate) value: Value,
    /// For people.
    pub(crate) text: String,
    /// How the program ends.
    pub(crate) exit: Exit,
}

impl Answer {
    /// A command that was done.
    pub(crate) fn done(value: Value, text: String) -> Answer {
        Answer { value, text, exit: Exit::Done }
    }

    /// Only text; a script gets it as a JSON string.
    pub(crate) fn text(text: String) -> Answer {
        Answer::done(Value::String(text.clone()), text)
    }
}

/// A field of an answer as text; nothing for what is not there.
pub(crate) fn field(value: &Value, name: &str) -> String {
    match &value[name] {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        _ => String::new(),
    }
}

/// A number of an answer.
pub(crate) fn count(value: &Value, name: &str) -> u64 {
    value[name].as_u64().unwrap_or_default()
}

/// The elements of a list.
pub(crate) fn items(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

/// Rows as columns of equal width, two spaces apart.
pub(crate) fn columns(rows: &[Vec<String>]) -> String {
    let count = rows.iter().map(Vec::len).max().unwrap_or(0);
    let width =
        |at: usize| rows.iter().filter_map(|row| row.get(at)).map(|cell| cell.chars().count()).max().unwrap_or(0);
    let widths: Vec<usize> = (0..count).map(width).collect();
    let line = |row: &Vec<String>| {
        let cells: Vec<String> = row.iter().zip(&widths).map(|(cell, width)| format!("{cell:<width$}")).collect();
        cells.join("  ").trim_end().to_owned()
    };
    rows.iter().map(line).collect::<Vec<_>>().join("\n")
}
