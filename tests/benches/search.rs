//! `make bench`: what one keystroke of a search costs in a roster of 200,000, beside a bare FTS5 query of two beginnings
//! and a LIKE scan over the same people in the same kind of file; what it costs in memory; and who is found.
#![expect(clippy::print_stdout, reason = "a benchmark prints its figures")]
#![expect(clippy::unwrap_used, reason = "a benchmark stops where something is wrong")]

use std::collections::BTreeMap;
use std::path::Path;
use std::time::{Duration, Instant};

use luudong_domain::demo::{Chance, people};
use luudong_domain::due::{due, facts_of};
use luudong_domain::event::Event;
use luudong_domain::id::{ActorId, UnitId};
use luudong_domain::person::{Fields, PersonField, event::Added};
use luudong_domain::scope::Scope;
use luudong_domain::search::name_words;
use luudong_domain::text::fold;
use luudong_store::query::{FoundPerson, Wanted};
use luudong_store::{Folder, ReadOnly, Store, StoreError};
use luudong_tests::world::{BEGIN, PASSPHRASE, temporary};
use rusqlite::Connection;

const PEOPLE: usize = 200_000;
/// Units they belong to: one large, the rest smaller.
const UNITS: usize = 20;
/// People of one transaction.
const AT_ONCE: usize = 10_000;
/// People whose names, numbers and codes are typed, key by key.
const TYPED: usize = 150;
const MISSPELT: usize = 2_000;
/// What a hall's box and a roster ask for.
const BOX: usize = 12;
const PAGE: usize = 101;
/// LIKE scans that are timed; one takes long.
const SCANS: usize = 40;

fn main() {
    let dir = temporary();
    let everybody = crowd();
    let (unit, store) = fill(dir.path(), &everybody);
    let reader = store.open_reader().unwrap();
    let bare = bare(&dir.path().join("bare.db"), &everybody);
    memory("filled");
    let queries = queries(&everybody);
    speed(&reader, &bare, &queries, unit);
    memory("searched");
    recall(&reader, &everybody);
    misspelt(&reader, &everybody);
}

fn crowd() -> Vec<Fields> {
    let today = luudong_domain::time::date_in_hanoi(BEGIN);
    // Numbers of demo people are their own up to 100,000.
    let made = (0..).map(|seed| people(2_026 + seed, PEOPLE / 2, today)).take(2).flatten();
    let mut chance = Chance::new(10);
    made.map(|person| rarer(&mut chance, person.fields)).collect()
}

/// Out of a thousand, whose given name is a syllable of its own: demo people have few hundred words in their names, a
/// country has some thousands.
const RARE_PER_MILLE: u32 = 30;

fn rarer(chance: &mut Chance, mut fields: Fields) -> Fields {
    const ONSETS: &str = "B C Ch D Đ G Gi H Kh L M N Ng Nh Ph Qu S T Th Tr V X";
    const RIMES: &str = "ạc ạch ài ám àn áng ảnh ảo áp át ạu ắc ăm ắn ằng ấc ấm ần âng ấp ật ẩu ẹc em én eng èo ét ế ếch ềm ển ệnh ệt \
        i iếc iềm iên iếng iếp iệt iêu im ín ịnh ít ìu o óc ói om òn óng ọt ô ốc ồi ôm ổn ông ột ơ ời ờm ơn ợt u ục uê ui um \
        ún ung uốc uối uôm uồn uộng uốt ụt ư ức ửi ưng ước ười ươm ườn ượng ướt ượu ứt";
    if chance.per_mille(RARE_PER_MILLE)
        && let Some((before, _)) = fields[&PersonField::Name].rsplit_once(' ')
    {
        let pick = |chance: &mut Chance, of: &'static str| *chance.pick(&of.split_whitespace().collect::<Vec<_>>());
        let name = format!("{before} {}{}", pick(chance, ONSETS), pick(chance, RIMES));
        fields.insert(PersonField::Name, name);
    }
    fields
}

fn unit_of(at: usize) -> UnitId {
    UnitId::of_name(&format!("đơn vị {}", if at.is_multiple_of(4) { 0 } else { at % UNITS }))
}

/// A real store, through the gate.
fn fill(dir: &Path, everybody: &[Fields]) -> (UnitId, Store) {
    let (mut store, _) = Store::init(&Folder::at(dir.join("data")), PASSPHRASE, BEGIN).unwrap();
    let began = Instant::now();
    for (turn, some) in everybody.chunks(AT_ONCE).enumerate() {
        store
            .write::<_, StoreError>(ActorId::CENTRAL, BEGIN, |gate| {
                for (at, fields) in some.iter().enumerate() {
                    let scope = Scope::Unit(unit_of(turn * AT_ONCE + at));
                    let id = gate.birth(scope)?;
                    gate.append_first(
                        scope,
                        id,
                        &Event::PersonAdded(Added { fields: fields.clone(), ..Added::default() }),
                    )?;
                }
                Ok(())
            })
            .unwrap();
    }
    println!("{PEOPLE} people written in {:.1} s", began.elapsed().as_secs_f64());
    (unit_of(0), store)
}

/// The same people in the same kind of file, with nothing of ours: folded names in FTS5, and a table to scan.
fn bare(path: &Path, everybody: &[Fields]) -> Connection {
    let mut connection = Connection::open(path).unwrap();
    connection.execute_batch(&format!("PRAGMA key = \"x'{}'\"", "ab".repeat(32))).unwrap();
    connection
        .execute_batch(
            "PRAGMA journal_mode = WAL; PRAGMA cache_size = -65536;
             CREATE TABLE person (id INTEGER PRIMARY KEY, name TEXT, rest TEXT) STRICT;
             CREATE VIRTUAL TABLE word USING fts5 (text, content = '', prefix = '2 3 4', detail = column)",
        )
        .unwrap();
    let transaction = connection.transaction().unwrap();
    for (at, fields) in (1_i64..).zip(everybody) {
        let name = fold(&fields[&PersonField::Name]);
        let rest = fields.values().cloned().collect::<Vec<_>>().join(" ");
        transaction
            .prepare_cached("INSERT INTO person VALUES (?1, ?2, ?3)")
            .unwrap()
            .execute((at, &name, rest))
            .unwrap();
        transaction
            .prepare_cached("INSERT INTO word (rowid, text) VALUES (?1, ?2)")
            .unwrap()
            .execute((at, &name))
            .unwrap();
    }
    transaction.commit().unwrap();
    connection
}

/// Every beginning of what is typed.
fn keystrokes(text: &str) -> impl Iterator<Item = String> {
    text.char_indices().map(|(at, c)| text[..at + c.len_utf8()].to_owned())
}

/// What is typed, by kind: names with and without marks, initials, numbers, codes, misspelt names.
fn queries(everybody: &[Fields]) -> BTreeMap<&'static str, Vec<String>> {
    let mut chance = Chance::new(11);
    let mut queries: BTreeMap<&'static str, Vec<String>> = BTreeMap::new();
    for _ in 0..TYPED {
        let fields = chance.pick(everybody);
        let name = &fields[&PersonField::Name];
        let words = name_words(name);
        let mut add = |kind, text: String| queries.entry(kind).or_default().extend(keystrokes(&text));
        add("name with marks", name.clone());
        add("name without marks", fold(name));
        add("given name first", words.iter().rev().cloned().collect::<Vec<_>>().join(" "));
        add("initials", words.iter().filter_map(|word| word.chars().next()).collect());
        add("letter by letter", words.iter().filter_map(|word| word.get(..1)).collect::<Vec<_>>().join(" "));
        add("name and year", format!("{} {}", words[words.len() - 1], &fields[&PersonField::Birth][..4]));
        add("staff code", fields[&PersonField::StaffCode].clone());
        add("misspelt", spoil(&mut chance, name).1);
        for field in [PersonField::Number, PersonField::OldNumber, PersonField::Phone] {
            if let Some(number) = fields.get(&field) {
                add("number", number.clone());
                add("last digits", number[number.len() - 6..].to_owned());
                add("name and digits", format!("{} {}", words[words.len() - 1], &number[number.len() - 4..]));
            }
        }
    }
    add_nobody(&mut queries);
    queries
}

fn add_nobody(queries: &mut BTreeMap<&'static str, Vec<String>>) {
    for text in ["zzzzzz", "không ai tên thế này", "wwwww qqqqq", "999999999999", "nguyen van xyzq", "a b c d e f g h"]
    {
        queries.entry("nobody").or_default().extend(keystrokes(text));
    }
}

/// How often a keystroke is asked; its least time counts, because on a busy machine the others hold waiting for others.
const TURNS: usize = 3;

#[derive(Default)]
struct Times(Vec<Duration>);

impl Times {
    fn add(&mut self, work: impl Fn()) {
        let turn = |_| {
            let began = Instant::now();
            work();
            began.elapsed()
        };
        self.0.extend((0..TURNS).map(turn).min());
    }

    fn line(&mut self, name: &str) {
        self.0.sort_unstable();
        let at = |per_mille: usize| self.0[(self.0.len() - 1) * per_mille / 1_000].as_secs_f64() * 1e3;
        let (half, most, max) = (at(500), at(990), at(1_000));
        println!("  {name}: p50 {half:.2} ms, p99 {most:.2} ms, max {max:.2} ms of {}", self.0.len());
    }
}

fn ask(reader: &ReadOnly, text: &str, units: &[UnitId], limit: usize) -> Vec<FoundPerson> {
    reader.reader().search(&Wanted { text, units, state: None }, limit).unwrap()
}

fn speed(reader: &ReadOnly, bare: &Connection, queries: &BTreeMap<&'static str, Vec<String>>, unit: UnitId) {
    // Once through, so that what is measured is not the disk.
    let all: Vec<&String> = queries.values().flatten().collect();
    all.iter().step_by(7).for_each(|text| drop(ask(reader, text, &[], BOX)));
    println!("a keystroke over {PEOPLE} people:");
    let mut whole = Times::default();
    for (kind, texts) in queries {
        let mut times = Times::default();
        for text in texts {
            times.add(|| drop(ask(reader, text, &[], BOX)));
        }
        whole.0.extend(&times.0);
        times.line(kind);
    }
    whole.line(&format!("all, {BOX} rows, all units"));
    for (name, units, limit) in [("one unit", &[unit][..], BOX), ("all units", &[], PAGE), ("one unit", &[unit], PAGE)]
    {
        let mut times = Times::default();
        all.iter().for_each(|text| times.add(|| drop(ask(reader, text, units, limit))));
        times.line(&format!("all, {limit} rows, {name}"));
    }
    // The program adds this to each answer.
    let today = luudong_domain::time::date_in_hanoi(BEGIN);
    let mut times = Times::default();
    for text in &all {
        let found = ask(reader, text, &[], BOX);
        times.add(|| found.iter().for_each(|one| drop(due(&facts_of(&one.row.fields()), today))));
    }
    times.line(&format!("what {BOX} rows are due for"));
    let mut fts = Times::default();
    for text in queries["name without marks"].iter().filter(|text| text.trim().contains(' ')) {
        let words: Vec<String> =
            text.split(' ').filter(|word| !word.is_empty()).map(|word| format!("\"{word}\"*")).collect();
        let two = words[words.len() - 2..].join(" ");
        fts.add(|| drop(rows(bare, "SELECT rowid FROM word WHERE word MATCH ?1 LIMIT 12", &two)));
    }
    fts.line("bare FTS5, two beginnings");
    let mut like = Times::default();
    for text in all.iter().step_by(all.len() / SCANS) {
        let pattern = format!("%{}%", fold(text));
        like.add(|| drop(rows(bare, "SELECT id FROM person WHERE name LIKE ?1", &pattern)));
    }
    like.line("LIKE scan");
}

fn rows(connection: &Connection, sql: &str, parameter: &str) -> Vec<i64> {
    let mut statement = connection.prepare_cached(sql).unwrap();
    statement.query_map([parameter], |row| row.get(0)).unwrap().collect::<Result<_, _>>().unwrap()
}

fn memory(when: &str) {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let told = |key: &str| {
        let line = status.lines().find(|line| line.starts_with(key)).unwrap_or_default();
        line.split_whitespace().nth(1).and_then(|kib| kib.parse::<u64>().ok()).unwrap_or_default() / 1024
    };
    println!("memory, {when}: {} MiB, at most {} MiB", told("VmRSS:"), told("VmHWM:"));
}

fn is_named(found: &FoundPerson, name: &str) -> bool {
    name_words(&found.row.name) == name_words(name)
}

/// Everybody is found without marks: the name is among the first five, and with the day of birth the person is.
fn recall(reader: &ReadOnly, everybody: &[Fields]) {
    let mut chance = Chance::new(12);
    let (mut named, mut meant, mut within) = (0, 0, 0);
    for _ in 0..MISSPELT {
        let fields = chance.pick(everybody);
        let name = &fields[&PersonField::Name];
        let plain = fold(name);
        named += usize::from(ask(reader, &plain, &[], 5).iter().any(|found| is_named(found, name)));
        let is_meant = |found: &FoundPerson| found.row.staff_code == fields.get(&PersonField::StaffCode).cloned();
        let born = format!("{plain} {}", day_first(&fields[&PersonField::Birth]));
        meant += usize::from(ask(reader, &born, &[], 5).iter().any(is_meant));
        let year = format!("{plain} {}", &fields[&PersonField::Birth][..4]);
        within += usize::from(ask(reader, &year, &[], PAGE).iter().any(is_meant));
    }
    println!(
        "recall without marks, of {MISSPELT}: the name among the first five {named}, the person by name and day of birth {meant}, by name and year within {PAGE} rows {within}"
    );
}

fn day_first(birth: &str) -> String {
    birth.split('-').rev().collect::<Vec<_>>().join("/")
}

/// One word of a name as it should not be, and how.
fn spoil(chance: &mut Chance, name: &str) -> (&'static str, String) {
    let plain = fold(name);
    let mut words: Vec<String> = plain.split(' ').map(str::to_owned).collect();
    let at = chance.below(words.len() as u32) as usize;
    let marked: Vec<&str> = name.split_whitespace().collect();
    let word = words[at].clone();
    let spot = chance.below(word.len() as u32) as usize;
    let letter = char::from(b'a' + chance.below(26) as u8).to_string();
    let (kind, spoilt) = match chance.below(6) {
        0 if word.len() > 1 => {
            let spot = spot.min(word.len() - 2);
            let swapped = [&word[..spot], &word[spot + 1..spot + 2], &word[spot..spot + 1], &word[spot + 2..]].concat();
            ("two letters exchanged", swapped)
        }
        1 if word.len() > 1 => ("a letter left out", [&word[..spot], &word[spot + 1..]].concat()),
        2 => ("a letter too many", [&word[..spot], &letter, &word[spot..]].concat()),
        3 => ("another letter", [&word[..spot], &letter, &word[spot + 1..]].concat()),
        4 if marked.len() == words.len() => ("Telex left over", telex(marked[at])),
        _ => ("heard otherwise", misheard(&word)),
    };
    words[at] = spoilt;
    (kind, words.join(" "))
}

/// The keys that Telex makes a word of.
fn telex(word: &str) -> String {
    let (letters, tone) = luudong_domain::text::split_tone(word);
    let mut keys = String::new();
    for letter in letters.chars() {
        match letter {
            'ă' => keys.push_str("aw"),
            'â' => keys.push_str("aa"),
            'đ' => keys.push_str("dd"),
            'ê' => keys.push_str("ee"),
            'ô' => keys.push_str("oo"),
            'ơ' => keys.push_str("ow"),
            'ư' => keys.push_str("uw"),
            other => keys.push_str(&fold(&other.to_string())),
        }
    }
    keys.push_str(["", "f", "r", "x", "s", "j"][tone as usize]);
    keys
}

fn misheard(word: &str) -> String {
    const PAIRS: [(&str, &str); 7] =
        [("tr", "ch"), ("ch", "tr"), ("gi", "d"), ("s", "x"), ("x", "s"), ("l", "n"), ("d", "r")];
    let heard = PAIRS.iter().find_map(|(one, other)| word.strip_prefix(one).map(|rest| format!("{other}{rest}")));
    match heard {
        Some(heard) => heard,
        None if word.starts_with('n') && !word.starts_with("ng") && !word.starts_with("nh") => {
            format!("l{}", &word[1..])
        }
        None => word.to_owned(),
    }
}

fn misspelt(reader: &ReadOnly, everybody: &[Fields]) {
    let mut chance = Chance::new(13);
    let mut kinds: BTreeMap<&str, [usize; 3]> = BTreeMap::new();
    for _ in 0..MISSPELT {
        let fields = chance.pick(everybody);
        let name = &fields[&PersonField::Name];
        let (kind, text) = spoil(&mut chance, name);
        let found = ask(reader, &text, &[], 5);
        let counts = kinds.entry(if text == fold(name) { "as it should be" } else { kind }).or_default();
        counts[0] += 1;
        counts[1] += usize::from(found.iter().any(|found| is_named(found, name)));
        // What was typed is somebody else's name.
        counts[2] += usize::from(found.first().is_some_and(|found| !found.near && !is_named(found, name)));
    }
    println!("misspelt, the name among the first five:");
    let mut all = [0; 3];
    for (kind, counts) in &kinds {
        println!("  {kind}: {} of {}; another's name as typed {}", counts[1], counts[0], counts[2]);
        all.iter_mut().zip(counts).for_each(|(all, count)| *all += count);
    }
    println!("  all: {} of {}; another's name as typed {}", all[1], all[0], all[2]);
}
