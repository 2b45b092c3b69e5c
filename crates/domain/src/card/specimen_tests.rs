//! Every specimen behaves as its comment says. Specimens that are not in the table fail the test.

use chrono::NaiveDate;

use super::{Document, Expiry, Scan, ScanKind, ScanVerdict, scan};
use crate::finding::FindingCode;

fn scanned(text: &str) -> Scan {
    scan(text, NaiveDate::from_ymd_opt(2026, 11, 23).expect("a day"))
}

fn codes(scan: &Scan) -> Vec<FindingCode> {
    scan.findings.iter().map(|finding| finding.code).collect()
}

/// Comment and text of every block of a specimen file whose blocks have so many lines.
fn blocks(file: &str, lines: usize) -> Vec<(String, String)> {
    let mut blocks = Vec::new();
    let mut comment = String::new();
    let mut text: Vec<&str> = Vec::new();
    for line in file.lines() {
        if let Some(said) = line.strip_prefix("# ") {
            comment = said.to_owned();
        } else if !line.is_empty() {
            text.push(line);
            if text.len() == lines {
                blocks.push((std::mem::take(&mut comment), text.join("\n")));
                text.clear();
            }
        }
    }
    assert!(text.is_empty(), "a specimen of another length");
    blocks
}

/// Number, old number, name, birth, sex, issued, verdict.
type Expected =
    (&'static str, Option<&'static str>, Option<&'static str>, &'static str, &'static str, &'static str, ScanVerdict);

#[test]
fn every_qr_specimen_is_what_its_comment_says() {
    use FindingCode::{BirthFirstOfJanuary, NumberSexDisagrees, ScanBytesRestored, ScanLettersLost, ScanSexRestored};
    use ScanVerdict::{Review, Sure};
    const MINH: &str = "Nguyễn Thị Ánh Minh";
    let minh = |verdict, name| -> Expected {
        ("001190000001", Some("012345678"), name, "1990-08-15", "female", "2021-04-10", verdict)
    };
    let as_male: Expected =
        ("001090000001", Some("012345678"), Some(MINH), "1990-08-15", "female", "2021-04-10", Review);
    let nhu: Expected = ("079303000003", None, Some("Lê Đặng Quỳnh Như"), "2003-02-02", "female", "2021-04-12", Sure);
    let duc: Expected =
        ("034058000002", Some("150000002"), Some("Trần Văn Đức"), "1958-10-26", "male", "2025-08-05", Sure);
    let mau: Expected =
        ("038144000007", Some("170000007"), Some("Phạm Thị Mẫu"), "1944-01-01", "female", "2021-05-20", Sure);
    let expected: Vec<(&str, Expected, ScanKind, Vec<FindingCode>)> = vec![
        ("7 fields, with old CMND", minh(Sure, Some(MINH)), ScanKind::CccdQr, vec![]),
        ("7 fields, no old CMND", nhu, ScanKind::CccdQr, vec![]),
        ("11 fields", duc, ScanKind::CanCuocQr, vec![]),
        ("only the year of birth", mau, ScanKind::CccdQr, vec![BirthFirstOfJanuary]),
        ("decomposed", minh(Sure, Some(MINH)), ScanKind::CccdQr, vec![]),
        (
            "diacritics lost",
            minh(Review, None),
            ScanKind::CccdQr,
            vec![ScanSexRestored, ScanLettersLost, ScanLettersLost],
        ),
        ("UTF-8 bytes", minh(Sure, Some(MINH)), ScanKind::CccdQr, vec![ScanBytesRestored]),
        ("REVIEW", as_male, ScanKind::CccdQr, vec![NumberSexDisagrees]),
    ];
    let mut specimens = blocks(include_str!("specimens/qr_examples.txt"), 1);
    let (comment, insurance) = specimens.pop().expect("specimens");
    assert!(comment.starts_with("REJECT"), "{comment}");
    let refused = scanned(&insurance);
    assert_eq!((refused.kind, refused.verdict), (ScanKind::NotACard, ScanVerdict::Refused));
    assert_eq!((refused.document, refused.number), (Some(Document::HealthInsurance), None));
    assert_eq!(specimens.len(), expected.len());
    for ((comment, text), (begins, fields, kind, findings)) in specimens.iter().zip(expected) {
        assert!(comment.starts_with(begins), "{comment}");
        let scan = scanned(text);
        let shown = scan.shown();
        let (number, old, name, birth, sex, issued, verdict) = fields;
        assert_eq!(shown.number.as_deref(), Some(number), "{comment}");
        assert_eq!(shown.old_number.as_deref(), old, "{comment}");
        assert_eq!(shown.name.as_deref(), name, "{comment}");
        assert_eq!(shown.birth.as_deref(), Some(birth), "{comment}");
        assert_eq!(shown.sex.as_deref(), Some(sex), "{comment}");
        assert_eq!(shown.issued.as_deref(), Some(issued), "{comment}");
        assert_eq!(shown.address.is_some(), name.is_some(), "{comment}");
        assert_eq!((scan.verdict, scan.kind, codes(&scan)), (verdict, kind, findings), "{comment}");
        assert_eq!((shown.expires, shown.no_expiry), (None, false), "{comment}");
    }
}

#[test]
fn every_mrz_specimen_is_what_its_comment_says() {
    let day = |text: &str| Expiry::On(text.parse().expect("a day"));
    let expected = [
        ("001190000001", "1990-08-15", "female", day("2030-08-15"), "NGUYEN THI ANH MINH", false),
        ("034058000002", "1958-10-26", "male", Expiry::Never, "TRAN VAN DUC", false),
        ("038083000004", "1983-06-01", "male", day("2043-06-01"), "PHAM HUU UOC", false),
        ("001196000006", "1996-09-09", "female", day("2036-09-09"), "CONG TANG TON NU THI HUYEN TR", true),
    ];
    let mut specimens = blocks(include_str!("specimens/mrz_examples.txt"), 3);
    let (comment, invalid) = specimens.pop().expect("specimens");
    assert!(comment.starts_with("INVALID"), "{comment}");
    let refused = scanned(&invalid);
    assert_eq!(
        (refused.kind, refused.verdict, refused.number.as_ref()),
        (ScanKind::CccdMrz, ScanVerdict::Refused, None)
    );
    assert_eq!(codes(&refused), [FindingCode::MrzCheckWrong]);
    assert_eq!(specimens.len(), expected.len());
    for ((comment, text), (number, birth, sex, expiry, plain, cut)) in specimens.iter().zip(expected) {
        let scan = scanned(text);
        let shown = scan.shown();
        assert_eq!(
            (scan.kind, scan.verdict, codes(&scan)),
            (ScanKind::CccdMrz, ScanVerdict::Sure, vec![]),
            "{comment}"
        );
        assert_eq!(
            (shown.number.as_deref(), shown.birth.as_deref(), shown.sex.as_deref()),
            (Some(number), Some(birth), Some(sex)),
            "{comment}"
        );
        assert_eq!(scan.expiry, expiry, "{comment}");
        let name = scan.plain_name.expect("a name");
        assert_eq!((name.text.as_str(), name.cut, scan.name), (plain, cut, None), "{comment}");
    }
}

#[test]
fn the_answer_for_programs_has_its_form() {
    let first = "034058000002|150000002|Trần Văn Đức|26101958|Nam|Thôn Đoài, Hưng Yên|05082025|x|||";
    let json = serde_json::to_value(scanned(first).shown()).expect("JSON");
    let expected = serde_json::json!({
        "kind": "can_cuoc_qr", "number": "034058000002", "old_number": "150000002", "name": "Trần Văn Đức",
        "birth": "1958-10-26", "sex": "male", "address": "Thôn Đoài, Hưng Yên", "issued": "2025-08-05",
        "expires": null, "no_expiry": false, "verdict": "sure", "plain_name": null, "ticket": null,
        "document": null, "raw_extra": ["x", "", "", ""],
    });
    assert_eq!(json, expected);
}

#[test]
fn tickets_and_years_and_other_things() {
    let ticket = scanned(" b-17\r\n");
    assert_eq!((ticket.kind, ticket.verdict), (ScanKind::Ticket, ScanVerdict::Sure));
    assert_eq!(ticket.shown().ticket.as_deref(), Some("B-017"));
    let year = scanned("038144000007||Phạm Thị Mẫu|00001944|Nữ|Thôn 2, Thanh Hóa|20052021");
    assert_eq!((year.shown().birth.as_deref(), year.verdict), (Some("1944"), ScanVerdict::Sure));
    assert_eq!(codes(&year), [FindingCode::BirthYearOnly]);
    for (text, document) in [
        ("", Document::Empty),
        ("001190000001", Document::Number),
        ("https://example.vn", Document::WebAddress),
        ("Nguyễn Thị Ánh Minh", Document::Other),
    ] {
        let other = scanned(text);
        assert_eq!((other.document, other.verdict), (Some(document), ScanVerdict::Refused), "{text}");
    }
}

#[test]
fn a_card_with_lost_anchors_is_refused_as_a_card() {
    for text in [
        "001190000001|012345678|Nguyễn Thị Ánh Minh|15081990||Láng Hạ|10042021",
        "001190000001|012345678|Nguyễn Thị Ánh Minh|1508199|Nữ|Láng Hạ|10042021",
        // Cut anywhere after the first mark it is none of the texts that people are looked for by.
        "001190000001|012345678|Nguyễn Thị Ánh Minh",
        "001190000001||Ngu",
        "001190000001|",
    ] {
        let scan = scanned(text);
        assert_eq!((scan.kind, scan.verdict, scan.number), (ScanKind::CccdQr, ScanVerdict::Refused, None), "{text}");
    }
}

#[test]
fn named_repairs() {
    use FindingCode::{
        ScanBytesRestored, ScanCodePointsRestored, ScanEncodingRestored, ScanFieldMissing, ScanIssuedImpossible,
        ScanKeysRestored, ScanKeysRewritten, ScanLettersLost, ScanMarksUnproven, ScanSeparatorsRestored,
    };
    use ScanVerdict::{Review, Sure};
    for (text, name, verdict, findings) in [
        (
            "001190000001|012345678|Nguy7877n Th7883 193nh Minh|15081990|N7919|Kon Tum|10042021",
            Some("Nguyễn Thị Ánh Minh"),
            Sure,
            vec![ScanCodePointsRestored],
        ),
        (
            "001190000001|012345678|Nguy7877n Th7883 193nh Minh|15081990|N7919|H224 N7897i|10042021",
            Some("Nguyễn Thị Ánh Minh"),
            Review,
            vec![ScanCodePointsRestored, ScanLettersLost],
        ),
        (
            "001190000001|012345678|Nguyá»…n Thá»‹ Ã\u{81}nh Minh|15081990|Ná»¯|HÃ\u{a0} Ná»™i|10042021",
            Some("Nguyễn Thị Ánh Minh"),
            Sure,
            vec![ScanEncodingRestored],
        ),
        // Letters as decimals, of which VNI took some for keys: the sex shows that all came so.
        (
            "086199915838||Ksor H'Lan|15081999|N022501870175|Bú09080n Ea Kmat, Gia Lai|04012021",
            None,
            Review,
            vec![ScanLettersLost, ScanLettersLost],
        ),
        // The same of a man: digits among small letters show it, though one word looks whole.
        (
            "086099915838||Ksor Y Lan|15081999|Nam|Bụ09080n Ea Kmat, Gia Lai|04012021",
            None,
            Review,
            vec![ScanLettersLost, ScanLettersLost],
        ),
        // 12 digits before the name: an old number without its separator, or the letters of `Đà` but for one byte.
        (
            "067200900000|014401950160o 01950157|29112000|Nam|022501860164p 3, T01950162n M022501870185|04012021",
            None,
            Review,
            vec![ScanSeparatorsRestored, ScanLettersLost, ScanBytesRestored, ScanLettersLost],
        ),
        // Telex took the X of Xóm for a key.
        (
            "001190000001||Nguyễn Thị Ánh Minh|15081990|Nữóm Mới, Láng Hạ|10042021",
            Some("Nguyễn Thị Ánh Minh"),
            Review,
            vec![ScanSeparatorsRestored, ScanLettersLost],
        ),
        // Byte 81 has no character in Windows-1252 and is gone.
        (
            "001190000001|012345678|Nguyá»…n Thá»‹ Ãnh Minh|15081990|Ná»¯|HÃ\u{a0} Ná»™i|10042021",
            None,
            Review,
            vec![ScanEncodingRestored, ScanLettersLost],
        ),
        (
            "001190000001012345678Nguyễn Thị Ánh Minh15081990NữLáng Hạ10042021",
            Some("Nguyễn Thị Ánh Minh"),
            Sure,
            vec![ScanSeparatorsRestored],
        ),
        (
            "001190000001|||Nguyễn Thị Ánh Minh||15081990|Nữ||Láng Hạ|10042021||||",
            Some("Nguyễn Thị Ánh Minh"),
            Sure,
            vec![ScanSeparatorsRestored],
        ),
        (
            "001190000001|012345678|Nguyeenx Thij Asnh Minh|15081990|Nuwx|Lasng Haj|10042021",
            Some("Nguyễn Thị Ánh Minh"),
            Review,
            vec![ScanKeysRestored, ScanLettersLost],
        ),
        (
            "034058000002||Tran Van Duc|26101958|Nam|Hung Yen|05082025",
            None,
            Review,
            vec![ScanMarksUnproven, ScanMarksUnproven],
        ),
        ("066190000001||Ksỏ H'Lan|15081990|Nữ|Đắk Lắk|10042021", Some("Ksỏ H'Lan"), Review, vec![ScanKeysRewritten]),
        (
            "001190000001||Nguyễn Thị Ánh Minh|15081990|Nữ|Láng Hạ|10042031",
            Some("Nguyễn Thị Ánh Minh"),
            Review,
            vec![ScanIssuedImpossible],
        ),
        (
            "001190000001||Nguyễn Thị Ánh Minh|15081990|Nữ||10042021",
            Some("Nguyễn Thị Ánh Minh"),
            Review,
            vec![ScanFieldMissing],
        ),
    ] {
        let scan = scanned(text);
        assert_eq!((scan.name.as_deref(), scan.verdict, codes(&scan)), (name, verdict, findings), "{text}");
        assert!(scan.number.is_some() && scan.sex.is_some(), "{text}");
    }
}

#[test]
fn of_two_scans_in_one_nothing_of_the_one_stands_with_the_other() {
    let today = NaiveDate::from_ymd_opt(2026, 11, 6).expect("date");
    let duc = "001081000001||Trần Văn Đức|02031981|Nam|Thôn Tây, Xã Ví Dụ, Hưng Yên|12042021";
    let anh = "034082000002|012345678901|Lê Văn Anh|03031982|Nam|Thôn Đoài, Xã Ví Dụ, Hưng Yên|12042021";
    for (first, second) in [(duc, anh), (anh, duc)] {
        let number = second.get(..12);
        // Behind the number itself: of half a number nobody knows where the next one begins, and birth and number disagree.
        for cut in (13..=first.len()).filter(|cut| first.is_char_boundary(*cut)) {
            let text = format!("{}{second}", &first[..cut]);
            let told = scan(&text, today).shown();
            let refused = told.verdict == ScanVerdict::Refused;
            assert!(refused || told.number.as_deref() == number, "{cut}: {told:?}");
        }
        // Two that type at once, a letter each.
        let mixed: String = first.chars().zip(second.chars()).flat_map(|(a, b)| [a, b]).collect();
        assert_eq!(scan(&mixed, today).shown().verdict, ScanVerdict::Refused);
    }
}
