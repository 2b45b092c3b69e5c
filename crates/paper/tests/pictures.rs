//! Each paper as a picture and as text, beside what it was when somebody looked at it. `UPDATE=1` takes new pictures;
//! look at them.

mod people;

use std::path::{Path, PathBuf};
use std::process::Command;

use luudong_paper::{Masked, PaperError};
use people::{STAMP, checklist, initials, invitations, queue_state};

/// Dots per inch of the pictures: enough to see every mark, small enough to keep.
const DPI: &str = "72";
/// Side of the squares that are compared, pixels.
const SQUARE: usize = 8;
/// How far the mean of a square may be from what it was: faces are smoothed a little differently elsewhere.
const SHADE: u32 = 20;
/// Squares that may be further away.
const SQUARES: usize = 4;

/// Every paper with the names that must be in it.
fn papers() -> Vec<(&'static str, Result<Vec<u8>, PaperError>)> {
    let (list, state) = (checklist(70), queue_state());
    vec![
        ("invitations", invitations().pdf(STAMP)),
        ("checklist", list.pdf(STAMP)),
        ("state", state.pdf(STAMP)),
        ("checklist-masked", Masked::of_checklist(&list, initials).pdf(STAMP)),
        ("state-masked", Masked::of_state(&state, initials).pdf(STAMP)),
    ]
}

fn run(program: &str, arguments: &[&str]) -> Vec<u8> {
    let out = Command::new(program).args(arguments).output();
    let out = out.unwrap_or_else(|error| panic!("{program} of poppler-utils, see scripts/install.sh test: {error}"));
    assert!(out.status.success(), "{program}: {}", String::from_utf8_lossy(&out.stderr));
    out.stdout
}

fn text(pdf: &Path) -> String {
    String::from_utf8(run("pdftotext", &["-raw", &pdf.display().to_string(), "-"])).expect("UTF-8")
}

/// Width and grey pixels.
fn pixels(png: &Path) -> (usize, Vec<u8>) {
    let file = std::io::BufReader::new(std::fs::File::open(png).expect("a picture"));
    let mut reader = png::Decoder::new(file).read_info().expect("PNG");
    let mut bytes = vec![0; reader.output_buffer_size().expect("size")];
    let frame = reader.next_frame(&mut bytes).expect("pixels");
    // Some versions of poppler write grey pictures in three equal colours.
    let each = frame.color_type.samples();
    (frame.width as usize, bytes.into_iter().step_by(each).collect())
}

/// The squares that differ, as column and line.
fn differing(a: &(usize, Vec<u8>), b: &(usize, Vec<u8>)) -> Vec<(usize, usize)> {
    let (width, height) = (a.0, a.1.len() / a.0);
    let mean = |bytes: &[u8], column: usize, line: usize| {
        let lines = (line * SQUARE..height.min((line + 1) * SQUARE)).map(|y| {
            let (from, to) = (y * width + column * SQUARE, y * width + width.min((column + 1) * SQUARE));
            bytes[from..to].iter().map(|byte| u32::from(*byte)).sum::<u32>()
        });
        lines.sum::<u32>() / (SQUARE * SQUARE) as u32
    };
    let all =
        (0..height.div_ceil(SQUARE)).flat_map(|line| (0..width.div_ceil(SQUARE)).map(move |column| (column, line)));
    all.filter(|(column, line)| mean(&a.1, *column, *line).abs_diff(mean(&b.1, *column, *line)) > SHADE).collect()
}

fn golden() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/golden/paper")
}

#[test]
fn every_paper_looks_as_it_did_when_somebody_looked() {
    let folder = tempfile::tempdir().expect("folder");
    let update = std::env::var_os("UPDATE").is_some();
    let mut old = Vec::new();
    for (name, pdf) in papers() {
        let file = folder.path().join(format!("{name}.pdf"));
        std::fs::write(&file, pdf.unwrap_or_else(|error| panic!("{name}: {error}"))).expect("written");
        let stem = folder.path().join(name).display().to_string();
        run(
            "pdftoppm",
            &["-r", DPI, "-gray", "-png", "-f", "1", "-l", "1", "-singlefile", &file.display().to_string(), &stem],
        );
        let (now, then) = (folder.path().join(format!("{name}.png")), golden().join(format!("{name}.png")));
        if update {
            std::fs::create_dir_all(golden()).expect("folder");
            std::fs::copy(&now, &then).expect("kept");
        }
        let (a, b) = (pixels(&now), pixels(&then));
        let far = if (a.0, a.1.len()) == (b.0, b.1.len()) { differing(&a, &b) } else { vec![(0, 0)] };
        if far.len() > SQUARES {
            let kept = std::env::temp_dir().join(format!("luudong-paper-{name}.png"));
            std::fs::copy(&now, &kept).expect("kept");
            let places: Vec<String> =
                far.iter().take(6).map(|(x, y)| format!("{} × {}", x * SQUARE, y * SQUARE)).collect();
            old.push(format!(
                "{name}: {} squares differ, at {} …; now: {}",
                far.len(),
                places.join(", "),
                kept.display()
            ));
        }
    }
    assert!(old.is_empty(), "look, then UPDATE=1:\n{}", old.join("\n"));
}

#[test]
fn what_people_are_called_is_printed_as_it_is_and_is_never_markup() {
    let folder = tempfile::tempdir().expect("folder");
    let printed = |name: &str, pdf: Vec<u8>| {
        let file = folder.path().join(name);
        std::fs::write(&file, pdf).expect("written");
        text(&file)
    };
    let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let invited = words(&printed("invitations", invitations().pdf(STAMP).expect("pdf")));
    let listed = words(&printed("checklist", checklist(70).pdf(STAMP).expect("pdf")));
    for name in people::NAMES {
        assert!(invited.contains(name), "{name} of the invitations: {invited}");
        assert!(listed.contains(name), "{name} of the checklist: {listed}");
    }
    let state = words(&printed("state", queue_state().pdf(STAMP).expect("pdf")));
    assert!(state.contains("#eval(\"1+1\")") && state.contains("B-018 K'Brăng Ơn"), "{state}");
}

#[test]
fn a_masked_sheet_has_ticket_initials_and_slot_and_nothing_else_of_anybody() {
    let folder = tempfile::tempdir().expect("folder");
    for (name, masked) in [
        ("list", Masked::of_checklist(&checklist(70), initials)),
        ("state", Masked::of_state(&queue_state(), initials)),
    ] {
        let file = folder.path().join(name);
        std::fs::write(&file, masked.pdf(STAMP).expect("pdf")).expect("written");
        let text = text(&file);
        for word in ["Ánh", "Nguyễn", "Trần", "1990", "0001", "Xưởng", "eval"] {
            assert!(!text.contains(word), "{word} in {name}: {text}");
        }
        assert!(text.contains("NTÁM") && text.contains("08:00–08:30"), "{text}");
    }
}

#[test]
fn equal_papers_are_equal_to_the_byte_and_another_moment_makes_another() {
    let list = checklist(3);
    let once = list.pdf(STAMP).expect("pdf");
    assert_eq!(once, list.pdf(STAMP).expect("pdf"));
    assert_ne!(once, list.pdf(luudong_paper::Stamp { minute: STAMP.minute + 1, ..STAMP }).expect("pdf"));
    assert!(once.starts_with(b"%PDF-1.7"));
    assert!(matches!(list.pdf(luudong_paper::Stamp { month: 13, ..STAMP }), Err(PaperError::Moment)));
}

/// The rows that a page says it has, in order, have every number once.
#[test]
fn every_row_has_its_number_and_every_page_its_range() {
    let folder = tempfile::tempdir().expect("folder");
    for people in [0, 1, 22, 23, 24, 29, 30, 31, 60, 61, 200] {
        let file = folder.path().join("list.pdf");
        std::fs::write(&file, checklist(people).pdf(STAMP).expect("pdf")).expect("written");
        let text = text(&file);
        let ranges = text.lines().filter_map(|line| line.split("dòng ").nth(1)?.split('.').next());
        let ranges: Vec<(usize, usize)> = ranges
            .map(|range| {
                let (first, last) = range.trim().split_once('–').unwrap_or_else(|| panic!("{range}"));
                (first.trim().parse().expect("first"), last.trim().parse().expect("last"))
            })
            .collect();
        let pages = text.matches('\u{c}').count();
        assert_eq!(ranges.len(), pages, "one range a page, and no page runs over: {people}: {ranges:?}");
        assert_eq!(ranges[0].0, 1);
        assert!(ranges.windows(2).all(|pair| pair[0].1 + 1 == pair[1].0), "{people}: {ranges:?}");
        assert!(ranges[pages - 1].1 >= people + 8, "{people}: {ranges:?}");
    }
}
