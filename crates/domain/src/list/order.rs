//! Day first, as in Vietnam, or month first? A single date like 05/06/1990 does not say; its column does. Where it
//! speaks for the month, no date that may be read both ways is taken.

use super::grid::Cell;
use super::meaning::plain;
use super::source::{Reader, Source};
use crate::finding::{Finding, FindingCode};
use crate::person::PersonField;

/// How many texts must stand beside how many real dates to show that a program swapped day and month in the latter.
const SWAPPED: usize = 2;
/// A column with one date in this many that only reads month first is in doubt as a whole.
const ONE_IN: usize = 5;

/// What the columns of the birth date say about their order.
pub(super) struct Order {
    /// Columns, and whether their texts and their real dates are in doubt.
    doubts: Vec<(usize, Doubts)>,
}

#[derive(Default, Clone, Copy)]
struct Doubts {
    texts: bool,
    dates: bool,
}

/// What a column has.
#[derive(Default)]
struct Seen {
    day_first: usize,
    month_first: usize,
    open: usize,
    early_dates: usize,
    late_dates: usize,
}

impl Order {
    /// Looks at all dates below the headings.
    pub(super) fn of(reader: &Reader, first: usize) -> Order {
        let doubts = reader.of(PersonField::Birth).map(|source| (source.at, doubts(reader, source, first)));
        Order { doubts: doubts.collect() }
    }

    /// Puts the doubt in place of whatever else was found about the birth date of a row.
    pub(super) fn judge(&self, reader: &Reader, row: usize, findings: &mut Vec<Finding>) {
        let doubtful = self.doubts.iter().any(|(at, doubts)| match reader.grid.cell(row, *at) {
            Cell::Text(text) => doubts.texts && pair(text).is_some_and(|(a, b)| a <= 12 && a != b),
            Cell::Date { month, day, .. } => doubts.dates && *day <= 12 && month != day,
            _ => false,
        });
        if doubtful {
            findings.retain(|finding| finding.field != Some(PersonField::Birth));
            findings.push(Finding::of(FindingCode::BirthOrderDoubtful, PersonField::Birth));
        }
    }
}

fn doubts(reader: &Reader, source: &Source, first: usize) -> Doubts {
    let mut seen = Seen::default();
    for row in first..reader.grid.rows.len() {
        match reader.grid.cell(row, source.at) {
            Cell::Text(text) => match pair(text) {
                Some((13.., _)) => seen.day_first += 1,
                Some((_, 13..)) => seen.month_first += 1,
                Some((a, b)) if a != b => seen.open += 1,
                _ => {}
            },
            Cell::Date { day: 13.., .. } => seen.late_dates += 1,
            Cell::Date { .. } => seen.early_dates += 1,
            _ => {}
        }
    }
    let heading = plain(&source.column.heading);
    let says_so = heading.contains("mm dd") || heading.contains("month day");
    let english = ["birth", "dob"].iter().any(|word| heading.contains(word));
    let unproven = english && seen.open > 0 && seen.day_first == 0 && seen.late_dates == 0;
    let by_dates = seen.month_first > 0 && seen.month_first * ONE_IN >= seen.day_first;
    // What a program with American settings could read, it made a date of, with day and month swapped; what it could
    // not read stayed text.
    let swapped = seen.early_dates >= SWAPPED
        && seen.day_first >= SWAPPED
        && seen.late_dates == 0
        && seen.open == 0
        && seen.month_first == 0;
    Doubts { texts: says_so || unproven || by_dates, dates: swapped }
}

/// The first two of three numbers that end with the year.
fn pair(text: &str) -> Option<(u32, u32)> {
    let mut numbers = text.trim().split(['/', '-', '.', ' ']).filter(|part| !part.is_empty());
    let (first, second, year) = (numbers.next()?, numbers.next()?, numbers.next()?);
    let short = |part: &str| if part.len() <= 2 { part.parse().ok() } else { None };
    (year.len() == 4 || year.len() == 2).then_some(())?;
    year.bytes().all(|b| b.is_ascii_digit()).then_some((short(first)?, short(second)?))
}

#[cfg(test)]
mod tests {
    use super::pair;

    #[test]
    fn the_first_two_numbers() {
        for (text, found) in [
            ("05/06/1990", Some((5, 6))),
            (" 5-6-90", Some((5, 6))),
            ("08/15/1990 00:00", Some((8, 15))),
            ("1990-06-05", None),
            ("06/1990", None),
            ("1990", None),
            ("x", None),
        ] {
            assert_eq!(pair(text), found, "{text}");
        }
    }
}
