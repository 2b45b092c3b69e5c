//! How much a ZIP archive unpacks to: by its own table of contents, before anything of it is unpacked, and then by
//! unpacking it to nowhere, because a table of contents can say what it likes.

use std::io::{Cursor, Read, copy, sink};

use zip::ZipArchive;

/// What the table of contents of an archive says.
pub(super) struct Contents {
    /// Bytes of all files, unpacked.
    pub(super) unpacked: u64,
    /// Whether it holds an OpenDocument content.
    pub(super) is_open_document: bool,
}

/// Signature and length of the record at the end, without its comment.
const END: (&[u8; 4], usize) = (b"PK\x05\x06", 22);
/// Signature and length of one entry of the table, without its names.
const ENTRY: (&[u8; 4], usize) = (b"PK\x01\x02", 46);
/// The comment after the end is at most this long.
const LONGEST_COMMENT: usize = 65_535;

/// Reads the table of contents; `None` when there is none. A 64-bit archive counts as endless: no list is so large.
pub(super) fn contents(bytes: &[u8]) -> Option<Contents> {
    let from = bytes.len().saturating_sub(END.1 + LONGEST_COMMENT);
    let end = (from..bytes.len().checked_sub(END.1)? + 1).rev().find(|at| bytes[*at..].starts_with(END.0))?;
    let entries = short(bytes, end + 10)?;
    let mut at = long(bytes, end + 16)? as usize;
    let mut contents = Contents { unpacked: 0, is_open_document: false };
    for _ in 0..entries {
        if !bytes.get(at..)?.starts_with(ENTRY.0) {
            return None;
        }
        let unpacked = long(bytes, at + 24)?;
        contents.unpacked += if unpacked == u32::MAX { u64::from(u32::MAX) } else { u64::from(unpacked) };
        let [name, extra, comment] = [28, 30, 32].map(|field| short(bytes, at + field));
        let name_at = at + ENTRY.1;
        contents.is_open_document |= bytes.get(name_at..name_at + usize::from(name?))? == b"content.xml";
        at = name_at + usize::from(name?) + usize::from(extra?) + usize::from(comment?);
    }
    Some(contents)
}

/// Whether all files of an archive together unpack to no more than `limit` bytes; `None` when one cannot be unpacked.
pub(super) fn unpacks_within(bytes: &[u8], limit: u64) -> Option<bool> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).ok()?;
    let mut left = limit;
    for at in 0..archive.len() {
        let mut file = archive.by_index(at).ok()?.take(left + 1);
        let unpacked = copy(&mut file, &mut sink()).ok()?;
        match left.checked_sub(unpacked) {
            Some(rest) => left = rest,
            None => return Some(false),
        }
    }
    Some(true)
}

fn short(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(bytes.get(at..at + 2)?.try_into().ok()?))
}

fn long(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
}

#[cfg(test)]
mod tests {
    use rust_xlsxwriter::Workbook;

    use super::*;

    #[test]
    fn a_table_of_contents_that_lies_is_not_believed() {
        let mut book = Workbook::new();
        book.add_worksheet().write_string(0, 0, "x".repeat(5_000)).expect("written");
        let mut bytes = book.save_to_buffer().expect("a file");
        let honest = contents(&bytes).expect("a table").unpacked;
        assert_eq!(unpacks_within(&bytes, 2_000), Some(false));
        assert_eq!(unpacks_within(&bytes, honest), Some(true));
        // Every entry promises a single byte.
        for at in 0..bytes.len() - 4 {
            if bytes[at..].starts_with(ENTRY.0) {
                bytes[at + 24..at + 28].copy_from_slice(&1u32.to_le_bytes());
            }
        }
        assert!(contents(&bytes).expect("a table").unpacked < 20);
        assert_ne!(unpacks_within(&bytes, 2_000), Some(true));
    }
}
