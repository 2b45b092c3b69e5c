//! The compound file that an xls, or a protected xlsx, is wrapped in: sectors that a table chains to streams. A chain
//! that runs in a circle has no end; who follows it fills the memory, so it is looked for before anybody does.

/// Length of the header, and where in it the first part of the list of table sectors begins.
const HEADER: (usize, usize) = (512, 76);
/// From here on numbers of sectors are marks: the end of a chain, a free sector and the like.
const FIRST_MARK: u32 = 0xffff_fffa;

/// Bytes of an entry of the directory, and of a sector of the small streams, which lie in one stream together.
const ENTRY: usize = 128;
const SMALL_SECTOR: usize = 64;
/// Streams shorter than this are small.
const SMALL: usize = 4096;

/// A compound file whose chains all end.
pub(super) struct Compound<'a> {
    bytes: &'a [u8],
    sector_size: usize,
    /// What follows each sector.
    next: Vec<u32>,
}

impl Compound<'_> {
    /// Reads the table of a file; `None` when it is no compound file or some chain of it runs in a circle.
    pub(super) fn read(bytes: &[u8]) -> Option<Compound<'_>> {
        let sector_size = match bytes.get(30..32)? {
            [9, 0] => 512,
            [12, 0] => 4096,
            _ => return None,
        };
        let mut file = Compound { bytes, sector_size, next: Vec::new() };
        let mut listed: Vec<u32> = numbers(bytes.get(HEADER.1..HEADER.0)?).collect();
        let mut more = file.number(68)?;
        let mut left = bytes.len() / sector_size;
        while more < FIRST_MARK {
            // Further parts of the list are chained too, by their last number.
            left = left.checked_sub(1)?;
            listed.extend(numbers(file.sector(more)?));
            more = listed.pop()?;
        }
        listed.retain(|id| *id < FIRST_MARK);
        // A table longer than the file has a sector of it twice.
        if listed.len() > bytes.len() / sector_size {
            return None;
        }
        for id in listed {
            let part: Vec<u32> = numbers(file.sector(id)?).collect();
            file.next.extend(part);
        }
        has_no_circle(&file.next).then_some(file)
    }

    /// The first of some streams that there is, by their names.
    pub(super) fn stream(&self, names: &[&str]) -> Option<Vec<u8>> {
        let directory = self.chain(self.number(48)?, usize::MAX);
        let entries: Vec<&[u8]> = directory.chunks_exact(ENTRY).collect();
        let named = |name: &&str| entries.iter().find(|entry| name_of(entry).eq_ignore_ascii_case(name));
        let (start, length) = place(names.iter().find_map(named)?)?;
        if length >= SMALL {
            return Some(self.chain(start, length));
        }
        let (all, all_length) = place(entries.first()?)?;
        let all = self.chain(all, all_length);
        let next: Vec<u32> = numbers(&self.chain(self.number(60)?, usize::MAX)).collect();
        let sector = |id: u32| all.get(id as usize * SMALL_SECTOR..)?.chunks(SMALL_SECTOR).next();
        Some(follow(start, length, &next, sector))
    }

    fn number(&self, at: usize) -> Option<u32> {
        numbers(self.bytes.get(at..at + 4)?).next()
    }

    /// A sector. The one before the first is the header's; the last may be cut short.
    fn sector(&self, id: u32) -> Option<&[u8]> {
        let from = (id as usize).checked_add(1)?.checked_mul(self.sector_size)?;
        self.bytes.get(from..self.bytes.len().min(from.checked_add(self.sector_size)?))
    }

    fn chain(&self, start: u32, length: usize) -> Vec<u8> {
        follow(start, length, &self.next, |id| self.sector(id))
    }
}

/// The content of a chain, to its end or where it breaks; never more than `length` bytes.
fn follow<'a>(start: u32, length: usize, next: &[u32], sector: impl Fn(u32) -> Option<&'a [u8]>) -> Vec<u8> {
    let mut content = Vec::new();
    let mut at = Some(start);
    while let Some(part) = at.and_then(&sector) {
        content.extend_from_slice(&part[..part.len().min(length - content.len())]);
        if content.len() == length {
            break;
        }
        at = at.and_then(|at| next.get(at as usize)).copied();
    }
    content
}

fn name_of(entry: &[u8]) -> String {
    let units = entry[..64].chunks_exact(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]]));
    char::decode_utf16(units.take_while(|unit| *unit != 0)).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)).collect()
}

/// Where a stream starts and how long it says it is.
fn place(entry: &[u8]) -> Option<(u32, usize)> {
    let mut numbers = numbers(entry.get(116..124)?);
    Some((numbers.next()?, numbers.next()? as usize))
}

fn numbers(bytes: &[u8]) -> impl Iterator<Item = u32> {
    bytes.chunks_exact(4).map(|four| u32::from_le_bytes([four[0], four[1], four[2], four[3]]))
}

fn has_no_circle(table: &[u32]) -> bool {
    // By which walk a sector was come by; 0: by none.
    let mut walked = vec![0; table.len()];
    for (walk, start) in (1..).zip(0..table.len()) {
        let mut at = start;
        while walked.get(at) == Some(&0) {
            walked[at] = walk;
            at = table[at] as usize;
        }
        // It ended where it had been itself, not where an earlier walk had.
        if walked.get(at) == Some(&walk) {
            return false;
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chain_without_an_end_is_found() {
        const END: u32 = 0xffff_fffe;
        for (table, ends) in [
            (vec![], true),
            (vec![1, 2, END], true),
            (vec![END, 0, 1], true),
            (vec![2, END, 1, 0xffff_ffff], true),
            (vec![0], false),
            (vec![1, 0], false),
            (vec![1, 2, 3, 1], false),
            (vec![END, 2, 3, 1], false),
            (vec![3, 0, 1, 2], false),
            // Beyond the table, where a reader stops by itself.
            (vec![7, 0], true),
        ] {
            assert_eq!(has_no_circle(&table), ends, "{table:?}");
        }
    }

    #[test]
    fn honest_files_pass_and_what_is_none_does_not() {
        let list = Compound::read(include_bytes!("specimens/list.xls")).expect("a compound file");
        assert_eq!(list.stream(&["Book", "workbook"]).expect("a stream")[..2], [0x09, 0x08], "it begins");
        let protected = Compound::read(include_bytes!("specimens/protected.xlsx")).expect("a compound file");
        assert!(protected.stream(&["EncryptedPackage"]).is_some_and(|stream| !stream.is_empty()));
        // A small one, out of the stream that they share.
        assert!(protected.stream(&["EncryptionInfo"]).is_some_and(|stream| !stream.is_empty()));
        assert!(protected.stream(&["Workbook", "Book"]).is_none());
        for bytes in [&[][..], &[0xd0, 0xcf, 0x11, 0xe0], &[7; 4000]] {
            assert!(Compound::read(bytes).is_none());
        }
    }
}
