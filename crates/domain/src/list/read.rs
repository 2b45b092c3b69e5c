//! Reading the rows of a list into fields, with what is noticed about each.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::grid::{Cell, Grid};
use super::headings::Headings;
use super::limits::RAW_LENGTH;
use super::order::Order;
use super::skip::Skipper;
use super::source::{Reader, Source};
use super::twins::Twins;
use crate::finding::{Finding, FindingCode, Level};
use crate::person::{Fields, PersonField, RawFields, check_fields};
use crate::text::{Doubt, clean};

/// Fewer rows are judged sooner than a thread begins.
const ROWS_WORTH_A_THREAD: usize = 500;

/// A row of a list that holds a person.
#[derive(Debug, Clone, PartialEq)]
pub struct ListRow {
    /// The row as the spreadsheet numbers it, from 1.
    pub row: u32,
    /// What it says. A field that is missing here says nothing: an empty cell does not empty a field.
    pub fields: Fields,
    /// What the file has where something is noticed about a field, for the person who looks at it. Personal data: it
    /// goes to the screen and nowhere else.
    pub raw: BTreeMap<PersonField, String>,
    /// What is noticed about it.
    pub findings: Vec<Finding>,
    /// Whether an error keeps it out.
    pub refused: bool,
}

/// A list as it was read.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct List {
    /// Rows that hold people.
    pub rows: Vec<ListRow>,
    /// Rows that hold something but nobody: totals, signatures, titles. As the spreadsheet numbers them, from 1.
    pub skipped: Vec<u32>,
}

/// Reads every person of a sheet. The second row with a number is refused and names the first.
pub fn read(grid: &Grid, headings: &Headings, today: NaiveDate) -> List {
    let reader = Reader::new(grid, headings);
    let order = Order::of(&reader, headings.first_row());
    let mut skipper = Skipper::new(grid, headings, today, reader.heading_of_name());
    let mut twins = Twins::default();
    let mut list = List::default();
    let numbers: Vec<usize> =
        (headings.first_row()..grid.rows.len()).filter(|at| !grid.rows[*at].iter().all(Cell::is_empty)).collect();
    for (at, Judged { values, fields, mut findings }) in in_parallel(&numbers, |at| judge(&reader, at, today)) {
        let row = at as u32 + 1;
        if !skipper.is_person(at, &values) {
            list.skipped.push(row);
            continue;
        }
        order.judge(&reader, at, &mut findings);
        findings.extend(skipper.is_lone_text(at).then(|| Finding::of_row(FindingCode::RowLoneText)));
        findings.extend(grid.hidden_rows.contains(&at).then(|| Finding::of_row(FindingCode::RowHidden)));
        findings.extend(twins.look(row, &fields));
        for finding in &mut findings {
            finding.column = finding.column.take().or_else(|| reader.letter(finding.field?));
        }
        let raw = raw_of(&reader, at, &values, &findings);
        list.rows.push(ListRow { row, fields, raw, refused: findings.iter().any(Finding::is_error), findings });
    }
    list
}

/// What a row says by itself, whatever the others say.
struct Judged {
    values: RawFields,
    fields: Fields,
    findings: Vec<Finding>,
}

fn judge(reader: &Reader, at: usize, today: NaiveDate) -> Judged {
    let values = reader.raw(at);
    let (fields, noticed) = check_fields(&values, today, reader.grid.date_system);
    let mut findings = cell_findings(reader, at);
    // A cell that could not be read was told already; it is not missing.
    let told: Vec<_> =
        findings.iter().filter(|finding| is_of_cell(finding.code)).map(|finding| finding.field).collect();
    findings.extend(noticed.into_iter().filter(|finding| !told.contains(&finding.field)));
    Judged { values, fields, findings }
}

/// Judges rows on every core there is, and gives them in their order.
fn in_parallel<T: Send>(rows: &[usize], judge: impl Fn(usize) -> T + Sync) -> Vec<(usize, T)> {
    let workers = std::thread::available_parallelism().map_or(1, usize::from);
    let share = rows.len().div_ceil(workers).max(ROWS_WORTH_A_THREAD);
    std::thread::scope(|scope| {
        let judge = &judge;
        let work = |share: &'_ [usize]| share.iter().map(|at| (*at, judge(*at))).collect::<Vec<_>>();
        let mut shares = rows.chunks(share);
        let own = shares.next().unwrap_or_default();
        let others: Vec<_> = shares.map(|share| scope.spawn(move || work(share))).collect();
        let mut all = work(own);
        for other in others {
            // A panic in a worker is this thread's own.
            all.extend(other.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
        }
        all
    })
}

fn is_of_cell(code: FindingCode) -> bool {
    matches!(code, FindingCode::CellError | FindingCode::FormulaWithoutValue | FindingCode::CellMerged)
}

/// Errors of the spreadsheet itself, cells merged over several people, and text whose encoding is in doubt. In a field
/// that does not say who somebody is, an error only leaves the field out.
fn cell_findings(reader: &Reader, row: usize) -> Vec<Finding> {
    let found = reader.sources.iter().filter_map(|source| {
        let people = reader.people_merged(row, source);
        let finding = match reader.grid.cell(row, source.at) {
            _ if people > 1 => Finding::of(FindingCode::CellMerged, source.field).with("people", people),
            Cell::Error(error) => Finding::of(FindingCode::CellError, source.field).with("error", error),
            Cell::FormulaWithoutValue => Finding::of(FindingCode::FormulaWithoutValue, source.field),
            cell => match source.column.doubt(cell)? {
                Doubt::Converted(encoding) => {
                    Finding::of(FindingCode::EncodingLegacy, source.field).with("encoding", encoding.as_str())
                }
                Doubt::Kept(encoding) => {
                    Finding::of(FindingCode::EncodingKept, source.field).with("encoding", encoding.as_str())
                }
            },
        };
        let grave = finding.is_error() && (source.field.is_identity() || finding.code == FindingCode::CellMerged);
        let finding = if grave { finding } else { finding.at_level(Level::Warning) };
        Some(Finding { column: Some(source.column.column.clone()), ..finding })
    });
    found.collect()
}

/// What the file has in the fields about which something is noticed.
fn raw_of(reader: &Reader, row: usize, values: &RawFields, findings: &[Finding]) -> BTreeMap<PersonField, String> {
    let fields = findings.iter().filter_map(|finding| finding.field);
    let shown = |source: &Source| {
        let cell = reader.grid.cell(row, source.at);
        (source.column.doubt(cell).is_some() || matches!(cell, Cell::Error(_))).then(|| cell.shown())
    };
    let of = |field| {
        // Nine digits in the column of the number speak of the old number.
        let other = || values.get(&PersonField::Number).filter(|_| field == PersonField::OldNumber);
        let value = || values.get(&field).or_else(other).map(|value| clean(&value.text()));
        reader.of(field).find_map(shown).or_else(value)
    };
    fields
        .filter_map(|field| Some((field, of(field)?.chars().take(RAW_LENGTH).collect::<String>())))
        .filter(|(_, text)| !text.is_empty())
        .collect()
}

#[cfg(test)]
#[path = "read_tests.rs"]
mod tests;
