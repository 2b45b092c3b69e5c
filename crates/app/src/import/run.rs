//! Writing a list into the log: all of it or nothing.

use std::collections::{BTreeMap, HashSet};
use std::sync::atomic::Ordering;

use luudong_domain::event::Event;
use luudong_domain::finding::Level;
use luudong_domain::id::{ImportId, PersonId};
use luudong_domain::import::Closed;
use luudong_domain::list::{ComparedRow, Verdict};
use luudong_domain::person::PersonField;
use luudong_domain::person::event::{Left, Listed, Returned};
use luudong_domain::scope::Scope;
use luudong_store::Gate;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::draft::{Draft, Reading};
use super::{Phase, find};
use crate::sheet::sentence;
use crate::{App, AppError, locked};

/// One field of one row.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Deserialize, TS)]
pub struct Overwrite {
    row: u32,
    field: PersonField,
}

/// What a person decided about the draft.
#[derive(Deserialize, TS)]
pub struct Run {
    draft: String,
    /// Fields corrected here that the list may overwrite; all others are kept.
    #[serde(default)]
    overwrite: Vec<Overwrite>,
    /// People missing from the list who have left.
    #[serde(default)]
    left: Vec<PersonId>,
}

/// One row that was kept out or wondered at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct RefusedRow {
    /// As the spreadsheet numbers it.
    pub row: u32,
    /// Letter of the column, where it is about one.
    pub column: Option<String>,
    /// Stable code.
    pub code: String,
    /// Parameters of its sentence.
    pub params: BTreeMap<String, String>,
    /// Vietnamese sentence, for a command line.
    pub message: String,
}

/// What an import did.
#[derive(Debug, Serialize, TS)]
pub struct ImportReport {
    /// Its id; none when it changed nothing.
    pub import: Option<ImportId>,
    /// Rows that hold a person.
    pub rows: usize,
    /// New people.
    pub accepted: usize,
    /// People changed.
    pub updated: usize,
    /// People of whom nothing was new.
    pub unchanged: usize,
    /// People whom the list no longer has.
    pub missing: usize,
    /// Rows kept out.
    pub refused: Vec<RefusedRow>,
    /// Rows taken that somebody should look at.
    pub warnings: Vec<RefusedRow>,
    /// Rows that hold something and nobody, as the spreadsheet numbers them.
    pub skipped: Vec<u32>,
}

pub(super) fn report(reading: &Reading, import: Option<ImportId>) -> ImportReport {
    let count = |verdict| reading.compared.rows.iter().filter(|row| row.verdict == verdict).count();
    let told = |refused: bool, level| {
        let rows = reading.compared.rows.iter().filter(move |row| (row.verdict == Verdict::Refused) == refused);
        rows.flat_map(move |row| {
            row.row.findings.iter().filter(move |finding| finding.level == level).map(|finding| RefusedRow {
                row: row.row.row,
                column: finding.column.clone(),
                code: finding.code.as_str().to_owned(),
                params: finding.params.clone(),
                message: sentence(finding),
            })
        })
        .collect()
    };
    ImportReport {
        import,
        rows: reading.compared.rows.len(),
        accepted: count(Verdict::New),
        updated: count(Verdict::Updated),
        unchanged: count(Verdict::Unchanged),
        missing: reading.compared.missing.len(),
        refused: told(true, Level::Error),
        warnings: told(false, Level::Warning),
        skipped: reading.skipped.clone(),
    }
}

/// Imports the draft: every row that is not refused, and the closing event, in one transaction.
pub(crate) fn run(app: &App, args: Run) -> Result<ImportReport, AppError> {
    let draft = find(app, &args.draft)?;
    let reading = locked(&draft.reading);
    if !reading.has_names() {
        return Err(AppError::of("no_heading"));
    }
    let missing: HashSet<PersonId> = reading.compared.missing.iter().copied().collect();
    if !args.left.iter().all(|person| missing.contains(person)) {
        return Err(AppError::of("bad_arguments").with("command", "import_run").with("field", "left"));
    }
    let overwrite: HashSet<Overwrite> = args.overwrite.into_iter().collect();
    draft.cancelled.store(false, Ordering::Relaxed);
    *locked(&draft.phase) = Phase::Writing;
    let written = app.write(|gate| {
        gate.unit(draft.unit)?.ok_or_else(|| AppError::not_found("unit"))?;
        write(gate, &draft, &reading, &overwrite, &args.left)
    });
    *locked(&draft.phase) = match &written {
        Ok(_) => Phase::Done,
        Err(error) if error.code == "cancelled" => Phase::Cancelled,
        Err(_) => Phase::Reading,
    };
    Ok(report(&reading, written?))
}

fn write(
    gate: &mut Gate<'_>,
    draft: &Draft,
    reading: &Reading,
    overwrite: &HashSet<Overwrite>,
    left: &[PersonId],
) -> Result<Option<ImportId>, AppError> {
    let scope = Scope::Unit(draft.unit);
    let import = ImportId::from(gate.birth(scope)?);
    let mut events = 0;
    for (done, row) in (1..).zip(&reading.compared.rows) {
        if draft.cancelled.load(Ordering::Relaxed) {
            return Err(AppError::of("cancelled"));
        }
        if matches!(row.verdict, Verdict::New | Verdict::Updated) {
            write_row(gate, draft, reading.sheet as u32, import, row, overwrite)?;
            events += 1;
        }
        draft.done.store(done, Ordering::Relaxed);
    }
    for person in left {
        gate.append(scope, *person, &Event::PersonLeft(Left { reason: "không còn trong danh sách mới".to_owned() }))?;
    }
    if events == 0 {
        return Ok(None);
    }
    let count = |verdict| reading.compared.rows.iter().filter(|row| row.verdict == verdict).count() as u64;
    let closed = Closed {
        file_sha256: hex::encode(draft.sha256),
        file_name: draft.file_name.clone(),
        rows: reading.compared.rows.len() as u64,
        accepted: count(Verdict::New),
        updated: count(Verdict::Updated),
    };
    gate.append_first(scope, import, &Event::ImportClosed(closed))?;
    Ok(Some(import))
}

fn write_row(
    gate: &mut Gate<'_>,
    draft: &Draft,
    sheet: u32,
    import: ImportId,
    row: &ComparedRow<PersonId>,
    overwrite: &HashSet<Overwrite>,
) -> Result<(), AppError> {
    let scope = Scope::Unit(draft.unit);
    let number = row.row.row;
    let keep = row
        .changes
        .iter()
        .filter(|change| change.conflict && !overwrite.contains(&Overwrite { row: number, field: change.field }));
    let listed = Event::PersonListed(Listed {
        import,
        sheet,
        row: number,
        fields: row.row.fields.iter().map(|(field, value)| (*field, Some(value.clone()))).collect(),
        keep: keep.map(|change| change.field).collect(),
    });
    let person = row.person.unwrap_or_else(|| PersonId::of_row(draft.unit, &draft.sha256, sheet, number));
    // A row that was imported and undone before has a record already.
    if row.person.is_none() && !gate.person_was_known(person)? {
        gate.append_first(scope, person, &listed)?;
    } else {
        gate.append(scope, person, &listed)?;
    }
    if row.returns {
        gate.append(scope, person, &Event::PersonReturned(Returned { reason: "có trong danh sách mới".to_owned() }))?;
    }
    Ok(())
}
