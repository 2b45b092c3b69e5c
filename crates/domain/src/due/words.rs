//! HR's words for papers, requests and the dates on a paper. What is not understood is `None`: a person says what it is.

use chrono::{Days, NaiveDate};

use super::{Expires, Paper, Request, Residence};
use crate::person::{Birth, DateSystem, PersonField, RawValue};
use crate::text::fold;

/// Days that a paper may still run: 46 years at most, from a card at 14 to 60.
const FURTHEST_END_DAYS: u64 = 47 * 366;

/// A text without marks, signs and capitals, its words apart, with a space on both sides.
fn plain(text: &str) -> String {
    let folded = fold(text);
    let words: Vec<&str> = folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    format!(" {} ", words.join(" "))
}

/// One row of a table of words: it fits where one of each group stands as whole words.
type Row<T> = (&'static [&'static [&'static str]], T);

/// The first row that fits.
fn first<T: Copy>(rows: &[Row<T>], text: &str) -> Option<T> {
    let has = |words: &&str| {
        let is_whole = |at: usize| text[..at].ends_with(' ') && text[at + words.len()..].starts_with(' ');
        text.match_indices(words).any(|(at, _)| is_whole(at))
    };
    rows.iter().find(|(groups, _)| groups.iter().all(|group| group.iter().any(&has))).map(|(_, is)| *is)
}

const CMND: &[&str] =
    &["cmnd", "cmt", "cmtnd", "chung minh", "chung minh thu", "chung minh nhan dan", "giay chung minh"];
const CITIZEN: &[&str] = &["cccd", "can cuoc cong dan"];
const CARD: &[&str] = &["can cuoc", "the can cuoc", "tcc", "cc"];
const NOTHING: &[&str] = &["chua co", "khong co", "chua lam", "chua cap", "chua duoc cap", "none"];
const CHIP: &[&str] = &["chip", "chip dien tu"];
const BARCODE: &[&str] = &["ma vach", "barcode"];
const NINE: &[&str] = &["9 so", "9 chu so", "9so", "9"];
const TWELVE: &[&str] = &["12 so", "12 chu so", "12so", "12"];
const NEW: &[&str] = &["moi", "mau moi", "2024", "2023"];

const PAPERS: &[Row<Paper>] = &[
    (&[NOTHING], Paper::None),
    (&[CMND, CITIZEN], Paper::Unknown),
    (&[CMND, NINE], Paper::Cmnd9),
    (&[CMND, TWELVE], Paper::Cmnd12),
    (&[CITIZEN, CHIP], Paper::CccdChip),
    (&[CITIZEN, BARCODE], Paper::CccdBarcode),
    (&[CITIZEN], Paper::Unknown12),
    // A "CMND" without more is nearly always one of nine digits; the number beside it says when not.
    (&[CMND], Paper::Cmnd9),
    (&[CARD, CHIP, NEW], Paper::CanCuoc),
    // "Thẻ chip", "căn cước gắn chip": the chip card of 2021, or the newer one that has a chip too.
    (&[CHIP], Paper::Unknown12),
    (&[BARCODE], Paper::CccdBarcode),
    (&[CARD], Paper::CanCuoc),
];

/// Reads the kind of paper.
pub fn read_paper(text: &str) -> Option<Paper> {
    first(PAPERS, &plain(text)).filter(|paper| *paper != Paper::Unknown)
}

const CORRECT: &[&str] =
    &["sai", "sua", "cai chinh", "dieu chinh", "thay doi", "doi", "xac dinh lai", "chuyen doi", "nham"];

const REQUESTS: &[Row<Request>] = &[
    (&[&["mat", "that lac", "roi mat", "bi mat", "lost"]], Request::Lost),
    (
        &[
            &["hong", "hu hong", "hu", "rach", "gay", "vo", "mo", "damaged"],
            &["khong dung duoc", "khong su dung duoc", "khong con dung duoc", "hong han", "nat"],
        ],
        Request::DamagedBeyondUse,
    ),
    (&[&["hong", "hu hong", "hu", "rach", "gay", "vo", "mo", "damaged"]], Request::Damaged),
    (&[&["quoc tich"]], Request::NationalityRegained),
    (
        &[&["so dinh danh", "xac lap lai so"], &["xac lap lai", "xac lap lai so", "cap lai so", "thay doi", "huy"]],
        Request::Renumbered,
    ),
    (&[&["sap nhap", "sap xep don vi", "sap xep", "dia gioi", "don vi hanh chinh"]], Request::AreaReorganised),
    (&[&["sai thong tin", "sai sot", "in sai", "loi thong tin", "loi tren the"]], Request::CardError),
    (&[CORRECT, &["ho ten", "ten", "ho", "chu dem", "ten dem"]], Request::NameCorrected),
    (&[CORRECT, &["ngay sinh", "nam sinh", "thang sinh", "ngay thang nam sinh"]], Request::BirthCorrected),
    (&[CORRECT, &["gioi tinh"]], Request::SexCorrected),
    (&[CORRECT, &["que quan", "que"]], Request::HometownCorrected),
    (&[&["nhan dang", "dac diem", "anh khuon mat", "khuon mat", "van tay"]], Request::FeaturesChanged),
    (&[&["theo yeu cau", "theo nguyen vong", "co nhu cau", "tu nguyen", "on request"]], Request::OnRequest),
    (&[&["cap moi", "cap lan dau", "lam moi", "lan dau", "dang ky moi", "first issue", "new"]], Request::FirstIssue),
    (&[&["cap doi", "doi the", "doi", "doi sang", "chuyen doi", "exchange"]], Request::Exchange),
    (&[&["cap lai", "lam lai", "reissue"]], Request::Reissue),
    (&[&["khong", "khong co", "khong doi", "chua can"]], Request::None),
];

/// Reads what is asked for. A cause says more than the name of a procedure and goes before it ("cấp lại do mất").
pub fn read_request(text: &str) -> Option<Request> {
    let text = plain(text);
    if matches!(text.as_str(), " moi " | " lai ") {
        return Some(if text == " moi " { Request::FirstIssue } else { Request::Reissue });
    }
    first(REQUESTS, &text)
}

/// Reads how somebody lives where the unit is.
pub fn read_residence(text: &str) -> Option<Residence> {
    const ROWS: &[Row<Residence>] = &[
        (&[&["thuong tru", "kt1", "kt2", "ho khau", "permanent"]], Residence::Permanent),
        (&[&["tam tru", "kt3", "kt4", "temporary"]], Residence::Temporary),
    ];
    first(ROWS, &plain(text))
}

/// Reads an issue date: a whole day, not after `today`.
pub fn read_issued(raw: &RawValue, today: NaiveDate, system: DateSystem) -> Option<NaiveDate> {
    whole_day(raw, today, system)
}

/// Reads the end of a paper: a whole day, or words for none.
pub fn read_expires(raw: &RawValue, today: NaiveDate, system: DateSystem) -> Option<Expires> {
    let text = plain(&raw.text());
    if [" khong thoi han ", " vo thoi han ", " khong co thoi han ", " suot doi ", " never "].contains(&text.as_str()) {
        return Some(Expires::Never);
    }
    // Written as a birth date is; only that it lies ahead.
    let furthest = today.checked_add_days(Days::new(FURTHEST_END_DAYS)).unwrap_or(NaiveDate::MAX);
    whole_day(raw, furthest, system).map(Expires::On)
}

fn whole_day(raw: &RawValue, latest: NaiveDate, system: DateSystem) -> Option<NaiveDate> {
    match Birth::read(raw, latest, system).ok()?.birth {
        Birth::Day(day) => Some(day),
        Birth::Month { .. } | Birth::Year(_) => None,
    }
}

/// The word of a field as HR writes it: it reads back as the same. `None` for a field that has no words, and for what
/// is no word.
pub fn write_word(field: PersonField, word: &str) -> Option<&'static str> {
    match field {
        PersonField::Paper => Paper::parse(word).map(write_paper),
        PersonField::Request => Request::parse(word).map(write_request),
        PersonField::Residence => Residence::parse(word).map(write_residence),
        _ => None,
    }
}

/// Empty where nothing is known.
fn write_paper(paper: Paper) -> &'static str {
    match paper {
        Paper::None => "Chưa có",
        Paper::Cmnd9 => "CMND",
        Paper::Cmnd12 => "CMND 12 số",
        Paper::CccdBarcode => "CCCD mã vạch",
        Paper::CccdChip => "CCCD gắn chip",
        Paper::CanCuoc => "Thẻ căn cước",
        Paper::Unknown12 => "CCCD",
        Paper::Unknown => "",
    }
}

fn write_request(request: Request) -> &'static str {
    match request {
        Request::None => "Không",
        Request::FirstIssue => "Cấp mới",
        Request::Exchange => "Cấp đổi",
        Request::Reissue => "Cấp lại",
        Request::Lost => "Mất",
        Request::Damaged => "Hỏng",
        Request::DamagedBeyondUse => "Hỏng, không dùng được",
        Request::NameCorrected => "Thay đổi họ tên",
        Request::BirthCorrected => "Thay đổi ngày sinh",
        Request::SexCorrected => "Xác định lại giới tính",
        Request::HometownCorrected => "Xác định lại quê quán",
        Request::FeaturesChanged => "Thay đổi nhân dạng",
        Request::CardError => "Sai thông tin trên thẻ",
        Request::Renumbered => "Xác lập lại số định danh",
        Request::AreaReorganised => "Sắp xếp đơn vị hành chính",
        Request::NationalityRegained => "Trở lại quốc tịch",
        Request::OnRequest => "Theo yêu cầu",
    }
}

/// Empty where nothing is known.
fn write_residence(residence: Residence) -> &'static str {
    match residence {
        Residence::Permanent => "Thường trú",
        Residence::Temporary => "Tạm trú",
        Residence::Unknown => "",
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn words_for_papers() {
        for (text, paper) in [
            ("CMND", Some(Paper::Cmnd9)),
            ("CMTND", Some(Paper::Cmnd9)),
            ("Chứng minh nhân dân", Some(Paper::Cmnd9)),
            ("CMND 9 số", Some(Paper::Cmnd9)),
            ("CMND (12 số)", Some(Paper::Cmnd12)),
            ("CCCD gắn chip", Some(Paper::CccdChip)),
            ("CCCD gắn chíp", Some(Paper::CccdChip)),
            ("Căn cước công dân gắn chip", Some(Paper::CccdChip)),
            ("CCCD mã vạch", Some(Paper::CccdBarcode)),
            ("Thẻ mã vạch", Some(Paper::CccdBarcode)),
            ("CCCD", Some(Paper::Unknown12)),
            ("Căn cước công dân", Some(Paper::Unknown12)),
            ("Căn cước gắn chip", Some(Paper::Unknown12)),
            ("Thẻ căn cước", Some(Paper::CanCuoc)),
            ("THẺ CĂN CƯỚC", Some(Paper::CanCuoc)),
            ("the can cuoc", Some(Paper::CanCuoc)),
            ("Căn cước", Some(Paper::CanCuoc)),
            ("Chưa có", Some(Paper::None)),
            ("Chưa có CCCD", Some(Paper::None)),
            ("CMND/CCCD", None),
            ("Hộ chiếu", None),
            ("", None),
        ] {
            assert_eq!(read_paper(text), paper, "{text}");
        }
    }

    #[test]
    fn words_for_requests() {
        for (text, request) in [
            ("Cấp mới", Some(Request::FirstIssue)),
            ("Mới", Some(Request::FirstIssue)),
            ("Cấp lần đầu", Some(Request::FirstIssue)),
            ("Cấp đổi", Some(Request::Exchange)),
            ("ĐỔI", Some(Request::Exchange)),
            ("Đổi từ CMND sang CCCD", Some(Request::Exchange)),
            ("Cấp lại", Some(Request::Reissue)),
            ("Mất", Some(Request::Lost)),
            ("Cấp lại do mất", Some(Request::Lost)),
            ("Bị mất thẻ", Some(Request::Lost)),
            ("Hỏng", Some(Request::Damaged)),
            ("Cấp đổi (hỏng)", Some(Request::Damaged)),
            ("Hư hỏng không sử dụng được", Some(Request::DamagedBeyondUse)),
            ("Đổi họ tên", Some(Request::NameCorrected)),
            ("Cải chính năm sinh", Some(Request::BirthCorrected)),
            ("Xác định lại giới tính", Some(Request::SexCorrected)),
            ("Thay đổi quê quán", Some(Request::HometownCorrected)),
            ("Thay đổi đặc điểm nhận dạng", Some(Request::FeaturesChanged)),
            ("Sai thông tin trên thẻ", Some(Request::CardError)),
            ("Xác lập lại số định danh", Some(Request::Renumbered)),
            ("Sáp nhập tỉnh", Some(Request::AreaReorganised)),
            ("Trở lại quốc tịch", Some(Request::NationalityRegained)),
            ("Theo yêu cầu", Some(Request::OnRequest)),
            ("Không", Some(Request::None)),
            ("abc", None),
            ("", None),
        ] {
            assert_eq!(read_request(text), request, "{text}");
        }
    }

    #[test]
    fn words_for_living_there() {
        for (text, residence) in [
            ("Thường trú", Some(Residence::Permanent)),
            ("Tạm trú", Some(Residence::Temporary)),
            ("KT3", Some(Residence::Temporary)),
            ("Lưu trú", None),
        ] {
            assert_eq!(read_residence(text), residence, "{text}");
        }
    }

    #[test]
    fn dates_on_a_paper() {
        let today = NaiveDate::from_ymd_opt(2026, 11, 23).expect("a day");
        let read = |text: &str| read_expires(&text.into(), today, DateSystem::From1900).map(|end| end.to_string());
        for (text, end) in [
            ("01/06/2043", Some("2043-06-01")),
            ("2043-06-01", Some("2043-06-01")),
            ("Không thời hạn", Some("never")),
            ("31/12/2024", Some("2024-12-31")),
            ("2043", None),
            ("01/06/2099", None),
            ("còn hạn", None),
        ] {
            assert_eq!(read(text).as_deref(), end, "{text}");
        }
        let issued = |text: &str| read_issued(&text.into(), today, DateSystem::From1900).map(|day| day.to_string());
        assert_eq!(issued("05/06/2021").as_deref(), Some("2021-06-05"));
        assert_eq!((issued("24/11/2026"), issued("2021")), (None, None));
    }

    #[test]
    fn canonical_words_are_their_own() {
        for paper in Paper::ALL {
            assert_eq!(Paper::parse(paper.as_str()), Some(*paper));
        }
        for request in Request::ALL {
            assert_eq!(Request::parse(request.as_str()), Some(*request));
        }
    }

    #[test]
    fn what_is_written_reads_back_as_the_same() {
        for paper in Paper::ALL.iter().filter(|paper| **paper != Paper::Unknown) {
            assert_eq!(read_paper(write_paper(*paper)), Some(*paper));
        }
        for request in Request::ALL {
            assert_eq!(read_request(write_request(*request)), Some(*request));
        }
        for residence in Residence::ALL.iter().filter(|residence| **residence != Residence::Unknown) {
            assert_eq!(read_residence(write_residence(*residence)), Some(*residence));
        }
    }

    proptest! {
        #[test]
        fn nothing_typed_panics(text in "\\PC{0,30}") {
            let today = NaiveDate::from_ymd_opt(2026, 11, 23).expect("a day");
            let _ = (read_paper(&text), read_request(&text), read_residence(&text));
            let _ = read_expires(&text.as_str().into(), today, DateSystem::From1900);
        }
    }
}
