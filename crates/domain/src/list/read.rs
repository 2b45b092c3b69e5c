//! Reading the rows of a list into fields, with what is noticed about each.

use std::collections::HashMap;

use chrono::NaiveDate;

use super::grid::{Cell, Grid};
use super::headings::{Column, ColumnUse, Headings};
use super::meaning::plain;
use super::skip::Skipper;
use crate::finding::{Finding, FindingCode, Level};
use crate::person::{Fields, PersonField, PersonalNumber, RawFields, RawValue, Sex, check_fields, is_tick};
use crate::text::{Encoding, clean};

/// A row of a list that holds a person.
#[derive(Debug, Clone, PartialEq)]
pub struct ListRow {
    /// The row as the spreadsheet numbers it, from 1.
    pub row: u32,
    /// What it says. A field that is missing here says nothing: an empty cell does not empty a field.
    pub fields: Fields,
    /// What is noticed about it.
    pub findings: Vec<Finding>,
    /// Whether an error keeps it out.
    pub refused: bool,
}

/// A list as it was read.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct List {
    /// Rows that hold people.
    pub rows: Vec<ListRow>,
    /// Rows that hold something but nobody: totals, signatures, titles. As the spreadsheet numbers them, from 1.
    pub skipped: Vec<u32>,
}

/// Reads every person of a sheet. The second row with a number is refused and names the first.
pub fn read(grid: &Grid, headings: &Headings, today: NaiveDate) -> List {
    let reader = Reader::new(grid, headings);
    let mut skipper = Skipper::new(grid, today, headings.first_row(), reader.heading_of_name());
    let mut list = List::default();
    let mut numbers: HashMap<String, u32> = HashMap::new();
    for at in headings.first_row()..grid.rows.len() {
        if grid.rows[at].iter().all(Cell::is_empty) {
            continue;
        }
        let row = at as u32 + 1;
        let raw = reader.raw(at);
        if !skipper.is_person(at, &raw) {
            list.skipped.push(row);
            continue;
        }
        let mut findings = reader.cell_findings(at);
        let (fields, noticed) = check_fields(&raw, today, grid.date_system);
        // A cell that could not be read was told already; it is not missing.
        let told: Vec<_> = findings.iter().map(|finding| finding.field).collect();
        findings.extend(noticed.into_iter().filter(|finding| !told.contains(&finding.field)));
        if let Some(number) = fields.get(&PersonField::Number) {
            match numbers.get(number) {
                Some(first) => findings
                    .push(Finding::of(FindingCode::NumberDuplicateInList, PersonField::Number).with("row", first)),
                None => {
                    numbers.insert(number.clone(), row);
                }
            }
        }
        for finding in &mut findings {
            finding.column = finding.column.take().or_else(|| reader.letter(finding.field?));
        }
        list.rows.push(ListRow { row, fields, refused: findings.iter().any(Finding::is_error), findings });
    }
    list
}

/// What a column is to its field, where several columns make one value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Whole,
    GivenName,
    Day,
    Month,
    Year,
    /// A column headed with a sex: a tick in it, or a birth date, says the sex.
    Of(Sex),
}

struct Source<'a> {
    at: usize,
    column: &'a Column,
    field: PersonField,
    part: Part,
}

struct Reader<'a> {
    grid: &'a Grid,
    sources: Vec<Source<'a>>,
    /// What 1 and 0 mean in the column of the sex, where the numbers of the same rows prove it.
    codes: HashMap<String, Sex>,
}

/// Rows that must prove what a code for the sex means.
const ROWS_OF_PROOF: usize = 3;

impl<'a> Reader<'a> {
    fn new(grid: &'a Grid, headings: &'a Headings) -> Reader<'a> {
        let mut sources: Vec<Source> = headings
            .columns
            .iter()
            .enumerate()
            .filter_map(|(at, column)| match column.field? {
                ColumnUse::Field(field) => Some(Source { at, column, field, part: part(column, field) }),
                ColumnUse::Ignored => None,
            })
            .collect();
        // "Ngày sinh / Nam" is the year where there is no "Ngày sinh / Nữ".
        let of_women = sources.iter().any(|s| s.field == PersonField::Birth && s.part == Part::Of(Sex::Female));
        for source in &mut sources {
            if source.field == PersonField::Birth && source.part == Part::Of(Sex::Male) && !of_women {
                source.part = Part::Year;
            }
        }
        let mut reader = Reader { grid, sources, codes: HashMap::new() };
        reader.codes = reader.prove_codes(headings.first_row());
        reader
    }

    fn heading_of_name(&self) -> Option<String> {
        let heading = &self.sources.iter().find(|source| source.field == PersonField::Name)?.column.heading;
        (!heading.is_empty()).then(|| heading.clone())
    }

    fn letter(&self, field: PersonField) -> Option<String> {
        // An old number often stands in the column of the number.
        let of = |field| self.sources.iter().find(|source| source.field == field);
        of(field)
            .or_else(|| of(PersonField::Number).filter(|_| field == PersonField::OldNumber))
            .map(|s| s.column.column.clone())
    }

    fn of(&self, field: PersonField) -> impl Iterator<Item = &Source<'a>> {
        self.sources.iter().filter(move |source| source.field == field)
    }

    fn value(&self, row: usize, source: &Source) -> Option<RawValue> {
        self.grid.cell(row, source.at).value(source.column.encoding.encoding, source.column.capitals)
    }

    /// What a row says, by field, not judged yet.
    fn raw(&self, row: usize) -> RawFields {
        let mut raw = RawFields::new();
        for field in PersonField::ALL {
            let value = match field {
                PersonField::Name => self.name(row),
                PersonField::Birth => self.birth(row),
                PersonField::Sex => self.sex(row),
                _ => self.of(field).find_map(|source| self.value(row, source)),
            };
            raw.extend(value.map(|value| (field, value)));
        }
        raw
    }

    /// One cell, or surname and middle names in one and the given name in another.
    fn name(&self, row: usize) -> Option<RawValue> {
        let is_given = |source: &&Source| source.part == Part::GivenName;
        let sources =
            self.of(PersonField::Name).filter(|s| !is_given(s)).chain(self.of(PersonField::Name).filter(is_given));
        let parts: Vec<String> = sources.filter_map(|source| Some(self.value(row, source)?.text())).collect();
        (!parts.is_empty()).then(|| RawValue::Text(parts.join(" ")))
    }

    /// One cell; or day, month and year in three; or the cell of one sex out of two.
    fn birth(&self, row: usize) -> Option<RawValue> {
        let part = |wanted: Part| {
            let source = self.of(PersonField::Birth).find(|source| source.part == wanted)?;
            Some(clean(&self.value(row, source)?.text()))
        };
        if let Some(year) = part(Part::Year).filter(|year| !year.is_empty()) {
            let [day, month] = [Part::Day, Part::Month].map(|wanted| part(wanted).unwrap_or_default());
            if day.is_empty() && month.is_empty() {
                return Some(RawValue::Text(year));
            }
            let or_zero = |text: String| if text.is_empty() { "00".to_owned() } else { text };
            return Some(RawValue::Text(format!("{}/{}/{year}", or_zero(day), or_zero(month))));
        }
        self.of(PersonField::Birth).find_map(|source| self.value(row, source))
    }

    fn sex(&self, row: usize) -> Option<RawValue> {
        let said = |sex: Sex| Some(RawValue::from(sex.as_str()));
        let mut ticks = Vec::new();
        for source in self.of(PersonField::Sex) {
            let text = self.value(row, source).map(|raw| clean(&raw.text()));
            match (source.part, text) {
                (Part::Of(sex), text) => ticks.push((sex, text)),
                (_, Some(text)) => {
                    return self.codes.get(&text).map_or(Some(RawValue::Text(text)), |sex| said(*sex));
                }
                (_, None) => {}
            }
        }
        let mut by_birth = self.of(PersonField::Birth).filter(|source| self.value(row, source).is_some());
        if let Some(Part::Of(sex)) = by_birth.next().map(|source| source.part) {
            return said(sex);
        }
        let is_set = |text: &String| is_tick(text) || Sex::parse(text).is_some();
        match ticks.as_slice() {
            // A lone column headed "Nữ": who has no tick is the other.
            [(sex, None)] => said(other(*sex)),
            [(sex, Some(text))] if is_set(text) => said(*sex),
            [(sex, Some(text))] if text == "0" => said(other(*sex)),
            [(sex, Some(text)), (_, None)] | [(_, None), (sex, Some(text))] if is_set(text) => said(*sex),
            [] | [_, _] if ticks.iter().all(|(_, text)| text.is_none()) => None,
            [(_, Some(text)), ..] => Some(RawValue::Text(text.clone())),
            _ => None,
        }
    }

    /// 1 and 0 mean one thing in one list and the other in the next. They are understood only where enough personal
    /// numbers of the same rows all agree.
    fn prove_codes(&self, first: usize) -> HashMap<String, Sex> {
        let sex = self.of(PersonField::Sex).find(|source| source.part == Part::Whole);
        let (Some(sex), Some(number)) = (sex, self.of(PersonField::Number).next()) else { return HashMap::new() };
        let mut seen: HashMap<String, [usize; 2]> = HashMap::new();
        for row in first..self.grid.rows.len() {
            let code = self
                .value(row, sex)
                .map(|raw| clean(&raw.text()))
                .filter(|code| matches!(code.as_str(), "0" | "1" | "2"));
            let said = self.value(row, number).and_then(|raw| PersonalNumber::new(clean(&raw.text()).as_str()));
            if let (Some(code), Some(said)) = (code, said) {
                seen.entry(code).or_default()[usize::from(said.sex() == Sex::Male)] += 1;
            }
        }
        let proven = seen.into_iter().filter_map(|(code, [women, men])| match (women, men) {
            (0, men) if men >= ROWS_OF_PROOF => Some((code, Sex::Male)),
            (women, 0) if women >= ROWS_OF_PROOF => Some((code, Sex::Female)),
            _ => None,
        });
        proven.collect()
    }

    /// Errors of the spreadsheet itself, and text whose encoding is in doubt. In a field that does not say who
    /// somebody is, an error only leaves the field out.
    fn cell_findings(&self, row: usize) -> Vec<Finding> {
        let found = self.sources.iter().filter_map(|source| {
            let finding = match self.grid.cell(row, source.at) {
                Cell::Error(error) => Finding::of(FindingCode::CellError, source.field).with("error", error),
                Cell::FormulaWithoutValue => Finding::of(FindingCode::FormulaWithoutValue, source.field),
                Cell::Text(text) if self.is_doubtful(source, text) => {
                    let doubt = Finding::of_row(FindingCode::EncodingLegacy);
                    doubt.with("encoding", source.column.encoding.encoding.as_str())
                }
                _ => return None,
            };
            let grave = finding.is_error() && source.field.is_identity();
            let finding = if grave { finding } else { finding.at_level(Level::Warning) };
            Some(Finding { column: Some(source.column.column.clone()), ..finding })
        });
        found.collect()
    }

    fn is_doubtful(&self, source: &Source, text: &str) -> bool {
        let verdict = source.column.encoding;
        verdict.encoding != Encoding::Unicode && !verdict.certain && !text.is_ascii()
    }
}

fn other(sex: Sex) -> Sex {
    match sex {
        Sex::Female => Sex::Male,
        Sex::Male => Sex::Female,
    }
}

fn part(column: &Column, field: PersonField) -> Part {
    let own = column.heading.rsplit(" / ").next().unwrap_or_default();
    match (field, plain(own).as_str()) {
        (PersonField::Name, "ten" | "given name" | "first name" | "ten goi") => Part::GivenName,
        (PersonField::Birth, "ngay") => Part::Day,
        (PersonField::Birth, "thang") => Part::Month,
        (PersonField::Birth, "nam") if clean(own).to_lowercase().contains('ă') => Part::Year,
        (PersonField::Birth | PersonField::Sex, "nam") => Part::Of(Sex::Male),
        (PersonField::Birth | PersonField::Sex, "nu") => Part::Of(Sex::Female),
        _ => Part::Whole,
    }
}

#[cfg(test)]
#[path = "read_tests.rs"]
mod tests;
