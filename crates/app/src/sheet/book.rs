//! Workbooks: xlsx cell by cell, so that a huge one is refused before it fills the memory; xls and ods sheet by sheet.

use std::collections::{BTreeMap, HashMap};
use std::io::Cursor;

use calamine::{
    Data, DataRef, Dimensions, NumberFormat, Ods, OdsError, Range, Reader, Sheet, SheetType, SheetVisible, Style, Xls,
    XlsError, Xlsx, XlsxError,
};
use luudong_domain::list::{Cell, Grid, Merged};
use luudong_domain::person::DateSystem;
use luudong_domain::text::Encoding;

use super::outline::{self, Outline};
use super::read::within_limits;
use super::{ROWS_A_WORD, SheetError, Watch};

/// Cells of a sheet whose fonts are looked at.
const FONT_CELLS: usize = 5_000;

/// Reads xlsx and xlsm, formulas by the value that was last calculated.
pub(super) fn read_xlsx(bytes: &[u8], watch: &Watch) -> Result<Vec<Grid>, SheetError> {
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(of_xlsx)?;
    // Two cores unpack the file at once.
    let (grids, mut outlines) = std::thread::scope(|scope| {
        let outlines = scope.spawn(|| outline::of_xlsx(bytes));
        let grids = cells_of_xlsx(&mut book, watch);
        (grids, outlines.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
    });
    let mut grids = grids?;
    for grid in &mut grids {
        let outline = outlines.remove(&grid.name);
        if outline.as_ref().is_none_or(|outline| outline.may_have_merged) {
            grid.merged = merged(&book.merge_cells_by_sheet_name(&grid.name).unwrap_or_default());
        }
        let outline = outline.unwrap_or_default();
        (grid.hidden_rows, grid.hidden_columns) = (outline.hidden_rows, outline.hidden_columns);
    }
    Ok(grids)
}

fn cells_of_xlsx(book: &mut Xlsx<Cursor<&[u8]>>, watch: &Watch) -> Result<Vec<Grid>, SheetError> {
    let date_system = if book.has_1904_epoch() { DateSystem::From1904 } else { DateSystem::From1900 };
    let mut grids = Vec::new();
    let mut rows_before = 0;
    for sheet in worksheets(book.sheets_metadata()) {
        let mut grid = Grid {
            hidden: sheet.visible != SheetVisible::Visible,
            date_system,
            fonts: fonts(book, &sheet.name).unwrap_or_default(),
            name: sheet.name,
            ..Grid::default()
        };
        let mut cells = book.worksheet_cells_reader(&grid.name).map_err(of_xlsx)?;
        while let Some(record) = cells.next_cell_with_formula_metadata().map_err(of_xlsx)? {
            let cell = match record.value {
                DataRef::Empty if record.formula.is_some() => Cell::FormulaWithoutValue,
                value => cell(Data::from(value)),
            };
            let before = grid.rows.len();
            put(&mut grid, record.pos.0 as usize, record.pos.1 as usize, cell)?;
            if grid.rows.len() / ROWS_A_WORD > before / ROWS_A_WORD {
                watch.rows(rows_before + grid.rows.len() as u64)?;
            }
        }
        drop(cells);
        dates_as_shown(book, &mut grid).map_err(of_xlsx)?;
        rows_before += grid.rows.len() as u64;
        watch.rows(rows_before)?;
        grids.push(grid);
    }
    Ok(grids)
}

/// Reads the xls of Excel 97 to 2003.
pub(super) fn read_xls(bytes: &[u8], watch: &Watch) -> Result<Vec<Grid>, SheetError> {
    // A protected xlsx comes in the same wrapping.
    if let Err(XlsxError::Password) = Xlsx::new(Cursor::new(bytes)) {
        return Err(SheetError::Protected);
    }
    let mut book: Xls<_> = Xls::new(Cursor::new(bytes)).map_err(|error| match error {
        XlsError::Password => SheetError::Protected,
        _ => SheetError::NotASpreadsheet,
    })?;
    let date_system = if book.has_1904_epoch() { DateSystem::From1904 } else { DateSystem::From1900 };
    let sheets = worksheets(book.sheets_metadata());
    let ranges = sheets.into_iter().map(|sheet| {
        let range = book.worksheet_range(&sheet.name).map_err(|_| SheetError::NotASpreadsheet)?;
        // Which rows are hidden, nobody tells of an xls.
        let merged = merged(&book.merge_cells_by_sheet_name(&sheet.name).unwrap_or_default());
        Ok((sheet, range, Outline { merged, ..Outline::default() }))
    });
    from_ranges(ranges, date_system, watch)
}

/// Reads the ods of LibreOffice.
pub(super) fn read_ods(bytes: &[u8], watch: &Watch) -> Result<Vec<Grid>, SheetError> {
    if !outline::is_whole_ods(bytes) {
        return Err(SheetError::NotASpreadsheet);
    }
    let mut book: Ods<_> = Ods::new(Cursor::new(bytes)).map_err(|error| match error {
        OdsError::Password => SheetError::Protected,
        OdsError::CellLimitExceeded { .. } => SheetError::TooManyRows { limit: luudong_domain::list::MAX_ROWS },
        _ => SheetError::NotASpreadsheet,
    })?;
    let mut outlines = outline::of_ods(bytes);
    let sheets = worksheets(book.sheets_metadata());
    let ranges = sheets.into_iter().map(|sheet| {
        let range = book.worksheet_range(&sheet.name).map_err(|_| SheetError::NotASpreadsheet)?;
        let outline = outlines.remove(&sheet.name).unwrap_or_default();
        Ok((sheet, range, outline))
    });
    from_ranges(ranges, DateSystem::From1900, watch)
}

fn worksheets(sheets: &[Sheet]) -> Vec<Sheet> {
    sheets.iter().filter(|sheet| sheet.typ == SheetType::WorkSheet).cloned().collect()
}

fn from_ranges(
    ranges: impl Iterator<Item = Result<(Sheet, Range<Data>, Outline), SheetError>>,
    date_system: DateSystem,
    watch: &Watch,
) -> Result<Vec<Grid>, SheetError> {
    let mut grids = Vec::new();
    let mut rows = 0;
    for range in ranges {
        let (sheet, range, outline) = range?;
        let hidden = sheet.visible != SheetVisible::Visible;
        let mut grid = Grid {
            name: sheet.name,
            hidden,
            date_system,
            hidden_rows: outline.hidden_rows,
            hidden_columns: outline.hidden_columns,
            merged: outline.merged,
            ..Grid::default()
        };
        let (first_row, first_column) = range.start().unwrap_or((0, 0));
        for (row, column, data) in range.used_cells() {
            put(&mut grid, first_row as usize + row, first_column as usize + column, cell(data.clone()))?;
        }
        rows += grid.rows.len() as u64;
        watch.rows(rows)?;
        grids.push(grid);
    }
    Ok(grids)
}

/// Puts a cell into its place. Empty ones take none, so that a border drawn down to the last row costs nothing.
fn put(grid: &mut Grid, row: usize, column: usize, cell: Cell) -> Result<(), SheetError> {
    if cell.is_empty() {
        return Ok(());
    }
    within_limits(row, column)?;
    if grid.rows.len() <= row {
        grid.rows.resize_with(row + 1, Vec::new);
    }
    let cells = &mut grid.rows[row];
    if cells.len() <= column {
        cells.resize(column + 1, Cell::Empty);
    }
    cells[column] = cell;
    Ok(())
}

fn cell(data: Data) -> Cell {
    match data {
        Data::Empty => Cell::Empty,
        Data::Int(number) => Cell::Number(number as f64),
        Data::Float(number) => Cell::Number(number),
        Data::String(text) | Data::DurationIso(text) => Cell::Text(text),
        Data::Bool(yes) => Cell::Bool(yes),
        // Less than a day is a time of day.
        Data::DateTime(time) if time.is_datetime() && time.as_f64() >= 1.0 => {
            let (year, month, day, ..) = time.to_ymd_hms_milli();
            Cell::Date { year: i32::from(year), month: u32::from(month), day: u32::from(day) }
        }
        Data::DateTime(time) => Cell::Number(time.as_f64()),
        Data::DateTimeIso(text) => iso_date(&text).unwrap_or(Cell::Text(text)),
        Data::Error(error) => Cell::Error(error.to_string()),
    }
}

fn iso_date(text: &str) -> Option<Cell> {
    let mut parts = text.get(..10)?.split('-').map(|part| part.parse::<u32>().ok());
    let (year, month, day) = (parts.next()??, parts.next()??, parts.next()??);
    Some(Cell::Date { year: year as i32, month, day })
}

/// Fonts of old encodings, by the columns whose cells mostly use one.
fn fonts(book: &mut Xlsx<Cursor<&[u8]>>, sheet: &str) -> Result<BTreeMap<usize, String>, XlsxError> {
    let mut cells = book.worksheet_cells_reader(sheet)?;
    let mut counts: HashMap<usize, HashMap<usize, usize>> = HashMap::new();
    for _ in 0..FONT_CELLS {
        let Some((_, column, style)) = cells.next_style_id()? else { break };
        *counts.entry(column as usize).or_default().entry(style).or_default() += 1;
    }
    let name = |style: usize| {
        let font = cells.styles().get(style)?.font.as_ref()?.name.clone()?;
        Encoding::of_font(&font).map(|_| font)
    };
    let most = |styles: &HashMap<usize, usize>| {
        styles.iter().max_by_key(|(style, count)| (**count, **style)).map(|(style, _)| *style)
    };
    Ok(counts.iter().filter_map(|(column, styles)| Some((*column, name(most(styles)?)?))).collect())
}

fn merged(found: &[Dimensions]) -> Vec<Merged> {
    let merged = found.iter().map(|found| Merged {
        rows: (found.start.0 as usize, found.end.0 as usize),
        columns: (found.start.1 as usize, found.end.1 as usize),
    });
    merged.collect()
}

/// A date of which only month or year are shown was typed so: `08/1990` becomes the first of August, and nobody said
/// that day.
fn dates_as_shown(book: &mut Xlsx<Cursor<&[u8]>>, grid: &mut Grid) -> Result<(), XlsxError> {
    let mut cells = book.worksheet_cells_reader(&grid.name)?;
    let shown = |style: &Style| style.number_format.as_ref().map_or(Shown::Day, Shown::of);
    let formats: Vec<Shown> = cells.styles().iter().map(shown).collect();
    if formats.iter().all(|shown| *shown == Shown::Day) {
        return Ok(());
    }
    while let Some((row, column, style)) = cells.next_style_id()? {
        let Some(cell) = grid.rows.get_mut(row as usize).and_then(|row| row.get_mut(column as usize)) else { continue };
        match (formats.get(style), &*cell) {
            (Some(Shown::Month), Cell::Date { year, month, day: 1 }) => {
                *cell = Cell::Text(format!("{month:02}/{year:04}"));
            }
            (Some(Shown::Year), Cell::Date { year, month: 1, day: 1 }) => *cell = Cell::Text(format!("{year:04}")),
            _ => {}
        }
    }
    Ok(())
}

/// How exactly a number format shows a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shown {
    Day,
    Month,
    Year,
}

impl Shown {
    fn of(format: &NumberFormat) -> Shown {
        // What stands in quotes and brackets are words and languages.
        let mut within = None;
        let letters: String = format
            .format_code
            .chars()
            .filter(|c| match (within, c) {
                (Some(end), c) => {
                    within = Some(end).filter(|end| end != c);
                    false
                }
                (None, '"') => {
                    within = Some('"');
                    false
                }
                (None, '[') => {
                    within = Some(']');
                    false
                }
                (None, _) => true,
            })
            .flat_map(char::to_lowercase)
            .collect();
        let has = |letter| letters.contains(letter);
        match (has('y'), has('m'), has('d')) {
            (true, true, false) if !has('h') && !has('s') => Shown::Month,
            (true, false, false) => Shown::Year,
            _ if format.format_id == Some(BUILT_IN_MONTH) => Shown::Month,
            _ => Shown::Day,
        }
    }
}

/// Excel's own `mmm-yy`.
const BUILT_IN_MONTH: u32 = 17;

fn of_xlsx(error: XlsxError) -> SheetError {
    match error {
        XlsxError::Password => SheetError::Protected,
        _ => SheetError::NotASpreadsheet,
    }
}
