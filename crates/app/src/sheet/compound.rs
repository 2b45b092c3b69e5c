//! The compound file that an xls, or a protected xlsx, is wrapped in: sectors that a table chains to streams. A chain
//! that runs in a circle has no end; who follows it fills the memory, so it is looked for before anybody does.

/// Length of the header, and where in it the first part of the list of table sectors begins.
const HEADER: (usize, usize) = (512, 76);
/// From here on numbers of sectors are marks: the end of a chain, a free sector and the like.
const FIRST_MARK: u32 = 0xffff_fffa;

/// Whether every chain of the file ends; `false` as well when it is no compound file.
pub(super) fn chains_end(bytes: &[u8]) -> bool {
    table(bytes).is_some_and(|table| has_no_circle(&table))
}

/// The table of what follows each sector.
fn table(bytes: &[u8]) -> Option<Vec<u32>> {
    let size = match bytes.get(30..32)? {
        [9, 0] => 512,
        [12, 0] => 4096,
        _ => return None,
    };
    // The sector before the first is the header's; the last may be cut short.
    let sector = |id: u32| {
        let from = (id as usize).checked_add(1)?.checked_mul(size)?;
        bytes.get(from..bytes.len().min(from.checked_add(size)?))
    };
    let mut listed: Vec<u32> = numbers(bytes.get(HEADER.1..HEADER.0)?).collect();
    let mut more = numbers(bytes.get(68..72)?).next()?;
    let mut left = bytes.len() / size;
    while more < FIRST_MARK {
        // Further parts of the list are chained too, by their last number.
        left = left.checked_sub(1)?;
        listed.extend(numbers(sector(more)?));
        more = listed.pop()?;
    }
    listed.retain(|id| *id < FIRST_MARK);
    // A table longer than the file has a sector of it twice.
    if listed.len() > bytes.len() / size {
        return None;
    }
    let sectors = listed.iter().map(|id| sector(*id)).collect::<Option<Vec<_>>>()?;
    Some(sectors.into_iter().flat_map(numbers).collect())
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
        assert!(chains_end(include_bytes!("specimens/list.xls")));
        assert!(chains_end(include_bytes!("specimens/protected.xlsx")));
        for bytes in [&[][..], &[0xd0, 0xcf, 0x11, 0xe0], &[7; 4000]] {
            assert!(!chains_end(bytes));
        }
    }
}
