//! The import of a list, step by step: open, correct the columns, look, run; and undo.

mod draft;
mod run;
mod template;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use base64::Engine;
use luudong_domain::event::Event;
use luudong_domain::finding::{Finding, Level};
use luudong_domain::id::{ImportId, PersonId, UnitId};
use luudong_domain::import::Undone as UndoneEvent;
use luudong_domain::list::{Change, ColumnUse, Verdict};
use luudong_domain::person::PersonField;
use luudong_domain::scope::Scope;
use luudong_domain::text::{Encoding, clean};
use luudong_store::query::PersonRow;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

pub(crate) use draft::Draft;
pub(crate) use run::run;
pub use run::{ImportReport, Run};
pub(crate) use template::template;
pub use template::{SaveTemplate, TemplateSaved};

use crate::command::Done;
use crate::{App, AppError, locked, sheet};

/// A file to be read.
#[derive(Deserialize, TS)]
pub struct OpenFile {
    unit: UnitId,
    file_name: String,
    /// The file, base64.
    bytes: String,
}

/// The columns as a person corrected them.
#[derive(Deserialize, TS)]
pub struct Columns {
    draft: String,
    sheet: usize,
    #[ts(type = "Record<string, PersonField | \"ignored\">")]
    fields: BTreeMap<String, String>,
    /// How the text of columns is stored, where a person decided it.
    #[serde(default)]
    #[ts(optional, as = "Option<BTreeMap<String, Encoding>>")]
    encodings: BTreeMap<String, Encoding>,
}

/// Which rows to show.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(rename = "ImportShow")]
pub enum Show {
    /// Every row.
    All,
    /// New people.
    New,
    /// People of whom the list changes something.
    Updated,
    /// Rows that are kept out.
    Refused,
    /// Rows with a warning.
    Warnings,
    /// Rows where somebody corrected a field that the list changed too.
    Conflicts,
}

/// A window of rows.
#[derive(Deserialize, TS)]
pub struct Rows {
    draft: String,
    show: Show,
    from: usize,
    limit: usize,
}

/// A draft by its id.
#[derive(Deserialize, TS)]
pub struct OfDraft {
    draft: String,
}

/// Where to save the refused rows of a draft.
#[derive(Deserialize, TS)]
pub struct SaveRefused {
    draft: String,
    /// For a command line; the export folder otherwise.
    #[serde(default)]
    #[ts(optional)]
    path: Option<String>,
}

/// A unit by its id.
#[derive(Deserialize, TS)]
pub struct OfUnit {
    unit: UnitId,
}

/// An import to be taken back, and why.
#[derive(Deserialize, TS)]
pub struct Undo {
    import: ImportId,
    reason: String,
}

/// An import was taken back.
#[derive(Serialize, TS)]
pub struct Undone {
    /// People whom its rows spoke of.
    #[ts(type = "number")]
    people: u64,
}

/// One sheet of the file.
#[derive(Serialize, TS)]
pub struct Sheet {
    name: String,
    rows: usize,
    /// Whether the program hides it.
    hidden: bool,
    /// Whether it has headings that name people: a list of its own, which is imported by itself.
    list: bool,
}

/// One column as it was understood.
#[derive(Serialize, TS)]
pub struct ImportColumn {
    column: String,
    heading: String,
    #[ts(type = "PersonField | \"ignored\" | null")]
    field: Option<ColumnUse>,
    certain: bool,
    samples: Vec<String>,
    /// The samples as the file has them, where they were read from an old encoding.
    raw_samples: Vec<String>,
    encoding: Encoding,
    /// Whether the encoding is beyond doubt; where not, a person is asked.
    encoding_certain: bool,
    /// Whether the program hides the column.
    hidden: bool,
}

/// What the import would do.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, TS)]
pub struct ImportSummary {
    /// Rows that hold a person.
    pub rows: usize,
    /// New people.
    pub new: usize,
    /// People changed.
    pub updated: usize,
    /// People of whom nothing is new.
    pub unchanged: usize,
    /// Rows kept out.
    pub refused: usize,
    /// Rows with a warning.
    pub warnings: usize,
    /// Rows with a field that was corrected here too.
    pub conflicts: usize,
    /// People whom the list no longer has.
    pub missing: usize,
}

/// An earlier import of the same file.
#[derive(Serialize, TS)]
pub struct Already {
    #[ts(type = "number")]
    at: u64,
    by: String,
}

/// A file that was read and not imported yet.
#[derive(Serialize, TS)]
pub struct ImportDraft {
    draft: String,
    file_name: String,
    size: usize,
    sheet: usize,
    sheets: Vec<Sheet>,
    /// As the spreadsheet numbers it; 0 where there are no headings.
    header_row: u32,
    already: Option<Already>,
    columns: Vec<ImportColumn>,
    /// Rows that hold something and nobody: totals, signatures, titles.
    skipped: Vec<u32>,
    summary: ImportSummary,
}

/// One row and what it would do.
#[derive(Serialize, TS)]
pub struct ImportRow {
    row: u32,
    verdict: Verdict,
    #[ts(type = "Partial<Record<PersonField, string>>")]
    fields: BTreeMap<PersonField, String>,
    /// What the file has in the fields about which something was found. For the screen only.
    #[ts(type = "Partial<Record<PersonField, string>>")]
    raw: BTreeMap<PersonField, String>,
    findings: Vec<Finding>,
    changes: Vec<Change>,
    person: Option<PersonId>,
}

/// A window of rows and how many there are.
#[derive(Serialize, TS)]
pub struct RowsShown {
    total: usize,
    rows: Vec<ImportRow>,
}

/// How far a long import is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(rename = "ImportPhase")]
pub enum Phase {
    /// Nothing is being written yet.
    Reading,
    /// Rows are being written.
    Writing,
    /// All is durable.
    Done,
    /// Stopped; nothing was written.
    Cancelled,
}

/// How far a long import is.
#[derive(Serialize, TS)]
pub struct ImportProgress {
    phase: Phase,
    #[ts(type = "number")]
    done: u64,
    #[ts(type = "number")]
    total: u64,
}

/// A file was saved.
#[derive(Serialize, TS)]
pub struct Saved {
    path: String,
    rows: usize,
}

/// One import that is closed.
#[derive(Serialize, TS)]
pub struct Import {
    id: ImportId,
    file_name: String,
    #[ts(type = "number")]
    at: u64,
    by: String,
    #[ts(type = "number")]
    rows: u64,
    #[ts(type = "number")]
    accepted: u64,
    #[ts(type = "number")]
    updated: u64,
    undone: bool,
}

/// The draft of that id.
pub(crate) fn find(app: &App, id: &str) -> Result<Arc<Draft>, AppError> {
    locked(&app.opened()?.drafts).get(id).cloned().ok_or_else(|| AppError::of("draft_gone"))
}

pub(crate) fn open(app: &App, args: OpenFile) -> Result<ImportDraft, AppError> {
    // Base64 is a third longer than what it carries.
    if args.bytes.len() as u64 / 4 * 3 > sheet::MAX_FILE_BYTES as u64 + 3 {
        return Err(AppError::of("spreadsheet_too_large"));
    }
    let bytes = base64::engine::general_purpose::STANDARD
        .decode(&args.bytes)
        .map_err(|_| AppError::of("bad_arguments").with("command", "import_open").with("field", "bytes"))?;
    let draft = Draft::open(app, args.unit, &args.file_name, &bytes)?;
    let shown = draft.shown(app)?;
    // One list at a time: an earlier draft that was left lying is let go.
    let open = app.opened()?;
    let mut drafts = locked(&open.drafts);
    drafts.clear();
    drafts.insert(draft.id.clone(), Arc::new(draft));
    Ok(shown)
}

pub(crate) fn columns(app: &App, args: Columns) -> Result<ImportDraft, AppError> {
    let draft = find(app, &args.draft)?;
    draft.correct(app, args.sheet, &args.fields, &args.encodings)?;
    draft.shown(app)
}

pub(crate) fn rows(app: &App, args: Rows) -> Result<RowsShown, AppError> {
    let draft = find(app, &args.draft)?;
    let reading = locked(&draft.reading);
    let fits = |row: &&luudong_domain::list::ComparedRow<PersonId>| match args.show {
        Show::All => true,
        Show::New => row.verdict == Verdict::New,
        Show::Updated => row.verdict == Verdict::Updated,
        Show::Refused => row.verdict == Verdict::Refused,
        Show::Warnings => row.row.findings.iter().any(|finding| finding.level == Level::Warning),
        Show::Conflicts => row.changes.iter().any(|change| change.conflict),
    };
    let total = reading.compared.rows.iter().filter(fits).count();
    let rows = reading.compared.rows.iter().filter(fits).skip(args.from).take(args.limit).map(|row| ImportRow {
        row: row.row.row,
        verdict: row.verdict,
        fields: row.row.fields.clone(),
        raw: row.row.raw.clone(),
        findings: row.row.findings.clone(),
        changes: row.changes.clone(),
        person: row.person,
    });
    Ok(RowsShown { total, rows: rows.collect() })
}

pub(crate) fn missing(app: &App, args: OfDraft) -> Result<Vec<PersonRow>, AppError> {
    let draft = find(app, &args.draft)?;
    let missing = locked(&draft.reading).compared.missing.clone();
    app.read(|reader| {
        missing.into_iter().filter_map(|person| reader.person(person).map_err(AppError::from).transpose()).collect()
    })
}

pub(crate) fn progress(app: &App, args: OfDraft) -> Result<ImportProgress, AppError> {
    let draft = find(app, &args.draft)?;
    Ok(ImportProgress {
        phase: *locked(&draft.phase),
        done: draft.done.load(Ordering::Relaxed),
        total: draft.total.load(Ordering::Relaxed),
    })
}

pub(crate) fn cancel(app: &App, args: OfDraft) -> Result<Done, AppError> {
    find(app, &args.draft)?.cancelled.store(true, Ordering::Relaxed);
    Ok(Done {})
}

pub(crate) fn refused(app: &App, args: SaveRefused) -> Result<Saved, AppError> {
    let draft = find(app, &args.draft)?;
    let (bytes, rows) = draft.refused_file()?;
    let path = match args.path {
        Some(path) => std::path::PathBuf::from(path),
        None => {
            std::fs::create_dir_all(&app.outside.exports).map_err(|_| AppError::of("export_failed"))?;
            app.outside.exports.join(format!("{}-can-sua-{}.xlsx", draft.stem(), &draft.id[..6]))
        }
    };
    std::fs::write(&path, bytes).map_err(|_| AppError::of("export_failed"))?;
    Ok(Saved { path: path.display().to_string(), rows })
}

pub(crate) fn imports(app: &App, args: OfUnit) -> Result<Vec<Import>, AppError> {
    app.read(|reader| {
        let names = reader.actor_names()?;
        let shown = |row: luudong_store::query::ImportRow| Import {
            id: row.id,
            by: names.get(&row.actor).cloned().unwrap_or_default(),
            file_name: row.file_name,
            at: row.at,
            rows: row.rows,
            accepted: row.accepted,
            updated: row.updated,
            undone: row.undone,
        };
        Ok(reader.imports(args.unit)?.into_iter().map(shown).collect())
    })
}

pub(crate) fn undo(app: &App, args: Undo) -> Result<Undone, AppError> {
    let reason = clean(&args.reason);
    if reason.is_empty() {
        return Err(AppError::of("reason_missing"));
    }
    app.write(|gate| {
        let import = gate.import(args.import)?.ok_or_else(|| AppError::not_found("import"))?;
        if import.undone {
            return Err(AppError::of("import_undone_already"));
        }
        gate.append(Scope::Unit(import.unit), args.import, &Event::ImportUndone(UndoneEvent { reason }))?;
        Ok(Undone { people: gate.listed_by(args.import)? })
    })
}
