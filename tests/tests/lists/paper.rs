//! A sheet as somebody filled it in: cells of every kind, merged, hidden, in fonts. Files are made of it.

use std::collections::{BTreeMap, BTreeSet};

/// What somebody put into a cell.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum Ink {
    #[default]
    Blank,
    Text(String),
    Number(f64),
    /// A real date: year, month, day, and the number format that shows it.
    Date(i32, u32, u32, &'static str),
    /// A formula and the value that was last calculated; `None` when none ever was.
    Formula(&'static str, Option<String>),
    /// An error of the spreadsheet.
    Error(&'static str),
    Tick(bool),
}

impl Ink {
    pub fn text(text: impl Into<String>) -> Ink {
        let text = text.into();
        if text.is_empty() { Ink::Blank } else { Ink::Text(text) }
    }

    /// As a file without formats would hold it.
    pub fn plain(&self) -> String {
        match self {
            Ink::Blank | Ink::Formula(_, None) => String::new(),
            Ink::Text(text) => text.clone(),
            Ink::Number(number) => format!("{number}"),
            Ink::Date(year, month, day, _) => format!("{day:02}/{month:02}/{year:04}"),
            Ink::Formula(_, Some(value)) => value.clone(),
            Ink::Error(error) => (*error).to_owned(),
            Ink::Tick(yes) => if *yes { "TRUE" } else { "FALSE" }.to_owned(),
        }
    }
}

/// One sheet.
#[derive(Debug, Clone, Default)]
pub struct Paper {
    pub name: String,
    pub hidden: bool,
    pub rows: Vec<Vec<Ink>>,
    /// First row, first column, last row, last column.
    pub merged: Vec<(u32, u16, u32, u16)>,
    pub hidden_rows: BTreeSet<u32>,
    pub hidden_columns: BTreeSet<u16>,
    pub fonts: BTreeMap<u16, &'static str>,
}

/// How text becomes bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bytes {
    Utf8,
    Utf8Marked,
    Utf16Le,
    Utf16Be,
    /// Every character a byte of Windows-1252; the text was put into an old encoding before.
    Western,
}

/// What kind of file it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Xlsx,
    /// Old Excel for Mac counts days from 1904.
    XlsxFrom1904,
    Ods,
    Separated(char, Bytes),
}

impl Kind {
    pub fn ending(self) -> &'static str {
        match self {
            Kind::Xlsx | Kind::XlsxFrom1904 => "xlsx",
            Kind::Ods => "ods",
            Kind::Separated(..) => "csv",
        }
    }
}
