//! A list that was read and not imported yet.

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU64};

use luudong_domain::finding::Level;
use luudong_domain::id::{PersonId, UnitId};
use luudong_domain::list::{self, ColumnUse, Compared, Elsewhere, Grid, Headings, Known, Verdict};
use luudong_domain::person::PersonField;
use luudong_domain::text::Encoding;
use luudong_domain::time::date_in_hanoi;
use sha2::{Digest, Sha256};

use super::{Already, ImportColumn, ImportDraft, ImportSummary, Phase, Sheet};
use crate::sheet::{self, Watch};
use crate::{App, AppError, locked};

/// One sheet as it is understood, beside the roster.
pub(crate) struct Reading {
    pub(crate) sheet: usize,
    pub(crate) headings: Headings,
    pub(crate) compared: Compared<PersonId>,
    /// Rows that hold something and nobody.
    pub(crate) skipped: Vec<u32>,
}

/// A list that was read and not imported yet. Nothing of it is in the log.
pub(crate) struct Draft {
    pub(crate) id: String,
    pub(crate) unit: UnitId,
    pub(crate) file_name: String,
    pub(crate) sha256: [u8; 32],
    pub(crate) reading: Mutex<Reading>,
    pub(crate) phase: Mutex<Phase>,
    pub(crate) done: AtomicU64,
    pub(crate) total: AtomicU64,
    pub(crate) cancelled: AtomicBool,
    size: usize,
    grids: Vec<Grid>,
}

fn sheet(grid: &Grid) -> Sheet {
    let list = list::is_list(grid);
    Sheet { name: grid.name.clone(), rows: grid.filled_rows(), hidden: grid.hidden, list }
}

/// Reads a sheet by its headings and puts it beside the roster.
fn read(app: &App, unit: UnitId, grids: &[Grid], sheet: usize, headings: Headings) -> Result<Reading, AppError> {
    let grid = grids.get(sheet).ok_or_else(|| AppError::not_found("sheet"))?;
    let list = list::read(grid, &headings, date_in_hanoi(app.now()));
    let (known, elsewhere) = app.read(|reader| {
        let people = reader.known_people(unit)?;
        let known = people.into_iter().map(|known| Known {
            id: known.row.id,
            active: known.active(),
            now: known.row.fields(),
            listed: known.listed,
        });
        Ok((known.collect::<Vec<_>>(), reader.people_elsewhere(unit)?.into_iter().collect::<Elsewhere>()))
    })?;
    let compared = list::compare(list.rows, &known, &elsewhere);
    Ok(Reading { sheet, headings, compared, skipped: list.skipped })
}

impl Draft {
    /// Reads the file and proposes what its columns hold. The unit may still be unknown: a dry run makes none.
    pub(crate) fn open(app: &App, unit: UnitId, file_name: &str, bytes: &[u8]) -> Result<Draft, AppError> {
        let cancelled = AtomicBool::new(false);
        let grids = sheet::read(bytes, file_name, &Watch { cancelled: &cancelled, progress: &|_| {} })?;
        let sheet = list::likeliest_sheet(&grids);
        let headings = list::recognise(grids.get(sheet).ok_or_else(|| AppError::of("spreadsheet_empty"))?);
        let reading = read(app, unit, &grids, sheet, headings)?;
        let another = || grids.iter().enumerate().any(|(at, grid)| at != sheet && list::is_list(grid));
        if reading.holds_headings_only() && !another() {
            return Err(AppError::of("spreadsheet_empty"));
        }
        let mut id = [0; 8];
        getrandom::fill(&mut id).map_err(AppError::internal)?;
        Ok(Draft {
            id: hex::encode(id),
            unit,
            file_name: file_name.to_owned(),
            sha256: Sha256::digest(bytes).into(),
            total: AtomicU64::new(reading.compared.rows.len() as u64),
            reading: Mutex::new(reading),
            phase: Mutex::new(Phase::Reading),
            done: AtomicU64::new(0),
            cancelled,
            size: bytes.len(),
            grids,
        })
    }

    /// Reads again, by another sheet or by columns that a person corrected.
    pub(crate) fn correct(
        &self,
        app: &App,
        sheet: usize,
        fields: &BTreeMap<String, String>,
        encodings: &BTreeMap<String, Encoding>,
    ) -> Result<(), AppError> {
        let mut reading = locked(&self.reading);
        let grid = self.grids.get(sheet).ok_or_else(|| AppError::not_found("sheet"))?;
        let mut headings = if sheet == reading.sheet { reading.headings.clone() } else { list::recognise(grid) };
        let bad = |field| move || AppError::of("bad_arguments").with("command", "import_columns").with("field", field);
        for (column, encoding) in encodings {
            if !headings.store(grid, column, *encoding) && sheet == reading.sheet {
                return Err(bad("encodings")());
            }
        }
        for (column, meaning) in fields {
            let bad = bad("fields");
            let meaning = ColumnUse::parse(meaning).ok_or_else(bad)?;
            if !headings.assign(column, meaning) && sheet == reading.sheet {
                return Err(bad());
            }
        }
        *reading = read(app, self.unit, &self.grids, sheet, headings)?;
        self.total.store(reading.compared.rows.len() as u64, std::sync::atomic::Ordering::Relaxed);
        Ok(())
    }

    /// The file's name without its ending.
    pub(crate) fn stem(&self) -> String {
        std::path::Path::new(&self.file_name)
            .file_stem()
            .map(|stem| stem.to_string_lossy().into_owned())
            .unwrap_or_default()
    }

    /// The draft as a screen shows it.
    pub(crate) fn shown(&self, app: &App) -> Result<ImportDraft, AppError> {
        let reading = locked(&self.reading);
        let already = app.read(|reader| {
            let names = reader.actor_names()?;
            let before = reader.import_of(self.unit, &hex::encode(self.sha256))?;
            Ok(before.map(|row| Already { at: row.at, by: names.get(&row.actor).cloned().unwrap_or_default() }))
        })?;
        let columns = reading.headings.columns.iter().map(|column| ImportColumn {
            column: column.column.clone(),
            heading: column.heading.clone(),
            field: column.field,
            certain: column.certain,
            samples: column.samples.clone(),
            raw_samples: column.raw_samples.clone(),
            encoding: column.encoding.encoding,
            encoding_certain: column.encoding.certain,
            hidden: column.hidden,
        });
        Ok(ImportDraft {
            draft: self.id.clone(),
            file_name: self.file_name.clone(),
            size: self.size,
            sheet: reading.sheet,
            sheets: self.grids.iter().map(sheet).collect(),
            skipped: reading.skipped.clone(),
            header_row: reading.headings.header_row.unwrap_or(0),
            already,
            columns: columns.collect(),
            summary: reading.summary(),
        })
    }

    /// The refused rows as a file for HR, and how many they are.
    pub(crate) fn refused_file(&self) -> Result<(Vec<u8>, usize), AppError> {
        let reading = locked(&self.reading);
        let refused: Vec<sheet::RefusedRow> = reading
            .compared
            .rows
            .iter()
            .filter(|row| row.verdict == Verdict::Refused)
            .map(|row| sheet::RefusedRow {
                row: row.row.row,
                reasons: row.row.findings.iter().filter(|finding| finding.is_error()).map(sheet::sentence).collect(),
            })
            .collect();
        let grid = self.grids.get(reading.sheet).ok_or_else(|| AppError::of("draft_gone"))?;
        Ok((sheet::refused(grid, &reading.headings, &refused)?, refused.len()))
    }
}

impl Reading {
    /// Whether the list can be imported at all: somebody's name must be found.
    pub(crate) fn has_names(&self) -> bool {
        self.headings.has(PersonField::Name)
    }

    /// Whether nothing stands below the headings: a template that comes back as it went out.
    fn holds_headings_only(&self) -> bool {
        self.headings.header_row.is_some() && self.compared.rows.is_empty() && self.skipped.is_empty()
    }

    fn summary(&self) -> ImportSummary {
        let mut summary = ImportSummary {
            rows: self.compared.rows.len(),
            missing: self.compared.missing.len(),
            ..ImportSummary::default()
        };
        for row in &self.compared.rows {
            *match row.verdict {
                Verdict::New => &mut summary.new,
                Verdict::Updated => &mut summary.updated,
                Verdict::Unchanged => &mut summary.unchanged,
                Verdict::Refused => &mut summary.refused,
            } += 1;
            summary.warnings += usize::from(row.row.findings.iter().any(|finding| finding.level == Level::Warning));
            summary.conflicts += usize::from(row.changes.iter().any(|change| change.conflict));
        }
        summary
    }
}
