//! A list from HR: a grid of cells becomes rows of a person's fields, and those are compared with the roster.

mod compare;
mod grid;
mod guess;
mod headings;
mod limits;
mod meaning;
mod read;
mod skip;

pub use compare::{Change, Compared, ComparedRow, Known, Verdict, compare};
pub use grid::{Cell, Grid, column_letter};
pub use headings::{Column, ColumnUse, Headings, likeliest_sheet, recognise};
pub use limits::{MAX_COLUMNS, MAX_ROWS};
pub use read::{List, ListRow, read};
