//! The house itself: imports run one way, the pure crates stay pure, documents say what is.

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

use serde_json::Value;

/// What each crate may stand on, of ours.
const MAY_USE: &[(&str, &[&str])] = &[
    ("luudong-domain", &[]),
    ("luudong-sync", &["luudong-domain"]),
    ("luudong-store", &["luudong-domain", "luudong-sync"]),
    ("luudong-paper", &[]),
    ("luudong-app", &["luudong-domain", "luudong-sync", "luudong-store", "luudong-paper"]),
    ("luudong-central", &["luudong-domain", "luudong-sync", "luudong-store"]),
    ("luudong-cli", &["luudong-app", "luudong-domain"]),
    // The hub joins app and central.
    ("luudong-desktop", &["luudong-app", "luudong-central"]),
];

/// Crates that read files, sockets, clocks or randomness; none of them may be under the pure ones.
const IMPURE: &[&str] = &[
    "tokio",
    "reqwest",
    "rusqlite",
    "libsqlite3-sys",
    "axum",
    "hyper",
    "mio",
    "socket2",
    "getrandom",
    "rand",
    "tauri",
    "calamine",
];

fn cargo(arguments: &[&str]) -> String {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/..");
    let out = Command::new(env!("CARGO")).current_dir(root).args(arguments).output().expect("cargo");
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
    String::from_utf8(out.stdout).expect("text")
}

fn metadata() -> Value {
    let all = cargo(&["metadata", "--format-version", "1", "--locked"]);
    serde_json::from_str(&all).expect("json")
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

/// Normal dependencies by package id, as they were resolved.
fn graph(metadata: &Value) -> (BTreeMap<String, String>, BTreeMap<String, Vec<String>>) {
    let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
    let names =
        list(&metadata["packages"]).iter().map(|package| (text(&package["id"]), text(&package["name"]))).collect();
    let normal = |dep: &Value| list(&dep["dep_kinds"]).iter().any(|kind| kind["kind"].is_null());
    let uses = list(&metadata["resolve"]["nodes"])
        .iter()
        .map(|node| {
            (
                text(&node["id"]),
                list(&node["deps"]).iter().filter(|dep| normal(dep)).map(|dep| text(&dep["pkg"])).collect(),
            )
        })
        .collect();
    (names, uses)
}

#[test]
fn imports_run_one_way() {
    let (names, uses) = graph(&metadata());
    for (name, allowed) in MAY_USE {
        let (id, _) = names.iter().find(|(_, known)| known == name).expect("crate");
        for used in &uses[id] {
            let used = names[used].as_str();
            assert!(!used.starts_with("luudong-") || allowed.contains(&used), "{name} must not use {used}");
        }
    }
}

#[test]
fn the_pure_crates_stand_on_nothing_that_does_io() {
    for name in ["luudong-domain", "luudong-sync"] {
        // The tree as it is built, not as optional features could make it.
        let tree = cargo(&["tree", "--locked", "--edges", "normal", "--prefix", "none", "--package", name]);
        let under: BTreeSet<&str> = tree.lines().filter_map(|line| line.split_whitespace().next()).collect();
        assert!(under.contains("serde_json"), "{tree}");
        for impure in IMPURE {
            assert!(!under.contains(impure), "{name} stands on {impure}");
        }
    }
}

/// What a lock file fixes: name and version.
fn locked(path: &str) -> BTreeSet<(String, String)> {
    let path = format!("{}/../{path}", env!("CARGO_MANIFEST_DIR"));
    let lock = std::fs::read_to_string(&path).expect("a lock file");
    let value = |line: &str, key: &str| Some(line.strip_prefix(key)?.trim_matches('"').to_owned());
    let packages = lock.split("[[package]]").skip(1).filter_map(|package| {
        let mut lines = package.trim_start().lines();
        Some((value(lines.next()?, "name = ")?, value(lines.next()?, "version = ")?))
    });
    packages.collect()
}

#[test]
fn the_fuzz_targets_stand_on_what_the_product_stands_on() {
    let (product, targets) = (locked("Cargo.lock"), locked("tests/fuzz/Cargo.lock"));
    let names: BTreeSet<&String> = product.iter().map(|(name, _)| name).collect();
    assert!(targets.len() > 100 && product.len() > targets.len());
    for package in targets.iter().filter(|(name, _)| names.contains(name)) {
        assert!(product.contains(package), "{package:?} is another in tests/fuzz/Cargo.lock: copy Cargo.lock there");
    }
}

/// Compares a generated document with the one in the tree; `UPDATE=1` writes it anew.
fn compare(path: &str, wanted: &str) {
    let path = format!("{}/../{path}", env!("CARGO_MANIFEST_DIR"));
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&path, wanted).expect("write");
    }
    let found = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(found == wanted, "{path} is old: UPDATE=1 cargo test -p luudong-tests house");
}

#[test]
fn the_openapi_document_is_the_one_of_the_router() {
    compare("docs/openapi.json", &(luudong_central::openapi().expect("document") + "\n"));
}
