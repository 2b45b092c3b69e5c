//! Text with separators (csv), as Excel, LibreOffice and the programs of agencies write it.

use luudong_domain::list::{Cell, Grid};
use luudong_domain::text::western;

use super::read::within_limits;
use super::{ROWS_A_WORD, SheetError, Watch};

/// Separators by how likely they are where none stands out; Vietnamese Excel writes semicolons.
const SEPARATORS: [u8; 4] = *b";,\t|";
/// Lines that are looked at to find the separator.
const LINES_LOOKED_AT: usize = 50;

/// Reads one sheet; its name is the file's.
pub(super) fn read(bytes: &[u8], file_name: &str, watch: &Watch) -> Result<Grid, SheetError> {
    let text = decoded(bytes)?;
    let (separator, text) = separator(&text);
    let mut reader =
        csv::ReaderBuilder::new().delimiter(separator).has_headers(false).flexible(true).from_reader(text.as_bytes());
    let mut grid = Grid { name: file_name.to_owned(), ..Grid::default() };
    let mut record = csv::StringRecord::new();
    // The parser leaves out empty lines; a spreadsheet counts them as rows.
    let mut lines = EmptyLines { text, at: 0 };
    while reader.read_record(&mut record).map_err(|_| SheetError::NotASpreadsheet)? {
        let start = record.position().map_or(0, |position| position.byte() as usize);
        let empty = lines.before(start, reader.position().byte() as usize);
        grid.rows.resize_with(grid.rows.len() + empty, Vec::new);
        let row = grid.rows.len();
        within_limits(row, 0)?;
        let mut cells: Vec<Cell> = record.iter().map(cell).collect();
        let filled = cells.iter().rposition(|cell| !cell.is_empty()).map_or(0, |last| last + 1);
        within_limits(row, filled.saturating_sub(1))?;
        cells.truncate(filled);
        grid.rows.push(cells);
        if grid.rows.len().is_multiple_of(ROWS_A_WORD) {
            watch.rows(grid.rows.len() as u64)?;
        }
    }
    watch.rows(grid.rows.len() as u64)?;
    Ok(grid)
}

fn cell(text: &str) -> Cell {
    if text.is_empty() {
        return Cell::Empty;
    }
    // `="001190000001"` is how some programs keep Excel from eating zeros.
    match text.strip_prefix("=\"").and_then(|rest| rest.strip_suffix('"')) {
        Some(inner) => Cell::Text(inner.to_owned()),
        None => Cell::Text(text.to_owned()),
    }
}

/// Counts the empty lines that the parser skipped.
struct EmptyLines<'a> {
    text: &'a str,
    at: usize,
}

impl EmptyLines<'_> {
    /// Empty lines between the end of the last record and the one at `start`, whose end is `end`.
    fn before(&mut self, start: usize, end: usize) -> usize {
        let between = self.text.get(self.at.min(start)..start).unwrap_or_default();
        // The parser may count skipped lines to the record that follows them.
        let inside = self.text.get(start..end).unwrap_or_default();
        let leading = inside.len() - inside.trim_start_matches(['\r', '\n']).len();
        let newlines = |text: &str| text.matches('\n').count().max(text.matches('\r').count());
        // The line end of the last record itself is not an empty line.
        let last = usize::from(self.at > 0 && !self.text[..self.at].ends_with('\n'));
        self.at = end;
        (newlines(between) + newlines(&inside[..leading])).saturating_sub(last)
    }
}

/// The separator that splits most lines alike, and the text after a line that names it (`sep=;`).
fn separator(text: &str) -> (u8, &str) {
    if let Some(rest) = text.strip_prefix("sep=")
        && let Some((named, rest)) = rest.split_once('\n')
        && let [separator] = named.trim_end_matches('\r').as_bytes()
    {
        return (*separator, rest);
    }
    let score = |separator: &u8| {
        let mut reader = csv::ReaderBuilder::new()
            .delimiter(*separator)
            .has_headers(false)
            .flexible(true)
            .from_reader(text.as_bytes());
        let widths: Vec<usize> =
            reader.records().take(LINES_LOOKED_AT).filter_map(Result::ok).map(|record| record.len()).collect();
        let alike = |width: usize| widths.iter().filter(|other| **other == width).count();
        widths.iter().filter(|width| **width > 1).map(|width| (alike(*width), *width)).max().unwrap_or((0, 0))
    };
    let best = SEPARATORS.iter().rev().max_by_key(|separator| score(separator)).copied();
    (best.unwrap_or(b','), text)
}

/// Text from bytes: by its mark, as UTF-8 when it is, else byte by byte as Windows-1252, from which the encodings of
/// old are told column by column later on.
fn decoded(bytes: &[u8]) -> Result<String, SheetError> {
    let text = match bytes {
        [0xef, 0xbb, 0xbf, rest @ ..] => String::from_utf8_lossy(rest).into_owned(),
        [0xff, 0xfe, rest @ ..] => utf16(rest, u16::from_le_bytes),
        [0xfe, 0xff, rest @ ..] => utf16(rest, u16::from_be_bytes),
        [_, 0, _, 0, ..] => utf16(bytes, u16::from_le_bytes),
        [0, _, 0, _, ..] => utf16(bytes, u16::from_be_bytes),
        _ => match std::str::from_utf8(bytes) {
            Ok(text) => text.to_owned(),
            // A damaged letter or two do not make Western text of the rest.
            Err(_) if is_mostly_utf8(bytes) => String::from_utf8_lossy(bytes).into_owned(),
            Err(_) => bytes.iter().map(|byte| western::from_byte(*byte)).collect(),
        },
    };
    let is_text = !text.contains('\0') && !text.trim_start().starts_with('<') && !text.starts_with("%PDF");
    if is_text { Ok(text) } else { Err(SheetError::NotASpreadsheet) }
}

/// Far more letters of several bytes than bytes that belong to none. In an old encoding it is the other way round.
fn is_mostly_utf8(bytes: &[u8]) -> bool {
    let chunks = bytes.utf8_chunks();
    let (good, bad) = chunks.fold((0, 0), |(good, bad), chunk| {
        let letters = chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        (good + letters, bad + usize::from(!chunk.invalid().is_empty()))
    });
    good > 10 * bad
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> String {
    let units = bytes.chunks_exact(2).map(|pair| unit([pair[0], pair[1]]));
    char::decode_utf16(units).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)).collect()
}
