//! The values of a row: from one cell, or put together from several.

use std::collections::{HashMap, HashSet};

use super::grid::{Grid, Merged};
use super::headings::{Column, ColumnUse, Headings};
use super::meaning::plain;
use crate::person::{PersonField, PersonalNumber, RawFields, RawValue, Sex, is_tick};
use crate::text::clean;

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

/// A column that says something of a field.
pub(super) struct Source<'a> {
    pub(super) at: usize,
    pub(super) column: &'a Column,
    pub(super) field: PersonField,
    part: Part,
}

/// Makes the values of a row out of its cells.
pub(super) struct Reader<'a> {
    pub(super) grid: &'a Grid,
    pub(super) sources: Vec<Source<'a>>,
    /// What 1 and 0 mean in the column of the sex, where the numbers of the same rows prove it.
    codes: HashMap<String, Sex>,
    /// The merged cell that covers a place in a column that is used, by place.
    merged: HashMap<(usize, usize), Merged>,
    /// Columns of ticks in which nobody has one: they say nothing.
    unticked: HashSet<usize>,
}

/// Rows that must prove what a code for the sex means.
const ROWS_OF_PROOF: usize = 3;

impl<'a> Reader<'a> {
    /// A reader of everything below the headings.
    pub(super) fn new(grid: &'a Grid, headings: &'a Headings) -> Reader<'a> {
        let mut sources: Vec<Source> = headings
            .columns
            .iter()
            .enumerate()
            .filter_map(|(at, column)| match column.field? {
                ColumnUse::Field(field) => Some(Source { at, column, field, part: part(column, field) }),
                ColumnUse::Ignored => None,
            })
            .collect();
        name_date_parts(&mut sources);
        // "Ngày sinh / Nam" is the year where there is no "Ngày sinh / Nữ".
        let of_women = sources.iter().any(|s| s.field == PersonField::Birth && s.part == Part::Of(Sex::Female));
        for source in &mut sources {
            if source.field == PersonField::Birth && source.part == Part::Of(Sex::Male) && !of_women {
                source.part = Part::Year;
            }
        }
        let merged = merged_places(grid, &sources);
        let mut reader = Reader { grid, sources, codes: HashMap::new(), merged, unticked: HashSet::new() };
        let is_tick_column = |source: &&Source| source.field == PersonField::Sex && matches!(source.part, Part::Of(_));
        let is_empty =
            |source: &&Source| (headings.first_row()..grid.rows.len()).all(|row| reader.value(row, source).is_none());
        reader.unticked = reader.sources.iter().filter(is_tick_column).filter(is_empty).map(|s| s.at).collect();
        reader.codes = reader.prove_codes(headings.first_row());
        reader
    }

    /// The heading over the names.
    pub(super) fn heading_of_name(&self) -> Option<String> {
        let heading = &self.sources.iter().find(|source| source.field == PersonField::Name)?.column.heading;
        (!heading.is_empty()).then(|| heading.clone())
    }

    /// The column in which somebody would look for a field.
    pub(super) fn letter(&self, field: PersonField) -> Option<String> {
        // An old number often stands in the column of the number.
        let of = |field| self.sources.iter().find(|source| source.field == field);
        of(field)
            .or_else(|| of(PersonField::Number).filter(|_| field == PersonField::OldNumber))
            .map(|s| s.column.column.clone())
    }

    pub(super) fn of(&self, field: PersonField) -> impl Iterator<Item = &Source<'a>> {
        self.sources.iter().filter(move |source| source.field == field)
    }

    /// What a cell says. One merged down over several rows says the same for all of them, where the field is one that
    /// people share.
    fn value(&self, row: usize, source: &Source) -> Option<RawValue> {
        let cell = match self.merged.get(&(row, source.at)) {
            Some(merged) if source.field.is_shared() && merged.columns.0 == source.at => {
                self.grid.cell(merged.rows.0, source.at)
            }
            _ => self.grid.cell(row, source.at),
        };
        source.column.value(cell)
    }

    /// How many people one merged cell stands for, where each should have a value of their own.
    pub(super) fn people_merged(&self, row: usize, source: &Source) -> usize {
        let Some(merged) = self.merged.get(&(row, source.at)).filter(|_| !source.field.is_shared()) else { return 1 };
        let last = merged.rows.1.min(self.grid.rows.len().saturating_sub(1));
        let is_person = |row: &usize| {
            let others = self.sources.iter().filter(|other| other.field.is_identity() && other.field != source.field);
            others.into_iter().any(|other| !self.grid.cell(*row, other.at).is_empty())
        };
        (merged.rows.0..=last).filter(is_person).count()
    }

    /// What a row says, by field, not judged yet.
    pub(super) fn raw(&self, row: usize) -> RawFields {
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
        for source in self.of(PersonField::Sex).filter(|source| !self.unticked.contains(&source.at)) {
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
        (PersonField::Birth, "ngay" | "day") => Part::Day,
        (PersonField::Birth, "thang" | "month") => Part::Month,
        (PersonField::Birth, "year") => Part::Year,
        (PersonField::Birth, "nam") if clean(own).to_lowercase().contains('ă') => Part::Year,
        (PersonField::Birth | PersonField::Sex, "nam") => Part::Of(Sex::Male),
        (PersonField::Birth | PersonField::Sex, "nu") => Part::Of(Sex::Female),
        _ => Part::Whole,
    }
}

/// "Ngày sinh | Tháng sinh | Năm sinh", and one heading over three columns, are the parts of one date.
fn name_date_parts(sources: &mut [Source]) {
    let mut births: Vec<&mut Source> =
        sources.iter_mut().filter(|source| source.field == PersonField::Birth && source.part == Part::Whole).collect();
    let headings: Vec<String> = births.iter().map(|source| plain(&source.column.heading)).collect();
    let named = headings == ["ngay sinh", "thang sinh", "nam sinh"];
    if named || matches!(headings.as_slice(), [a, b, c] if !a.is_empty() && a == b && b == c) {
        births.iter_mut().zip([Part::Day, Part::Month, Part::Year]).for_each(|(source, part)| source.part = part);
    }
}

/// Merged cells by the places they cover, in the columns that are used and the rows that exist.
fn merged_places(grid: &Grid, sources: &[Source]) -> HashMap<(usize, usize), Merged> {
    let mut places = HashMap::new();
    for merged in grid.merged.iter().filter(|merged| merged.rows.0 < merged.rows.1) {
        for source in sources.iter().filter(|source| (merged.columns.0..=merged.columns.1).contains(&source.at)) {
            for row in merged.rows.0..=merged.rows.1.min(grid.rows.len().saturating_sub(1)) {
                // Merged cells do not overlap in a sound file; in a hostile one the first counts and ends the walk.
                if places.insert((row, source.at), *merged).is_some() {
                    break;
                }
            }
        }
    }
    places
}
