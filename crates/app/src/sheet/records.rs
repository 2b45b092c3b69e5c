//! How much room the sheets of an xls ask for. Its reader makes a place for every cell between the first and the last
//! of a sheet before anybody can say how many are too many, so two far cells are looked for first.

use luudong_domain::list::MAX_COLUMNS;

use super::SheetError;
use super::compound::Compound;
use super::read::MAX_UNPACKED_BYTES;

/// Bytes that the reader takes for a place: a value, its copy and a formula.
const PLACE_BYTES: u64 = 72;
/// Columns of a sheet of Excel 97.
const COLUMNS: u64 = 256;

const FORMULA: u16 = 0x0006;
const END: u16 = 0x000a;
const SHEET: u16 = 0x0085;
const MANY_NUMBERS: u16 = 0x00bd;
const DIMENSIONS: u16 = 0x0200;
const BEGINNING: u16 = 0x0809;
/// Records of one cell: rich, shared and plain text, a number in two ways, yes or no.
const CELLS: [u16; 6] = [0x00d6, 0x00fd, 0x0204, 0x0203, 0x027e, 0x0205];

/// Refuses a workbook whose sheets reach further than any list.
pub(super) fn within_limits(file: &Compound) -> Result<(), SheetError> {
    // Without a workbook the reader says so itself.
    let Some(book) = file.stream(&["Workbook", "Book"]) else { return Ok(()) };
    let mut places = 0;
    for (kind, data) in records(&book).take_while(|(kind, _)| *kind != END) {
        if let (SHEET, Some(at)) = (kind, data.get(..4)) {
            let at = u32::from_le_bytes([at[0], at[1], at[2], at[3]]) as usize;
            places += extent(book.get(at..).unwrap_or_default())?;
        }
        if places.saturating_mul(PLACE_BYTES) > MAX_UNPACKED_BYTES {
            return Err(SheetError::TooLarge { limit_mib: MAX_UNPACKED_BYTES >> 20 });
        }
    }
    Ok(())
}

/// Places from the first cell of a sheet to the furthest one that holds something.
fn extent(sheet: &[u8]) -> Result<u64, SheetError> {
    let (mut rows, mut columns) = (0, 0);
    let mut depth = 0_u32;
    for (kind, data) in records(sheet) {
        let number = |at: usize| Some(u64::from(u16::from_le_bytes(data.get(at..at + 2)?.try_into().ok()?)));
        match kind {
            // A chart in the sheet has records of its own.
            BEGINNING => depth += 1,
            END if depth <= 1 => break,
            END => depth -= 1,
            DIMENSIONS if !are_possible(data) => return Err(SheetError::NotASpreadsheet),
            _ => {}
        }
        if kind == FORMULA || kind == MANY_NUMBERS || CELLS.contains(&kind) {
            let (Some(row), Some(column)) = (number(0), number(2)) else { continue };
            let more = if kind == MANY_NUMBERS { (data.len() as u64).saturating_sub(12) / 6 } else { 0 };
            (rows, columns) = (rows.max(row + 1), columns.max(column + more + 1));
        }
    }
    if columns > COLUMNS {
        Err(SheetError::NotASpreadsheet)
    } else if rows * columns * PLACE_BYTES > MAX_UNPACKED_BYTES {
        // With the most rows there are, it still takes more columns than a list has.
        Err(SheetError::TooManyColumns { limit: MAX_COLUMNS })
    } else {
        Ok(rows * columns)
    }
}

/// Whether a sheet says of itself a size that a sheet of Excel 97 may have: its reader reserves that at once.
fn are_possible(dimensions: &[u8]) -> bool {
    let number = |at: usize, bytes: usize| {
        let bytes = dimensions.get(at..at + bytes).unwrap_or_default();
        bytes.iter().rev().fold(0, |number, byte| number << 8 | u64::from(*byte))
    };
    let (rows, columns) = match dimensions.len() {
        10 => (number(2, 2), number(6, 2)),
        _ => (number(4, 4), number(10, 2)),
    };
    rows <= 1 << 16 && columns <= COLUMNS
}

/// Kind and content of each record, to the end or to one that is cut off.
fn records(stream: &[u8]) -> impl Iterator<Item = (u16, &[u8])> {
    let mut rest = stream;
    std::iter::from_fn(move || {
        let (head, after) = rest.split_at_checked(4)?;
        let (data, next) = after.split_at_checked(usize::from(u16::from_le_bytes([head[2], head[3]])))?;
        rest = next;
        Some((u16::from_le_bytes([head[0], head[1]]), data))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(kind: u16, numbers: &[u16]) -> Vec<u8> {
        let head = [kind, numbers.len() as u16 * 2];
        head.iter().chain(numbers).flat_map(|number| number.to_le_bytes()).collect()
    }

    #[test]
    fn a_sheet_is_as_large_as_its_furthest_cell() {
        let begin = record(BEGINNING, &[0x600, 0x10]);
        let end = record(END, &[]);
        let cell = |row, column| record(0x00fd, &[row, column, 0, 0, 0]);
        for (records, places) in [
            (vec![], Ok(0)),
            (vec![cell(0, 0)], Ok(1)),
            (vec![cell(99, 0), cell(0, 19)], Ok(2_000)),
            (vec![record(MANY_NUMBERS, &[9, 1, 0, 0, 0, 0, 0, 0, 2])], Ok(30)),
            (vec![cell(65_535, 99)], Ok(6_553_600)),
            (vec![cell(65_535, 0), cell(0, 255)], Err(SheetError::TooManyColumns { limit: MAX_COLUMNS })),
            (vec![cell(0, 256)], Err(SheetError::NotASpreadsheet)),
            // A chart in it does not end it.
            (vec![begin.clone(), end.clone(), cell(4, 1)], Ok(10)),
            (vec![record(DIMENSIONS, &[0, 0, 0, 1, 0, 256, 0])], Ok(0)),
            (vec![record(DIMENSIONS, &[0, 0, 1, 1, 0, 256, 0])], Err(SheetError::NotASpreadsheet)),
            (vec![record(DIMENSIONS, &[0, 0, 0, 1, 0, 257, 0])], Err(SheetError::NotASpreadsheet)),
            (vec![record(FORMULA, &[1])], Ok(0)),
        ] {
            let sheet = [&begin[..], &records.concat(), &end, &cell(9_999, 99)].concat();
            assert_eq!(extent(&sheet), places);
        }
    }
}
