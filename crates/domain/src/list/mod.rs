//! A list from HR: a grid of cells becomes rows of a person's fields, and those are compared with the roster.

mod compare;
mod elsewhere;
mod grid;
mod guess;
mod headings;
mod limits;
mod meaning;
mod order;
mod read;
mod settle;
mod skip;
mod source;
mod twins;

pub use compare::{Change, Compared, ComparedRow, Known, Verdict, compare};
pub use elsewhere::Elsewhere;
pub use grid::{Cell, Grid, Merged, column_letter};
pub use headings::{Column, ColumnUse, Headings, is_list, likeliest_sheet, recognise};
pub use limits::{MAX_COLUMNS, MAX_ROWS};
pub use read::{List, ListRow, read};
