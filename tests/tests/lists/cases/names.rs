//! Names: without capitals, in capitals, with titles and remarks, too long, or none.

use super::super::list::{Col, List};
use super::super::paper::Ink;
use super::Seeds;

/// How a name is written, what is taken, and the warning.
const WRITTEN: &[(&str, &str, Option<&str>)] = &[
    ("nguyễn văn an", "Nguyễn Văn An", Some("name_lower_case")),
    ("Nguyễn văn bình", "Nguyễn Văn Bình", Some("name_lower_case")),
    ("NGUYỄN THỊ HƯỜNG", "NGUYỄN THỊ HƯỜNG", None),
    ("ThS. Nguyễn Văn Chiến", "ThS. Nguyễn Văn Chiến", Some("name_odd_characters")),
    ("TS Nguyễn Văn Danh", "TS Nguyễn Văn Danh", Some("name_odd_characters")),
    ("Nguyễn Văn Đạt (tổ trưởng)", "Nguyễn Văn Đạt (tổ trưởng)", Some("name_odd_characters")),
    ("Nguyễn Văn Giang 2", "Nguyễn Văn Giang 2", Some("name_odd_characters")),
    ("Ng. Văn Hải", "Ng. Văn Hải", Some("name_odd_characters")),
    ("'Nguyễn Văn Khánh", "Nguyễn Văn Khánh", None),
    ("Nguyễn\nVăn Long", "Nguyễn Văn Long", None),
    ("Ðỗ Ngọc Mai", "Đỗ Ngọc Mai", None),
    ("Nguyễn\u{200b} Văn\u{feff} Nam", "Nguyễn Văn Nam", None),
    ("Nguyễn Văn Phúc,", "Nguyễn Văn Phúc", None),
    ("Nguyễn Văn Quân; Trần Thị Sen", "Nguyễn Văn Quân; Trần Thị Sen", Some("name_odd_characters")),
    ("Công Tằng Tôn Nữ Thị Huyền", "Công Tằng Tôn Nữ Thị Huyền", None),
    ("Tống Công Tổng", "Tống Công Tổng", None),
    ("Ký Con", "Ký Con", None),
    ("Hạnh", "Hạnh", None),
];

pub fn lists(seeds: &mut Seeds) -> Vec<List> {
    vec![written(seeds), lower(seeds), capitals(seeds), missing(seeds), too_long(seeds), long_values(seeds)]
}

fn written(seeds: &mut Seeds) -> List {
    let mut cases = WRITTEN.iter();
    seeds.of("names in every shape", WRITTEN.len(), super::USUAL).each(|_, row| {
        let (text, name, code) = cases.next().expect("a name");
        row.set(Col::Name, *text).takes("name", name);
        if let Some(code) = code {
            row.warned(code);
        }
    })
}

fn lower(seeds: &mut Seeds) -> List {
    seeds.usual("everybody in small letters").each(|person, row| {
        row.set(Col::Name, person.get("name").to_lowercase()).warned("name_lower_case");
    })
}

fn capitals(seeds: &mut Seeds) -> List {
    seeds.usual("everybody in capitals").each(|person, row| {
        let name = person.get("name").to_uppercase();
        row.set(Col::Name, name.as_str()).takes("name", &name);
    })
}

fn missing(seeds: &mut Seeds) -> List {
    let list = seeds.usual("names missing or no names");
    let list = list.one(2, |_, row| row.set(Col::Name, Ink::Blank).refused("name_missing", Col::Name));
    let list = list.one(4, |_, row| row.set(Col::Name, "12345").refused("name_missing", Col::Name));
    list.one(6, |_, row| row.set(Col::Name, "---").refused("name_missing", Col::Name))
}

fn too_long(seeds: &mut Seeds) -> List {
    seeds.usual("a name of a hundred and twenty letters").one(3, |_, row| {
        row.set(Col::Name, "Nguyễn ".repeat(20)).refused("text_too_long", Col::Name);
    })
}

/// Never cut in silence.
fn long_values(seeds: &mut Seeds) -> List {
    seeds.usual("an address longer than any").one(3, |_, row| {
        row.set(Col::Address, "Ngõ Huế, ".repeat(50)).refused("text_too_long", Col::Address);
    })
}
