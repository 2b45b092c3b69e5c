//! Whatever the program can say by a code has its sentence on the pages, in both languages.

use std::collections::BTreeSet;
use std::path::Path;

use luudong_domain::due;
use luudong_domain::event::Event;
use luudong_domain::finding::FindingCode;

/// The root of the project.
const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");
/// Files that make codes outside of `AppError::of("…")`: each literal of a code's shape in them is taken for one.
const MAPPINGS: [&str; 5] = [
    "crates/app/src/error.rs",
    "crates/app/src/session/slots/mod.rs",
    "crates/app/src/sheet/mod.rs",
    "crates/central/src/refusal.rs",
    "crates/store/src/parcel/error.rs",
];

fn text(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Every Rust file below `folder`.
fn sources(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).expect("folder").map(|entry| entry.expect("entry").path());
    entries
        .flat_map(|path| match path.extension() {
            _ if path.is_dir() => sources(&path),
            Some(ending) if ending == "rs" => vec![text(&path)],
            _ => Vec::new(),
        })
        .collect()
}

/// The texts between `before` and the next quotation mark.
fn quoted<'a>(source: &'a str, before: &'a str) -> impl Iterator<Item = &'a str> {
    source.split(before).skip(1).filter_map(|rest| rest.split('"').next())
}

fn is_code(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_')
}

/// Every code with which a command can be refused, as the sources have them.
fn refusals() -> BTreeSet<String> {
    let mut codes = BTreeSet::new();
    let mut take = |source: &str, before: &str| {
        codes.extend(quoted(source, before).filter(|code| is_code(code)).map(str::to_owned));
    };
    for source in sources(&Path::new(ROOT).join("crates/app/src")) {
        take(&source, "AppError::of(\"");
    }
    for path in MAPPINGS {
        let source = text(&Path::new(ROOT).join(path));
        // The arms of a mapping; one whose arm has a line of its own; central's.
        for before in ["=> \"", "{\n                \"", "Refusal::of(\""] {
            take(&source, before);
        }
    }
    codes
}

#[test]
fn every_code_has_its_sentence_in_both_languages() {
    let findings = FindingCode::ALL.iter().map(|code| format!("finding_{}", code.as_str()));
    let kinds = Event::KINDS.iter().map(|kind| format!("event_{}", kind.replace('.', "_")));
    let refusals = refusals();
    // A scan that finds nothing would prove nothing.
    for known in [
        "wrong_passphrase",
        "storage",
        "spreadsheet_not_written",
        "needs_newer",
        "central_full",
        "queue_empty",
        "stick_full",
    ] {
        assert!(refusals.contains(known), "{known} is not found in the sources: the scan is blind");
    }
    let errors = refusals.iter().map(|code| format!("error_{code}"));
    let wanted: Vec<String> = findings.chain(kinds).chain(errors).chain(due::sentences()).collect();
    for language in ["vi", "en"] {
        let path = Path::new(ROOT).join(format!("ui/messages/{language}.json"));
        let messages: serde_json::Map<String, serde_json::Value> =
            serde_json::from_str(&text(&path)).expect("messages");
        let missing: Vec<&String> = wanted.iter().filter(|key| !messages.contains_key(*key)).collect();
        assert!(missing.is_empty(), "{language}.json lacks {missing:?}");
    }
}
