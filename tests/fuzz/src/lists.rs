//! Bytes of a file, read and judged as the import does it, and what must hold whatever they are.

use std::cell::Cell;
use std::panic;
use std::sync::Once;
use std::sync::atomic::AtomicBool;

use luudong_app::sheet::{self, RefusedRow, SheetError, Watch};
use luudong_domain::list::{self, Elsewhere, Grid, Known, MAX_COLUMNS, MAX_ROWS, likeliest_sheet, recognise};
use luudong_domain::person::{DateSystem, RawFields, RawValue, check_fields};

use crate::today;

/// A sheet with more cells than this is read and recognised, not judged: the time goes to other inputs.
const CELLS_JUDGED: usize = 20_000;

/// Of the files whose length this divides the refused rows are written back: that takes ten times as long as the rest.
const WRITTEN_BACK: usize = 16;

thread_local! {
    static READING: Cell<bool> = const { Cell::new(false) };
}

/// Lets a panic of a parser of other people's through to `sheet::read`, which promises to catch it; libFuzzer would
/// end the process. A panic of the product's own code still ends it.
fn let_parsers_panic() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let ends_the_process = panic::take_hook();
        panic::set_hook(Box::new(move |told| {
            let theirs = told.location().is_some_and(|place| place.file().contains("/registry/src/"));
            if !(theirs && READING.get()) {
                ends_the_process(told);
            }
        }));
    });
}

/// Reads a file and judges every sheet of it.
pub fn import(bytes: &[u8], file_name: &str) {
    let_parsers_panic();
    let cancelled = AtomicBool::new(false);
    READING.set(true);
    let grids = sheet::read(bytes, file_name, &Watch { cancelled: &cancelled, progress: &|_| {} });
    READING.set(false);
    match grids {
        Ok(grids) => {
            assert!(grids.len() == 1 || likeliest_sheet(&grids) < grids.len());
            grids.iter().for_each(|grid| judge(grid, bytes.len().is_multiple_of(WRITTEN_BACK)));
        }
        Err(error) => assert_ne!(error, SheetError::Cancelled),
    }
}

fn judge(grid: &Grid, written_back: bool) {
    assert!(grid.rows.len() <= MAX_ROWS && grid.width() <= MAX_COLUMNS && grid.filled_rows() > 0);
    let headings = recognise(grid);
    assert!(headings.columns.len() <= MAX_COLUMNS);
    if grid.rows.len() * grid.width() > CELLS_JUDGED {
        return;
    }
    let list = list::read(grid, &headings, today());
    assert!(list.rows.len() + list.skipped.len() <= grid.filled_rows());
    assert!(list.rows.is_sorted_by(|one, next| one.row < next.row) && list.skipped.is_sorted());
    for row in &list.rows {
        assert!(row.row as usize <= grid.rows.len());
        assert_eq!(row.refused, row.findings.iter().any(|finding| finding.is_error()));
        // Canonical values pass the gate of a person's values unchanged.
        let raw: RawFields = row.fields.iter().map(|(field, value)| (*field, RawValue::from(value.as_str()))).collect();
        let (again, _) = check_fields(&raw, today(), DateSystem::From1900);
        assert_eq!(again, row.fields);
    }
    let refused: Vec<RefusedRow> = list
        .rows
        .iter()
        .filter(|row| row.refused)
        .map(|row| RefusedRow { row: row.row, reasons: row.findings.iter().map(sheet::sentence).collect() })
        .collect();
    if written_back && !refused.is_empty() {
        // HR gets every refused row back, whatever is in it.
        assert!(sheet::refused(grid, &headings, &refused).is_ok());
    }
    compare_twice(list.rows);
}

/// The same list beside the roster it has made changes nothing.
fn compare_twice(rows: Vec<list::ListRow>) {
    let first = list::compare::<usize>(rows.clone(), &[], &Elsewhere::default());
    let taken = first.rows.iter().enumerate().filter(|(_, row)| !row.row.refused);
    let known: Vec<Known<usize>> = taken
        .map(|(id, row)| Known { id, active: true, now: row.row.fields.clone(), listed: row.row.fields.clone() })
        .collect();
    let again = list::compare(rows, &known, &Elsewhere::default());
    assert_eq!(again.rows.len(), first.rows.len());
}
