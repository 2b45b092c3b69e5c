//! One list: people as they are, how HR wrote them down, and what must come of every row.

use std::collections::BTreeMap;

use super::old_text::Script;
use super::paper::{Bytes, Ink, Kind, Paper};
use super::people::{Person, people};

/// What a column holds, as HR means it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Col {
    Count,
    Code,
    Name,
    Surname,
    Given,
    Birth,
    Day,
    Month,
    Year,
    Sex,
    TickMale,
    TickFemale,
    Number,
    Old,
    Department,
    Phone,
    Address,
    Note,
    /// A column that nobody asked for, with its heading.
    Extra(&'static str),
}

/// What must come of a row.
#[derive(Debug, Clone, PartialEq)]
pub enum Verdict {
    /// Taken with exactly these values and these warnings.
    Taken(BTreeMap<&'static str, String>, Vec<&'static str>),
    /// Kept out, with this error about this column.
    Refused(&'static str, Option<Col>),
}

/// One person's row.
#[derive(Debug, Clone)]
pub struct Row {
    pub cells: BTreeMap<Col, Ink>,
    pub hidden: bool,
    pub verdict: Verdict,
}

/// A row of a sheet.
#[derive(Debug, Clone)]
pub enum Line {
    Person(Box<Row>),
    /// Nobody: titles, totals, blank rows, headings again.
    Nobody(Vec<Ink>),
}

/// A list in the making.
#[derive(Debug, Clone)]
pub struct List {
    /// What is nasty about it.
    pub name: String,
    pub people: Vec<Person>,
    pub columns: Vec<Col>,
    pub kind: Kind,
    pub script: Script,
    /// Columns whose text is in `script`; all when empty.
    pub scripted: Vec<Col>,
    pub sheet: &'static str,
    pub lines: Vec<Line>,
    /// Below which lines (0: above the headings, 1: below the first row of headings …) other cells stand.
    pub above: Vec<Vec<Ink>>,
    pub headings: Vec<Vec<Ink>>,
    pub merged: Vec<(u32, u16, u32, u16)>,
    pub hidden_columns: Vec<Col>,
    pub fonts: BTreeMap<Col, &'static str>,
    /// Sheets beside this one.
    pub others: Vec<Paper>,
    /// Columns that the program must ask about.
    pub asked: Vec<Col>,
    /// The file as bytes, where the papers cannot say it.
    pub spoil: Option<fn(Vec<u8>) -> Vec<u8>>,
}

pub const USUAL: &[Col] =
    &[Col::Count, Col::Code, Col::Name, Col::Birth, Col::Sex, Col::Number, Col::Department, Col::Phone, Col::Address];

impl List {
    /// A clean list of so many people under the usual headings.
    pub fn new(name: &str, seed: u64, count: usize, columns: &[Col]) -> List {
        let people = people(seed, count);
        let lines = (1..).zip(&people).map(|(at, person)| Line::Person(Box::new(row(at, person, columns)))).collect();
        List {
            name: name.to_owned(),
            lines,
            headings: vec![columns.iter().map(|col| Ink::text(heading(*col))).collect()],
            columns: columns.to_vec(),
            people,
            kind: Kind::Xlsx,
            script: Script::Unicode,
            scripted: Vec::new(),
            sheet: "Danh sách",
            above: Vec::new(),
            merged: Vec::new(),
            hidden_columns: Vec::new(),
            fonts: BTreeMap::new(),
            others: Vec::new(),
            asked: Vec::new(),
            spoil: None,
        }
    }

    pub fn at(&self, col: Col) -> u16 {
        self.columns.iter().position(|known| *known == col).expect("a column") as u16
    }

    /// The row of the sheet, from 0, of a person or other line.
    pub fn row_of(&self, line: usize) -> u32 {
        (self.above.len() + self.headings.len() + line) as u32
    }

    pub fn kind(mut self, kind: Kind) -> List {
        self.kind = kind;
        self
    }

    pub fn separated(self, separator: char, bytes: Bytes) -> List {
        self.kind(Kind::Separated(separator, bytes))
    }

    pub fn script(mut self, script: Script, columns: &[Col]) -> List {
        (self.script, self.scripted) = (script, columns.to_vec());
        self
    }

    pub fn font(mut self, col: Col, font: &'static str) -> List {
        self.fonts.insert(col, font);
        self
    }

    pub fn heading(mut self, col: Col, text: &str) -> List {
        let at = self.at(col) as usize;
        self.headings[0][at] = Ink::text(text);
        self
    }

    /// Changes the rows of all people.
    pub fn each(mut self, mut change: impl FnMut(&Person, &mut Row)) -> List {
        let mut people = self.people.iter();
        for line in &mut self.lines {
            if let Line::Person(row) = line {
                change(people.next().expect("a person"), row);
            }
        }
        self
    }

    /// Changes the row of one person, from 0.
    pub fn one(self, which: usize, mut change: impl FnMut(&Person, &mut Row)) -> List {
        let mut at = 0;
        self.each(|person, row| {
            if at == which {
                change(person, row);
            }
            at += 1;
        })
    }

    /// Puts lines that are nobody before a line, counted as the lines are now.
    pub fn insert(mut self, before: usize, lines: Vec<Vec<Ink>>) -> List {
        let lines: Vec<Line> = lines.into_iter().map(Line::Nobody).collect();
        self.lines.splice(before..before, lines);
        self
    }

    /// The sheets.
    pub fn papers(&self) -> Vec<Paper> {
        let scripted = |col: &Col| self.scripted.is_empty() || self.scripted.contains(col);
        let put = |col: &Col, ink: Ink| match ink {
            Ink::Text(text) if scripted(col) => Ink::Text(self.script.write(&text)),
            ink => ink,
        };
        let titled = |row: &Vec<Ink>| {
            row.iter()
                .enumerate()
                .map(|(at, ink)| put(self.columns.get(at).unwrap_or(&Col::Note), ink.clone()))
                .collect()
        };
        let mut rows: Vec<Vec<Ink>> = self.above.iter().chain(&self.headings).map(titled).collect();
        let mut hidden_rows = std::collections::BTreeSet::new();
        for line in &self.lines {
            if matches!(line, Line::Person(row) if row.hidden) {
                hidden_rows.insert(rows.len() as u32);
            }
            rows.push(match line {
                Line::Person(row) => {
                    self.columns.iter().map(|col| put(col, row.cells.get(col).cloned().unwrap_or_default())).collect()
                }
                Line::Nobody(cells) => titled(cells),
            });
        }
        let own = Paper {
            name: self.sheet.to_owned(),
            hidden: false,
            rows,
            merged: self.merged.clone(),
            hidden_rows,
            hidden_columns: self.hidden_columns.iter().map(|col| self.at(*col)).collect(),
            fonts: self.fonts.iter().map(|(col, font)| (self.at(*col), *font)).collect(),
        };
        [own].into_iter().chain(self.others.iter().cloned()).collect()
    }

    /// What must come of the rows, by their numbers in the sheet.
    pub fn verdicts(&self) -> BTreeMap<u64, Verdict> {
        let rows = self.lines.iter().enumerate().filter_map(|(at, line)| match line {
            Line::Person(row) => Some((u64::from(self.row_of(at)) + 1, row.verdict.clone())),
            Line::Nobody(_) => None,
        });
        rows.collect()
    }
}

impl Row {
    pub fn set(&mut self, col: Col, ink: impl Into<Ink>) -> &mut Row {
        self.cells.insert(col, ink.into());
        self
    }

    /// Ends a chain of changes.
    pub fn done(&mut self) {}

    pub fn refused(&mut self, code: &'static str, col: Col) {
        self.verdict = Verdict::Refused(code, Some(col));
    }

    pub fn refused_whole(&mut self, code: &'static str) {
        self.verdict = Verdict::Refused(code, None);
    }

    /// Taken with another value in a field; none when it is empty.
    pub fn takes(&mut self, field: &'static str, value: &str) -> &mut Row {
        if let Verdict::Taken(fields, _) = &mut self.verdict {
            fields.remove(field);
            if !value.is_empty() {
                fields.insert(field, value.to_owned());
            }
        }
        self
    }

    pub fn warned(&mut self, code: &'static str) -> &mut Row {
        if let Verdict::Taken(_, codes) = &mut self.verdict {
            codes.push(code);
        }
        self
    }
}

impl From<&str> for Ink {
    fn from(text: &str) -> Ink {
        Ink::text(text)
    }
}

impl From<String> for Ink {
    fn from(text: String) -> Ink {
        Ink::text(text)
    }
}

/// The columns that tell a field.
fn fields_of(col: Col) -> &'static [&'static str] {
    match col {
        Col::Code => &["staff_code"],
        Col::Name | Col::Surname | Col::Given => &["name"],
        Col::Birth | Col::Day | Col::Month | Col::Year => &["birth"],
        Col::Sex | Col::TickMale | Col::TickFemale => &["sex"],
        Col::Number => &["number"],
        Col::Old => &["old_number"],
        Col::Department => &["department"],
        Col::Phone => &["phone"],
        Col::Address => &["address"],
        Col::Count | Col::Note | Col::Extra(_) => &[],
    }
}

fn row(at: usize, person: &Person, columns: &[Col]) -> Row {
    let cells = columns.iter().map(|col| (*col, ink(at, person, *col))).collect();
    let told = columns.iter().flat_map(|col| fields_of(*col));
    let fields = told.map(|field| (*field, person.get(field).to_owned())).collect();
    Row { cells, hidden: false, verdict: Verdict::Taken(fields, Vec::new()) }
}

fn ink(at: usize, person: &Person, col: Col) -> Ink {
    let (year, month, day) = person.born();
    match col {
        Col::Count => Ink::Number(at as f64),
        Col::Code => person.get("staff_code").into(),
        Col::Name => person.get("name").into(),
        Col::Surname => person.split_name().0.into(),
        Col::Given => person.split_name().1.into(),
        Col::Birth => Ink::text(format!("{day:02}/{month:02}/{year:04}")),
        Col::Day => Ink::Number(f64::from(day)),
        Col::Month => Ink::Number(f64::from(month)),
        Col::Year => Ink::Number(f64::from(year)),
        Col::Sex => if person.is_woman() { "Nữ" } else { "Nam" }.into(),
        Col::TickFemale => if person.is_woman() { "x" } else { "" }.into(),
        Col::TickMale => if person.is_woman() { "" } else { "x" }.into(),
        Col::Number => person.get("number").into(),
        Col::Old => person.get("old_number").into(),
        Col::Department => person.get("department").into(),
        Col::Phone => person.get("phone").into(),
        Col::Address => person.get("address").into(),
        Col::Note | Col::Extra(_) => Ink::Blank,
    }
}

fn heading(col: Col) -> &'static str {
    match col {
        Col::Count => "STT",
        Col::Code => "Mã NV",
        Col::Name => "Họ và tên",
        Col::Surname => "Họ và tên đệm",
        Col::Given => "Tên",
        Col::Birth => "Ngày sinh",
        Col::Day => "Ngày",
        Col::Month => "Tháng",
        Col::Year => "Năm",
        Col::Sex => "Giới tính",
        Col::TickMale => "Nam",
        Col::TickFemale => "Nữ",
        Col::Number => "Số CCCD",
        Col::Old => "CMND cũ (9 số)",
        Col::Department => "Bộ phận",
        Col::Phone => "Số điện thoại",
        Col::Address => "Địa chỉ thường trú",
        Col::Note => "Ghi chú",
        Col::Extra(heading) => heading,
    }
}
