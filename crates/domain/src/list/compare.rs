//! Comparing a list with the people a unit already has: who is new, who changed, who is missing.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::hash::Hash;

use serde::Serialize;
use ts_rs::TS;

use super::elsewhere::Elsewhere;
use super::read::ListRow;
use super::twins::{Marks, key_of_date, key_of_old_number, key_of_year};
use crate::finding::{Finding, FindingCode};
use crate::person::{Fields, PersonField};
use crate::text::fold;

/// A person of the unit's roster.
#[derive(Debug, Clone, PartialEq)]
pub struct Known<Id> {
    /// Who.
    pub id: Id,
    /// What the last list said.
    pub listed: Fields,
    /// What is known now.
    pub now: Fields,
    /// Whether they are with the unit.
    pub active: bool,
}

/// What a list would do with a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(rename = "ImportVerdict")]
pub enum Verdict {
    /// Somebody the roster does not have.
    New,
    /// Somebody of whom the list says something that the last list did not.
    Updated,
    /// Somebody of whom it says nothing new.
    Unchanged,
    /// An error keeps the row out.
    Refused,
}

/// A field in which a list differs from the last list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(rename = "ImportChange")]
pub struct Change {
    /// Which field.
    pub field: PersonField,
    /// What the last list said.
    pub listed: Option<String>,
    /// What is known now.
    pub now: Option<String>,
    /// What this list says.
    pub new: Option<String>,
    /// Somebody changed the field since the last list, to something else: it is kept unless a person decides.
    pub conflict: bool,
}

/// A row and what it means for the roster.
#[derive(Debug, Clone, PartialEq)]
pub struct ComparedRow<Id> {
    /// The row as it was read; a row that turned out ambiguous has the finding and is refused.
    pub row: ListRow,
    /// What would be done with it.
    pub verdict: Verdict,
    /// Whom it means, when the roster has them.
    pub person: Option<Id>,
    /// Whether that person had left.
    pub returns: bool,
    /// What would change.
    pub changes: Vec<Change>,
}

/// A list beside the roster.
#[derive(Debug, Clone, PartialEq)]
pub struct Compared<Id> {
    /// Every row.
    pub rows: Vec<ComparedRow<Id>>,
    /// People with the unit whom no row means, not even a refused one; in the order of the roster.
    pub missing: Vec<Id>,
}

/// Compares rows with the roster. The strongest evidence goes first over the whole list: the number; then staff code
/// with name; then old number with name and birth year; then name with a whole birth date. What fits more than one
/// person is refused, never guessed. Weaker evidence, and people of other units, are only told.
pub fn compare<Id: Copy + Eq + Hash>(rows: Vec<ListRow>, roster: &[Known<Id>], elsewhere: &Elsewhere) -> Compared<Id> {
    let keys: Vec<Keys> = rows.iter().map(|row| Keys::of(&row.fields)).collect();
    let index = Index::of(roster);
    let matches = index.matches(&rows, &keys, roster);
    let mut present: HashSet<usize> = HashSet::new();
    for (at, found) in matches.iter().enumerate() {
        match found {
            Match::Person(person) => {
                present.insert(*person);
            }
            // Whoever a refused or doubtful row may mean is not missing.
            Match::Nobody if !rows[at].refused => {}
            _ => present.extend(EVIDENCE.iter().flat_map(|kind| index.candidates(*kind, &keys[at]))),
        }
    }
    let weak = Weak::of(roster, &present);
    let rows = rows.into_iter().zip(matches).map(|(mut row, found)| {
        if !row.refused && found == Match::Nobody {
            row.findings.extend(weak.look(&row.fields).or_else(|| elsewhere.look(&row.fields)));
        }
        judge(row, found, roster)
    });
    let rows = rows.collect();
    let missing = roster.iter().enumerate().filter(|(at, known)| known.active && !present.contains(at));
    Compared { rows, missing: missing.map(|(_, known)| known.id).collect() }
}

/// What proves that a row means a person, strongest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Evidence {
    Number,
    StaffCodeAndName,
    OldNumberAndName,
    NameAndBirth,
}

const EVIDENCE: [Evidence; 4] =
    [Evidence::Number, Evidence::StaffCodeAndName, Evidence::OldNumberAndName, Evidence::NameAndBirth];

/// Namesakes of the roster born in the same year whom no row means: too weak to say that they are meant.
struct Weak {
    by_year: HashMap<String, Vec<Marks>>,
}

impl Weak {
    fn of<Id>(roster: &[Known<Id>], present: &HashSet<usize>) -> Weak {
        let mut by_year: HashMap<String, Vec<Marks>> = HashMap::new();
        for (_, known) in roster.iter().enumerate().filter(|(at, _)| !present.contains(at)) {
            if let Some(key) = key_of_year(&known.now) {
                by_year.entry(key).or_default().push(Marks::of(&known.now));
            }
        }
        Weak { by_year }
    }

    fn look(&self, fields: &Fields) -> Option<Finding> {
        let marks = Marks::of(fields);
        let namesakes = self.by_year.get(&key_of_year(fields)?)?;
        namesakes
            .iter()
            .any(|other| !marks.differ(other) && !marks.born_apart(other))
            .then(|| Finding::of(FindingCode::DuplicateWeakInRoster, PersonField::Name))
    }
}

/// The keys under which one version of a person's fields is found.
struct Keys {
    name: String,
    by: [Option<String>; 4],
}

impl Keys {
    fn of(fields: &Fields) -> Keys {
        let name = fields.get(&PersonField::Name).map(|name| fold(name)).unwrap_or_default();
        let with_name = |key: String| (!name.is_empty()).then(|| format!("{key}\n{name}"));
        let by = [
            fields.get(&PersonField::Number).cloned(),
            fields.get(&PersonField::StaffCode).and_then(|code| with_name(fold(code))),
            key_of_old_number(fields),
            key_of_date(fields),
        ];
        Keys { by, name }
    }

    fn get(&self, evidence: Evidence) -> Option<&str> {
        self.by[evidence as usize].as_deref()
    }
}

/// Whom a row means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Match {
    Person(usize),
    Nobody,
    Ambiguous,
    /// The number is that of somebody with another name and birth date.
    Another,
}

/// The roster by every key, as it is now and as the last list had it: a list goes on saying what it said.
struct Index {
    by: [HashMap<String, Vec<usize>>; 4],
}

impl Index {
    fn of<Id>(roster: &[Known<Id>]) -> Index {
        let mut by: [HashMap<String, Vec<usize>>; 4] = Default::default();
        for (at, known) in roster.iter().enumerate() {
            for fields in [&known.now, &known.listed] {
                for (map, key) in by.iter_mut().zip(Keys::of(fields).by) {
                    let Some(key) = key else { continue };
                    let people = map.entry(key).or_default();
                    if !people.contains(&at) {
                        people.push(at);
                    }
                }
            }
        }
        Index { by }
    }

    fn candidates(&self, evidence: Evidence, keys: &Keys) -> Vec<usize> {
        keys.get(evidence).and_then(|key| self.by[evidence as usize].get(key)).cloned().unwrap_or_default()
    }

    fn matches<Id>(&self, rows: &[ListRow], keys: &[Keys], roster: &[Known<Id>]) -> Vec<Match> {
        let mut matches = vec![Match::Nobody; rows.len()];
        let mut taken: HashSet<usize> = HashSet::new();
        for evidence in EVIDENCE {
            // Settled a kind of evidence at a time, so that the order of rows decides nothing.
            let mut wanted: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
            for at in (0..rows.len()).filter(|at| !rows[*at].refused) {
                if matches[at] != Match::Nobody {
                    continue;
                }
                match self.pick(evidence, &rows[at].fields, &keys[at], roster, &taken) {
                    Match::Person(person) => wanted.entry(person).or_default().push(at),
                    found => matches[at] = found,
                }
            }
            for (person, wanting) in wanted {
                taken.insert(person);
                let found = if wanting.len() == 1 { Match::Person(person) } else { Match::Ambiguous };
                wanting.into_iter().for_each(|at| matches[at] = found);
            }
        }
        matches
    }

    fn pick<Id>(
        &self,
        evidence: Evidence,
        fields: &Fields,
        keys: &Keys,
        roster: &[Known<Id>],
        taken: &HashSet<usize>,
    ) -> Match {
        let all = self.candidates(evidence, keys);
        let free: Vec<usize> = all.iter().copied().filter(|person| !taken.contains(person)).collect();
        let active: Vec<usize> = free.iter().copied().filter(|person| roster[*person].active).collect();
        match (free.as_slice(), active.as_slice()) {
            ([person], _) | (_, [person]) => {
                let another = evidence == Evidence::Number && is_another(fields, keys, &roster[*person]);
                if another { Match::Another } else { Match::Person(*person) }
            }
            // All who fit are meant by stronger evidence. With a number of its own the row is a namesake born on the
            // same day; without, it may be any of them again.
            ([], _) if all.is_empty() || fields.contains_key(&PersonField::Number) => Match::Nobody,
            _ => Match::Ambiguous,
        }
    }
}

/// Neither the name nor the birth date of the row is one that the person has or had.
fn is_another<Id>(fields: &Fields, keys: &Keys, known: &Known<Id>) -> bool {
    let versions = [&known.now, &known.listed];
    let differs = |field: PersonField, same: &dyn Fn(&str) -> bool| {
        let mut values = versions.iter().filter_map(|version| version.get(&field)).peekable();
        fields.contains_key(&field) && values.peek().is_some() && !values.any(|value| same(value))
    };
    let new_birth = fields.get(&PersonField::Birth).map(String::as_str).unwrap_or_default();
    // A year and a day of that year may be the same birth.
    let same_birth = |value: &str| value.starts_with(new_birth) || new_birth.starts_with(value);
    differs(PersonField::Name, &|value| fold(value) == keys.name) && differs(PersonField::Birth, &same_birth)
}

fn judge<Id: Copy>(mut row: ListRow, found: Match, roster: &[Known<Id>]) -> ComparedRow<Id> {
    let reason = match found {
        Match::Ambiguous => Some(Finding::of_row(FindingCode::RowAmbiguous)),
        Match::Another => Some(Finding::of(FindingCode::NumberDuplicateInRoster, PersonField::Number)),
        Match::Person(_) | Match::Nobody => None,
    };
    row.refused |= reason.is_some();
    row.findings.extend(reason);
    let known = match found {
        Match::Person(at) if !row.refused => Some(&roster[at]),
        _ => None,
    };
    if known.is_some_and(|known| replaces_number(&row.fields, known)) {
        row.findings.push(Finding::of(FindingCode::NumberReplaced, PersonField::Number));
    }
    let changes = known.map(|known| changes(&row.fields, known)).unwrap_or_default();
    let verdict = match known {
        _ if row.refused => Verdict::Refused,
        None => Verdict::New,
        Some(_) if changes.is_empty() => Verdict::Unchanged,
        Some(_) => Verdict::Updated,
    };
    ComparedRow {
        verdict,
        person: known.map(|known| known.id),
        returns: known.is_some_and(|known| !known.active),
        changes,
        row,
    }
}

/// The list brings another number than the one that is known, and did not say so before.
fn replaces_number<Id>(fields: &Fields, known: &Known<Id>) -> bool {
    let of = |fields: &Fields| fields.get(&PersonField::Number).cloned();
    let (new, now) = (of(fields), of(&known.now));
    new.is_some() && now.is_some() && new != now && new != of(&known.listed)
}

/// The three-way rule: only what HR changed since the last list counts. What somebody corrected since then, to
/// something else than the list now says, is a conflict.
fn changes<Id>(fields: &Fields, known: &Known<Id>) -> Vec<Change> {
    let changed = fields.iter().filter(|(field, new)| known.listed.get(field) != Some(new));
    changed
        .map(|(field, new)| {
            let (listed, now) = (known.listed.get(field), known.now.get(field));
            Change {
                field: *field,
                listed: listed.cloned(),
                now: now.cloned(),
                new: Some(new.clone()),
                conflict: now != listed && now != Some(new),
            }
        })
        .collect()
}

#[cfg(test)]
#[path = "compare_tests.rs"]
mod tests;
