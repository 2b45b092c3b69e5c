//! `make bench`: what the whole command path costs beside the bare parts under it, interleaved in one run on one file
//! system, because machines are noisy: look at the ratios.
#![expect(clippy::print_stdout, reason = "a benchmark prints its figures")]
#![expect(clippy::unwrap_used, reason = "a benchmark stops where something is wrong")]

mod bare;

use std::path::Path;
use std::time::{Duration, Instant};

use base64::Engine;
use calamine::Reader;
use luudong_tests::world::{Laptop, temporary};
use serde_json::{Value, json};

const CHECK_INS: usize = 300;
/// A page in the write-ahead log, with its head; bytes.
const WAL_FRAME: f64 = 4096.0 + 24.0;
const ROWS: usize = 20_000;
const IMPORTS: usize = 3;

fn main() {
    let names: Vec<String> = std::env::args().skip(1).filter(|word| !word.starts_with('-')).collect();
    let wanted = |name: &str| names.is_empty() || names.iter().any(|wanted| name.contains(wanted.as_str()));
    if wanted("check_in") {
        check_in();
    }
    if wanted("import") {
        import();
    }
}

fn timed<T>(work: impl FnOnce() -> T) -> (Duration, T) {
    let began = Instant::now();
    let value = work();
    (began.elapsed(), value)
}

fn median(times: &mut [Duration]) -> Duration {
    times.sort_unstable();
    times[times.len() / 2]
}

fn line(name: &str, ours: &mut [Duration], floor: &mut [Duration]) {
    let (ours, floor) = (median(ours), median(floor));
    println!(
        "{name}: {:.3} ms, bare {:.3} ms, ratio {:.2}",
        ours.as_secs_f64() * 1e3,
        floor.as_secs_f64() * 1e3,
        ours.as_secs_f64() / floor.as_secs_f64()
    );
}

fn check_in() {
    let dir = temporary();
    let laptop = Laptop::new(dir.path(), "a");
    let made = laptop.ok("demo", json!({ "people": CHECK_INS + 100, "seed": 5 }));
    let rows = laptop.ok("visits", json!({ "session": made["session"], "state": "expected", "limit": CHECK_INS }));
    let floor = bare::connection(&dir.path().join("bare.db"));
    floor.execute_batch("CREATE TABLE row (id INTEGER PRIMARY KEY, text TEXT) STRICT").unwrap();
    let (mut ours, mut bares) = (Vec::new(), Vec::new());
    let wal = |database: &Path| std::fs::metadata(database.with_extension("db-wal")).unwrap().len();
    let databases = [laptop.dir.join("data/luudong.db"), dir.path().join("bare.db")];
    let before = databases.each_ref().map(|database| wal(database));
    for (at, row) in rows.as_array().unwrap().iter().enumerate() {
        let args = json!({ "session": made["session"], "person": row["person"]["id"] });
        ours.push(timed(|| laptop.ok("check_in", args)).0);
        bares.push(timed(|| floor.execute("INSERT INTO row VALUES (?1, ?2)", (at as i64, "x".repeat(300))).unwrap()).0);
    }
    let pages = |at: usize| (wal(&databases[at]) - before[at]) as f64 / WAL_FRAME / CHECK_INS as f64;
    println!("pages written a check-in: {:.1}, bare {:.1}", pages(0), pages(1));
    line("durable check-in, whole command", &mut ours, &mut bares);
}

fn import() {
    let dir = temporary();
    let (mut ours, mut bares) = (Vec::new(), Vec::new());
    for round in 0..IMPORTS {
        let laptop = Laptop::new(dir.path(), &format!("laptop-{round}"));
        let file = list(&laptop, dir.path());
        let bytes = std::fs::read(&file).unwrap();
        let unit = laptop.ok("unit_add", json!({ "name": format!("Đơn vị {round}") }))["id"].clone();
        ours.push(timed(|| whole_import(&laptop, &unit, &bytes)).0);
        bares.push(timed(|| bare_import(&file, &dir.path().join(format!("bare-{round}.db")))).0);
    }
    line(&format!("import of {ROWS} rows"), &mut ours, &mut bares);
}

/// A list of demo people as HR would send it.
fn list(laptop: &Laptop, dir: &Path) -> std::path::PathBuf {
    let today = luudong_domain::time::date_in_hanoi(luudong_tests::world::BEGIN);
    let order = luudong_domain::demo::Order { seed: 9, people: ROWS, mistakes_per_mille: 0, today };
    let bytes = luudong_app::sheet::write_demo_list("Đơn vị", &luudong_domain::demo::list(order), today).unwrap();
    let path = dir.join(format!("{}.xlsx", laptop.dir.file_name().unwrap().to_string_lossy()));
    std::fs::write(&path, bytes).unwrap();
    path
}

fn whole_import(laptop: &Laptop, unit: &Value, bytes: &[u8]) {
    let bytes = base64::engine::general_purpose::STANDARD.encode(bytes);
    let (open, draft) =
        timed(|| laptop.ok("import_open", json!({ "unit": unit, "file_name": "ds.xlsx", "bytes": bytes })));
    let (run, report) = timed(|| laptop.ok("import_run", json!({ "draft": draft["draft"] })));
    println!("  open {:.2} s, run {:.2} s", open.as_secs_f64(), run.as_secs_f64());
    assert!(report["accepted"].as_u64().unwrap() as usize > ROWS * 95 / 100, "{report}");
}

fn bare_import(file: &Path, database: &Path) {
    let mut book: calamine::Xlsx<_> = calamine::open_workbook(file).unwrap();
    let sheet = book.worksheet_range_at(0).unwrap().unwrap();
    let mut connection = bare::connection(database);
    let columns: Vec<String> = (0..sheet.width()).map(|at| format!("c{at} TEXT")).collect();
    connection.execute_batch(&format!("CREATE TABLE row ({}) STRICT", columns.join(", "))).unwrap();
    let marks: Vec<&str> = columns.iter().map(|_| "?").collect();
    let transaction = connection.transaction().unwrap();
    {
        let mut insert = transaction.prepare(&format!("INSERT INTO row VALUES ({})", marks.join(", "))).unwrap();
        for row in sheet.rows() {
            insert.execute(rusqlite::params_from_iter(row.iter().map(ToString::to_string))).unwrap();
        }
    }
    transaction.commit().unwrap();
}
