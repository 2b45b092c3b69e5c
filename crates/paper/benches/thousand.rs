//! A checklist of a thousand people, beside the same rows in a bare table of typst: what the page costs over the compiler.
//! `cargo bench -p luudong-paper`.
#![expect(clippy::print_stdout, reason = "a bench says what it measured")]

#[path = "../tests/people/mod.rs"]
#[expect(dead_code, reason = "the pictures use the rest")]
mod people;

use std::time::{Duration, Instant};

use people::{STAMP, checklist};

const PEOPLE: usize = 1_000;
const RUNS: usize = 5;
const BARE: &str = r#"#let data = json("/data.json")
#set text(font: "Be Vietnam Pro", size: 9pt)
#table(columns: 10, ..data.map(row => row.map(cell => [#cell])).flatten())"#;

/// The median of a few runs; nothing is kept between them.
fn median(mut run: impl FnMut() -> Vec<u8>) -> (Duration, usize) {
    let mut size = 0;
    let mut times: Vec<Duration> = (0..RUNS)
        .map(|_| {
            let begun = Instant::now();
            size = run().len();
            begun.elapsed()
        })
        .collect();
    times.sort_unstable();
    (times[RUNS / 2], size)
}

fn main() {
    let list = checklist(PEOPLE);
    let rows: Vec<Vec<String>> = (1..)
        .zip(&list.people)
        .map(|(number, one)| {
            let [number, empty] = [number.to_string(), String::new()];
            let told = [&one.name, &one.born, &one.digits, &one.belongs, &one.ticket];
            std::iter::once(&number).chain(told).chain([&empty; 4]).cloned().collect()
        })
        .collect();
    let (page, page_size) = median(|| list.pdf(STAMP).expect("pdf"));
    let (bare, bare_size) = median(|| luudong_paper::bare(BARE, &rows, STAMP).expect("pdf"));
    println!("checklist of {PEOPLE}: {page:.2?}, {page_size} bytes");
    println!("bare table of {PEOPLE}: {bare:.2?}, {bare_size} bytes");
    println!("ratio {:.2}", page.as_secs_f64() / bare.as_secs_f64());
}
