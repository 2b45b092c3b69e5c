//! Old encodings: by font, by content, one column and not the next, one row and not the next, and what was lost for good.

use super::super::list::{Col, List};
use super::super::old_text::Script;
use super::super::paper::{Bytes, Ink};
use super::Seeds;

const WORDS: &[Col] = &[Col::Name, Col::Sex, Col::Department, Col::Address];

pub fn lists(seeds: &mut Seeds) -> Vec<List> {
    let mut lists = vec![
        seeds
            .usual("TCVN3 by its font")
            .script(Script::Tcvn3, WORDS)
            .font(Col::Name, ".VnTime")
            .font(Col::Address, ".VnTime"),
        seeds.usual("VNI by its font").script(Script::Vni, WORDS).font(Col::Name, "VNI-Times"),
        capitals(seeds),
        seeds.usual("names in TCVN3, the rest in Unicode").script(Script::Tcvn3, &[Col::Name]),
        seeds.usual("addresses in VNI, the rest in Unicode").script(Script::Vni, &[Col::Address]),
        mixed("names in TCVN3, addresses in VNI", seeds),
        seeds.usual("UTF-8 opened as Western text and saved").script(Script::Utf8AsWestern, &[]),
        one_row("one row in TCVN3 among Unicode", seeds, Script::Unicode, Script::Tcvn3),
        one_row("one row in VNI among Unicode", seeds, Script::Unicode, Script::Vni),
        one_row("one row broken from UTF-8 among Unicode", seeds, Script::Unicode, Script::Utf8AsWestern),
    ];
    lists.push(unicode_among_old(seeds));
    lists.push(lost_letters(seeds));
    lists.push(one_bad_byte(seeds));
    lists.push(minority(seeds));
    lists.push(half_and_half(seeds));
    lists
}

/// The font of capitals: the small letters in the file are capitals on the screen.
fn capitals(seeds: &mut Seeds) -> List {
    let list = seeds.usual("the capitals of .VnTimeH").script(Script::Tcvn3, &[Col::Name]).font(Col::Name, ".VnTimeH");
    list.each(|person, row| {
        row.set(Col::Name, person.get("name").to_lowercase()).takes("name", &person.get("name").to_uppercase());
    })
}

fn mixed(name: &str, seeds: &mut Seeds) -> List {
    let list = seeds.usual(name).script(Script::Tcvn3, &[Col::Name]);
    list.each(|person, row| {
        row.set(Col::Address, Script::Vni.write(person.get("address")));
    })
}

/// A pasted row is read by what it says itself, and told.
fn one_row(name: &str, seeds: &mut Seeds, list: Script, row: Script) -> List {
    seeds.usual(name).script(list, WORDS).one(4, |_, line| {
        line.set(Col::Name, row.write("Nguyễn Thị Thuý Phượng")).takes("name", "Nguyễn Thị Thuý Phượng");
        line.warned("encoding_legacy");
    })
}

fn unicode_among_old(seeds: &mut Seeds) -> List {
    let mut list = seeds.usual("three rows in Unicode among TCVN3");
    for (which, name) in [(1, "Lê Hà"), (3, "Trần Thị Thanh Hằng"), (5, "Đỗ Thế Anh")] {
        list = list.one(which, |_, row| row.set(Col::Name, name).takes("name", name).done());
    }
    let mut at = 0;
    list.each(|person, row| {
        if ![1, 3, 5].contains(&at) {
            row.set(Col::Name, Script::Tcvn3.write(person.get("name")));
        }
        at += 1;
    })
}

/// A program without Vietnamese letters wrote question marks; nobody can guess what stood there.
fn lost_letters(seeds: &mut Seeds) -> List {
    seeds.usual("letters lost to question marks").each(|person, row| {
        let name = person.get("name");
        let lost: String = name.chars().map(|c| if u32::from(c) > 0xff { '?' } else { c }).collect();
        if lost.contains('?') {
            row.set(Col::Name, lost).refused("name_damaged", Col::Name);
        }
        // The address is only damaged, and no evidence of who somebody is.
        row.set(Col::Address, Ink::Blank).takes("address", "");
    })
}

/// One damaged byte must not turn a whole UTF-8 file into Western letters.
fn one_bad_byte(seeds: &mut Seeds) -> List {
    let mut list = seeds.usual("UTF-8 with one damaged letter").separated(';', Bytes::Utf8);
    list = list.one(2, |_, row| row.set(Col::Name, "Nguyễn Văn Ho@ng").refused("name_damaged", Col::Name));
    list.spoil = Some(|bytes| bytes.into_iter().map(|byte| if byte == b'@' { 0xe1 } else { byte }).collect());
    list
}

/// Names that no Vietnamese syllable rule fits stay as they are.
fn minority(seeds: &mut Seeds) -> List {
    let names = ["H’Ƀlung Ñiê", "Y Bhiăm Niê Kđăm", "K'Brăng Ơn", "H’Hen Niê", "Čil Múp Hà", "Rơ Chăm Phyơk"];
    let mut list = seeds.of("names of minorities", names.len(), super::USUAL);
    for (which, name) in names.into_iter().enumerate() {
        list = list.one(which, |_, row| row.set(Col::Name, name).takes("name", name).done());
    }
    list
}

/// No encoding is certain: the column is asked about, and every doubtful name is told.
fn half_and_half(seeds: &mut Seeds) -> List {
    let mut list = seeds.usual("half TCVN3, half VNI: nobody can be certain");
    let mut at = 0;
    list = list.each(|person, row| {
        let script = if at % 2 == 0 { Script::Tcvn3 } else { Script::Vni };
        at += 1;
        let written = script.write(person.get("name"));
        if written != person.get("name") {
            row.set(Col::Name, written).warned("encoding_legacy");
        }
    });
    list.asked = vec![Col::Name];
    list
}
