//! The lists, by what is nasty about them.

mod dates;
mod dressings;
mod encodings;
mod headings;
mod looks;
mod names;
mod numbers;
mod rows;
mod twins;

use super::list::{Col, List, USUAL};
use super::paper::Ink;

/// All of them; seeds keep their people apart.
pub fn all() -> Vec<List> {
    let mut lists = Vec::new();
    for (group, make) in [
        (100, dressings::lists as fn(&mut Seeds) -> Vec<List>),
        (300, encodings::lists),
        (400, headings::lists),
        (500, dates::lists),
        (600, numbers::lists),
        (650, names::lists),
        (700, rows::lists),
        (800, looks::lists),
        (900, twins::lists),
    ] {
        lists.extend(make(&mut Seeds(group)));
    }
    lists
}

/// Seeds of a group, one after the other.
pub struct Seeds(u64);

impl Seeds {
    fn next(&mut self) -> u64 {
        self.0 += 1;
        self.0
    }

    /// A usual list of ten people.
    fn usual(&mut self, name: &str) -> List {
        self.of(name, 10, USUAL)
    }

    fn of(&mut self, name: &str, count: usize, columns: &[Col]) -> List {
        List::new(name, self.next(), count, columns)
    }
}

/// A row of texts from the first column on.
fn texts(cells: &[&str]) -> Vec<Ink> {
    cells.iter().map(|text| Ink::text(*text)).collect()
}

/// One text in a column.
fn at(list: &List, col: Col, text: &str) -> Vec<Ink> {
    let mut row = vec![Ink::Blank; list.at(col) as usize];
    row.push(Ink::text(text));
    row
}
