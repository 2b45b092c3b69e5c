//! How much a ZIP archive unpacks to, by its own table of contents, before anything of it is unpacked.

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

fn short(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(bytes.get(at..at + 2)?.try_into().ok()?))
}

fn long(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
}
