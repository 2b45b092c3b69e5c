//! How a sheet looks on the screen, as far as that says something about its people: rows and columns that are hidden,
//! cells that are merged. The reader of cells does not tell it, so the XML of the file is asked.

use std::collections::{BTreeSet, HashMap};
use std::io::{BufReader, Cursor, Read};

use luudong_domain::list::{MAX_COLUMNS, MAX_ROWS, Merged};
use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};
use zip::ZipArchive;

/// How one sheet looks.
#[derive(Default)]
pub(super) struct Outline {
    /// Hidden rows, from 0.
    pub(super) hidden_rows: BTreeSet<usize>,
    /// Hidden columns, from 0.
    pub(super) hidden_columns: BTreeSet<usize>,
    /// Merged cells; only OpenDocument's are found here.
    pub(super) merged: Vec<Merged>,
    /// Whether there may be merged cells: to read those of an xlsx costs as much as to read its cells.
    pub(super) may_have_merged: bool,
}

/// The outlines of the sheets of an xlsx, by the names of the sheets. What cannot be read says nothing.
pub(super) fn of_xlsx(bytes: &[u8]) -> HashMap<String, Outline> {
    let Ok(mut archive) = ZipArchive::new(Cursor::new(bytes)) else { return HashMap::new() };
    let mut targets = HashMap::new();
    walk(&mut archive, "xl/_rels/workbook.xml.rels", |tag| {
        if let ("Relationship", Some(id), Some(target)) = (name(tag), value(tag, "Id"), value(tag, "Target")) {
            let path = target.strip_prefix('/').map_or_else(|| format!("xl/{target}"), str::to_owned);
            targets.insert(id, path);
        }
    });
    let mut sheets = Vec::new();
    walk(&mut archive, "xl/workbook.xml", |tag| {
        if let ("sheet", Some(sheet), Some(id)) = (name(tag), value(tag, "name"), value(tag, "r:id")) {
            sheets.push((sheet, id));
        }
    });
    let mut outlines = HashMap::new();
    for (sheet, id) in sheets {
        let path = targets.get(&id).map_or("", String::as_str);
        // Of what cannot be read here nothing is said: whoever reads the cells may find it all the same.
        let Some([hidden, merged]) = mentions(&mut archive, path, ["hidden=", "mergeCell"]) else { continue };
        let mut outline = Outline { may_have_merged: merged, ..Outline::default() };
        if !hidden {
            outlines.insert(sheet, outline);
            continue;
        }
        let mut next_row = 0;
        walk(&mut archive, path, |tag| match name(tag) {
            "row" => {
                let row = number(tag, "r").map_or(next_row, |row| row.saturating_sub(1));
                if is_set(tag, "hidden") && row < MAX_ROWS {
                    outline.hidden_rows.insert(row);
                }
                next_row = row + 1;
            }
            "col" if is_set(tag, "hidden") => {
                let first = number(tag, "min").unwrap_or(1).max(1) - 1;
                let end = number(tag, "max").unwrap_or(first + 1).min(MAX_COLUMNS);
                outline.hidden_columns.extend(first..end);
            }
            _ => {}
        });
        outlines.insert(sheet, outline);
    }
    outlines
}

/// The outlines of the sheets of an ods, by the names of the sheets.
pub(super) fn of_ods(bytes: &[u8]) -> HashMap<String, Outline> {
    let mut outlines: HashMap<String, Outline> = HashMap::new();
    let Ok(mut archive) = ZipArchive::new(Cursor::new(bytes)) else { return outlines };
    if mentions(&mut archive, "content.xml", ["visibility=", "-spanned="]).is_none_or(|found| found == [false, false]) {
        return outlines;
    }
    let mut sheet = String::new();
    // The places after the current row and cell, and after the current column of the sheet's description.
    let (mut row, mut column, mut described) = (0_usize, 0_usize, 0_usize);
    let mut repeated = 0;
    walk(&mut archive, "content.xml", |tag| {
        let outline = outlines.entry(sheet.clone()).or_default();
        let hidden = || value(tag, "table:visibility").is_some_and(|shown| shown != "visible");
        match name(tag) {
            "table" => {
                sheet = value(tag, "table:name").unwrap_or_default();
                (row, column, described, repeated) = (0, 0, 0, 0);
            }
            "table-column" => {
                let end = described.saturating_add(number(tag, "table:number-columns-repeated").unwrap_or(1));
                if hidden() {
                    outline.hidden_columns.extend(described..end.min(MAX_COLUMNS));
                }
                described = end;
            }
            "table-row" => {
                (row, column) = (row.saturating_add(repeated), 0);
                repeated = number(tag, "table:number-rows-repeated").unwrap_or(1);
                if hidden() {
                    outline.hidden_rows.extend(row..row.saturating_add(repeated).min(MAX_ROWS));
                }
            }
            "table-cell" | "covered-table-cell" => {
                let spanned = |attribute| number(tag, attribute).unwrap_or(1).max(1);
                let (rows, columns) = (spanned("table:number-rows-spanned"), spanned("table:number-columns-spanned"));
                if rows > 1 || columns > 1 {
                    let (rows, columns) = (row.saturating_add(rows - 1), column.saturating_add(columns - 1));
                    outline.merged.push(Merged { rows: (row, rows), columns: (column, columns) });
                }
                column = column.saturating_add(spanned("table:number-columns-repeated"));
            }
            _ => {}
        }
    });
    outlines
}

/// Bytes looked at in one go.
const CHUNK: usize = 64 << 10;

/// Which of some words stand in a file of the archive, where it can be read: most have none, and taking 20,000 rows of XML apart to
/// learn that costs a third of the whole reading.
fn mentions<const N: usize>(
    archive: &mut ZipArchive<Cursor<&[u8]>>,
    path: &str,
    words: [&str; N],
) -> Option<[bool; N]> {
    let mut found = [false; N];
    let mut file = archive.by_name(path).ok()?;
    let finders = words.map(|word| memchr::memmem::Finder::new(word.as_bytes()));
    let longest = words.iter().map(|word| word.len()).max().unwrap_or(0);
    let mut seen: Vec<u8> = Vec::with_capacity(CHUNK + longest);
    while found.contains(&false) {
        // A word may lie across two chunks.
        seen.drain(..seen.len().saturating_sub(longest));
        if file.by_ref().take(CHUNK as u64).read_to_end(&mut seen).ok()? == 0 {
            break;
        }
        for (found, finder) in found.iter_mut().zip(&finders) {
            *found |= finder.find(&seen).is_some();
        }
    }
    Some(found)
}

/// Whether the content of an ods is XML to its end, everything closed that was opened. The reader of cells waits for the
/// end of a table, and waits forever where the file ends before it.
pub(super) fn is_whole_ods(bytes: &[u8]) -> bool {
    let Ok(mut archive) = ZipArchive::new(Cursor::new(bytes)) else { return false };
    let Ok(file) = archive.by_name("content.xml") else { return false };
    let mut reader = Reader::from_reader(BufReader::new(file));
    let mut buffer = Vec::new();
    let mut open = 0_usize;
    loop {
        buffer.clear();
        match reader.read_event_into(&mut buffer) {
            Ok(Event::Start(_)) => open += 1,
            // One that nothing opened is an error of the reader's own.
            Ok(Event::End(_)) => open = open.saturating_sub(1),
            Ok(Event::Eof) => return open == 0,
            Err(_) => return false,
            Ok(_) => {}
        }
    }
}

/// Shows every opening tag of a file of the archive to `see`, up to its end or to where it is no XML any more.
fn walk(archive: &mut ZipArchive<Cursor<&[u8]>>, path: &str, mut see: impl FnMut(&BytesStart<'_>)) {
    let Ok(file) = archive.by_name(path) else { return };
    let mut reader = Reader::from_reader(BufReader::new(file));
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        match reader.read_event_into(&mut buffer) {
            Ok(Event::Start(tag) | Event::Empty(tag)) => see(&tag),
            Ok(Event::Eof) | Err(_) => return,
            Ok(_) => {}
        }
    }
}

fn name<'a>(tag: &'a BytesStart<'_>) -> &'a str {
    let name = tag.name().0;
    name.rsplit_once(':').map_or(name, |(_, name)| name)
}

fn value(tag: &BytesStart<'_>, attribute: &str) -> Option<String> {
    let found = tag.try_get_attribute(attribute).ok()??;
    Some(found.normalized_value(XmlVersion::Implicit1_0).ok()?.into_owned())
}

fn number(tag: &BytesStart<'_>, attribute: &str) -> Option<usize> {
    value(tag, attribute)?.parse().ok()
}

fn is_set(tag: &BytesStart<'_>, attribute: &str) -> bool {
    value(tag, attribute).is_some_and(|set| set == "1" || set == "true")
}
