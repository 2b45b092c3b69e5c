//! Fictional people, the same in every run: what a list says about them is known before anybody writes it down.

use std::collections::BTreeMap;

/// One person as the roster must have them.
#[derive(Debug, Clone)]
pub struct Person {
    /// Canonical values by the names of the fields.
    pub fields: BTreeMap<&'static str, String>,
}

impl Person {
    /// A canonical value.
    pub fn get(&self, field: &str) -> &str {
        self.fields.get(field).map_or("", String::as_str)
    }

    /// Year, month and day of the birth date.
    pub fn born(&self) -> (i32, u32, u32) {
        let mut parts = self.get("birth").split('-').map(|part| part.parse::<u32>().expect("a number"));
        let mut next = || parts.next().unwrap_or(0);
        (next() as i32, next(), next())
    }

    /// The name without its last word, and that word.
    pub fn split_name(&self) -> (&str, &str) {
        self.get("name").rsplit_once(' ').expect("two words")
    }

    pub fn is_woman(&self) -> bool {
        self.get("sex") == "female"
    }
}

/// A small generator of even numbers: splitmix64.
pub struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Dice {
        Dice(seed)
    }

    pub fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((mixed ^ (mixed >> 31)) % end as u64) as usize
    }

    fn pick<'a>(&mut self, from: &[&'a str]) -> &'a str {
        from[self.below(from.len())]
    }
}

const SURNAMES: &[&str] = &[
    "Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Vũ", "Đặng", "Bùi", "Đỗ", "Hồ", "Ngô", "Dương", "Lý", "Võ", "Tống",
    "Quách",
];
const MIDDLE: [&[&str]; 2] = [
    &["Thị", "Thị Ánh", "Ngọc", "Thuỳ", "Kiều", "Thị Mỹ", "Quỳnh"],
    &["Văn", "Đức", "Hữu", "Công", "Quốc", "Xuân", "Đình"],
];
const GIVEN: [&[&str]; 2] = [
    &["Minh", "Hương", "Hường", "Lan", "Phượng", "Yến", "Nga", "Thuỷ", "Oanh", "Trúc", "Diễm", "Huệ"],
    &["Dũng", "Ước", "Phúc", "Tuấn", "Hiếu", "Quý", "Lộc", "Sĩ", "Nghĩa", "Vượng", "Kỳ", "Thạch"],
];
const DEPARTMENTS: &[&str] = &["May 1", "May 2", "Cắt", "Hoàn thiện", "Kho vật tư"];
const STREETS: &[&str] = &["Láng Hạ", "Đội Cấn", "Nguyễn Trãi", "Tôn Đức Thắng", "Ngõ Huế"];
const PROVINCES: &[&str] = &["001", "031", "034", "038", "079", "092"];

/// So many people; no two in all lists share a number, and no two of one call a name.
pub fn people(seed: u64, count: usize) -> Vec<Person> {
    let mut dice = Dice::new(seed);
    let mut names = std::collections::BTreeSet::new();
    let mut found = Vec::new();
    while found.len() < count {
        let sex = dice.below(2);
        let name = format!("{} {} {}", dice.pick(SURNAMES), dice.pick(MIDDLE[sex]), dice.pick(GIVEN[sex]));
        if names.insert(name.clone()) {
            found.push(person(&mut dice, seed, found.len(), name, sex));
        }
    }
    found
}

fn person(dice: &mut Dice, seed: u64, at: usize, name: String, sex: usize) -> Person {
    let woman = sex == 0;
    // Every third is born late in a month, so that the order of day and month shows; nobody on the first of January.
    let day = if at.is_multiple_of(3) { 13 + dice.below(16) } else { 2 + dice.below(11) };
    let (year, month) = (1962 + dice.below(44), 1 + dice.below(12));
    let century = if year < 2000 { 0 } else { 2 } + usize::from(woman);
    let serial = format!("{:03}{:03}", seed % 1_000, at);
    let fields = [
        ("name", name),
        ("birth", format!("{year:04}-{month:02}-{day:02}")),
        ("sex", if woman { "female" } else { "male" }.to_owned()),
        ("number", format!("{}{century}{:02}{serial}", dice.pick(PROVINCES), year % 100)),
        ("old_number", format!("0{:02}{serial}", 10 + dice.below(20))),
        ("staff_code", format!("NV{seed}-{at:03}")),
        ("department", dice.pick(DEPARTMENTS).to_owned()),
        ("phone", format!("09{:08}", seed * 1_000 + at as u64)),
        ("address", format!("Số {}, phố {}, Hà Nội", 1 + dice.below(99), dice.pick(STREETS))),
    ];
    Person { fields: fields.into_iter().collect() }
}
