//! The same people in every kind of file and every usual dress: each dress is put on in each kind.

use super::super::list::{Col, List};
use super::super::old_text::Script;
use super::super::paper::{Bytes, Ink, Kind};
use super::{Seeds, at, texts};

type Dress = (&'static str, &'static [Col], fn(List) -> List);

const DRESSES: &[Dress] = &[
    ("plain", super::USUAL, |list| list),
    ("titles above, totals and signatures below", super::USUAL, titled),
    (
        "surname and given name apart",
        &[Col::Count, Col::Surname, Col::Given, Col::Birth, Col::Sex, Col::Number],
        |list| list,
    ),
    (
        "the birth date in three columns, ticks for women",
        &[Col::Count, Col::Name, Col::Day, Col::Month, Col::Year, Col::TickFemale, Col::Number, Col::Department],
        |list| list,
    ),
    ("headings again on every page, numbered columns, blank rows", super::USUAL, paged),
    ("spaces and invisible signs around everything", super::USUAL, spaced),
];

/// Every dress in every kind of file.
pub fn lists(seeds: &mut Seeds) -> Vec<List> {
    let kinds: &[(&str, Kind, Script)] = &[
        ("xlsx", Kind::Xlsx, Script::Unicode),
        ("ods", Kind::Ods, Script::Unicode),
        ("csv ; UTF-8", Kind::Separated(';', Bytes::Utf8), Script::Unicode),
        ("csv , UTF-8 with its mark", Kind::Separated(',', Bytes::Utf8Marked), Script::Unicode),
        ("csv tab UTF-16 LE", Kind::Separated('\t', Bytes::Utf16Le), Script::Unicode),
        ("csv | UTF-16 BE", Kind::Separated('|', Bytes::Utf16Be), Script::Unicode),
        ("csv ; Windows-1258", Kind::Separated(';', Bytes::Western), Script::Windows1258),
        ("csv ; VNI", Kind::Separated(';', Bytes::Western), Script::Vni),
        ("csv , TCVN3", Kind::Separated(',', Bytes::Western), Script::Tcvn3),
        ("xlsx decomposed", Kind::Xlsx, Script::Decomposed),
    ];
    let mut lists = Vec::new();
    for (kind, file, script) in kinds {
        for (dress, columns, put_on) in DRESSES {
            let list = put_on(seeds.of(&format!("{dress}, {kind}"), 9, columns));
            lists.push(list.kind(*file).script(*script, &[]));
        }
    }
    lists
}

/// Titles above; sums, a date and signatures with names below.
pub fn titled(mut list: List) -> List {
    list.above = vec![
        texts(&["CÔNG TY CỔ PHẦN VÍ DỤ", "", "", "CỘNG HOÀ XÃ HỘI CHỦ NGHĨA VIỆT NAM"]),
        texts(&["Số: 12/DS-VD", "", "", "Độc lập - Tự do - Hạnh phúc"]),
        vec![],
        texts(&["", "DANH SÁCH CÁN BỘ, CÔNG NHÂN VIÊN ĐỀ NGHỊ CẤP CĂN CƯỚC"]),
        texts(&["", "(Kèm theo Công văn số 12 ngày 30/3/2026)"]),
    ];
    let end = list.lines.len();
    let total = at(&list, Col::Name, "Tổng cộng: 9 người");
    let women = at(&list, Col::Name, "Trong đó nữ: 4");
    let mut names = at(&list, Col::Name, "Lê Thị Lập");
    names.extend(texts(&["", "", "Trần Văn Giám"]));
    let mut signatures = at(&list, Col::Name, "NGƯỜI LẬP BIỂU");
    signatures.extend(texts(&["", "", "GIÁM ĐỐC"]));
    let mut signing = at(&list, Col::Name, "");
    signing.extend(texts(&["", "", "Hà Nội, ngày 30 tháng 3 năm 2026"]));
    list.insert(
        end,
        vec![total, women, vec![], signing, signatures, texts(&["", "", "(Ký, ghi rõ họ tên)"]), vec![], names],
    )
}

/// As it was printed: the headings come again, and numbers of the columns below them, and a sum of each page.
fn paged(list: List) -> List {
    let numbers: Vec<Ink> = (1..=list.columns.len()).map(|at| Ink::Number(at as f64)).collect();
    let headings = list.headings[0].clone();
    let sum = at(&list, Col::Name, "Cộng trang: 3");
    let page = || vec![vec![], sum.clone(), vec![], headings.clone(), numbers.clone()];
    list.insert(6, page()).insert(3, page()).insert(0, vec![numbers.clone()])
}

fn spaced(list: List) -> List {
    // TCVN3 has its ư in the soft hyphen, so nothing invisible may be added there.
    list.each(|_, row| {
        for ink in row.cells.values_mut() {
            if let Ink::Text(text) = ink {
                *text = format!("  {}\u{a0} ", text.replace(' ', "  "));
            }
        }
    })
}
