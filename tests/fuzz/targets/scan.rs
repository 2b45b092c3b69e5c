//! Any text from a scanner: it has an answer, and one that is sure agrees with its number.
#![no_main]

use libfuzzer_sys::fuzz_target;
use luudong_domain::card::{ScanKind, ScanVerdict, compare, scan};
use luudong_fuzz::today;

fuzz_target!(|bytes: &[u8]| {
    let text = String::from_utf8_lossy(bytes);
    let found = scan(&text, today());
    let _ = (compare(&found, &Default::default()), found.shown());
    match (found.kind, found.verdict) {
        (ScanKind::Invitation, verdict) => assert_eq!(found.invited.is_some(), verdict == ScanVerdict::Sure),
        (ScanKind::Ticket, verdict) => assert_eq!((verdict, found.ticket.is_some()), (ScanVerdict::Sure, true)),
        (kind, ScanVerdict::Sure) => {
            assert_ne!(kind, ScanKind::NotACard);
            let number = found.number.as_ref().expect("a card that is sure has a number");
            let birth = found.birth.expect("and a birth date");
            assert_eq!((Some(number.sex()), number.birth_year()), (found.sex, birth.year()));
            assert!(text.contains(number.as_str()) || kind == ScanKind::CccdMrz);
            assert!(birth.year() <= 2026 && found.issued.is_none_or(|day| day <= today()));
        }
        (_, ScanVerdict::Refused) => assert_eq!((found.number, found.name, found.birth), (None, None, None)),
        (kind, ScanVerdict::Review) => {
            assert_ne!(kind, ScanKind::NotACard);
            assert!(!found.findings.is_empty(), "a look is asked for without a reason");
        }
    }
    // What scanners put around a text changes nothing.
    let framed = scan(&format!("\r\n{text} \n"), today());
    assert_eq!((framed.kind, framed.verdict), (found.kind, found.verdict));
});
