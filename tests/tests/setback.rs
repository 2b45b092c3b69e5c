//! Central set back: an older copy of its disk is put in its place, and the laptops' next syncs make it whole.

use luudong_domain::role::Role;
use luudong_domain::scope::Grant;
use luudong_tests::world::{Laptop, TestCentral, copy_folder, temporary};
use serde_json::{Value, json};
use tempfile::TempDir;

/// A central that is set back to what it was at noon, and laptops.
struct Day {
    dir: TempDir,
    central: TestCentral,
}

impl Day {
    fn new() -> Day {
        let dir = temporary();
        Day { central: TestCentral::start(dir.path()), dir }
    }

    fn laptop(&self, name: &str) -> Laptop {
        let laptop = Laptop::new(self.dir.path(), name);
        laptop.admit(&self.central, Role::Leader, &[Grant::All]);
        laptop
    }

    /// Copies central's disk.
    fn noon(&mut self) {
        self.central.stop();
        copy_folder(self.central.folder(), &self.dir.path().join("noon"));
        self.central.resume();
    }

    /// Puts the copy in its place.
    fn is_set_back(&mut self) {
        self.central.stop();
        std::fs::remove_dir_all(self.central.folder()).expect("the disk is gone");
        copy_folder(&self.dir.path().join("noon"), self.central.folder());
        self.central.resume();
    }

    /// Events that all of them have, which are the same.
    fn agreed(&self, laptops: &[&Laptop]) -> u64 {
        let there = self.central.central().verify().expect("verify");
        assert!(there.ok, "{:?}", there.findings);
        for laptop in laptops {
            assert_eq!(laptop.digest(), there.digest);
            assert_eq!(laptop.ok("anomalies", json!({}))["rows"], json!([]));
        }
        there.events
    }
}

fn id(laptop: &Laptop) -> String {
    laptop.ok("status", json!({}))["device"]["id"].as_str().expect("an id").to_owned()
}

/// Somebody of a unit that the laptop makes now.
fn works(laptop: &Laptop, unit: &str) {
    let unit = laptop.ok("unit_add", json!({ "name": unit }))["id"].clone();
    for name in ["Trần Thị Cúc", "Lê Văn Đức"] {
        laptop.ok("person_add", json!({ "unit": unit, "fields": { "name": name, "birth": "1991" } }));
    }
}

fn syncs(laptop: &Laptop) -> Value {
    let report = laptop.sync();
    assert_eq!((&report["refused"], &report["only_here"]), (&json!([]), &json!(0)), "{report}");
    report
}

#[test]
fn a_central_from_an_older_backup_is_made_whole_by_the_next_syncs_and_it_is_told() {
    let (mut day, central) = loop {
        let day = Day::new();
        let central = day.central.central().devices().expect("devices")[0].id.to_string();
        // Neither before nor after nearly all others.
        if ("4".."c").contains(&central.as_str()) {
            break (day, central);
        }
    };
    let first = day.laptop("a");
    works(&first, "Đơn vị buổi sáng");
    syncs(&first);
    day.noon();
    // Units whose first events central would take note of: by a device whose id comes before central's, and by one after.
    let mut laptops = vec![first];
    let (mut before, mut after) = (false, false);
    while !(before && after) {
        let laptop = day.laptop(&format!("b{}", laptops.len()));
        works(&laptop, &format!("Đơn vị buổi chiều {}", laptops.len()));
        before |= id(&laptop) < central;
        after |= id(&laptop) > central;
        laptops.push(laptop);
    }
    for _ in 0..2 {
        laptops.iter().for_each(|laptop| drop(syncs(laptop)));
    }
    let all: Vec<&Laptop> = laptops.iter().collect();
    let events = day.agreed(&all);
    day.is_set_back();
    assert!(day.central.central().verify().expect("verify").events < events);
    assert_eq!(syncs(all[0])["central_went_back"], true);
    assert_eq!(day.agreed(&all), events, "one laptop brings all of it");
    for laptop in &all {
        assert_eq!(syncs(laptop)["central_went_back"], false);
    }
    assert_eq!(day.agreed(&all), events);
}

#[test]
fn a_laptop_that_a_set_back_central_does_not_know_makes_itself_known() {
    let mut day = Day::new();
    day.noon();
    let laptop = day.laptop("a");
    works(&laptop, "Đơn vị buổi chiều");
    syncs(&laptop);
    let events = day.agreed(&[&laptop]);
    day.is_set_back();
    assert_eq!(syncs(&laptop)["central_went_back"], true);
    assert_eq!(day.agreed(&[&laptop]), events);
}
