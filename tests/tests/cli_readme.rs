//! The lines of the README run as they stand there.

use std::process::Command;

use luudong_tests::programs::{Central, programs_folder};

const README: &str = include_str!("../../README.md");

/// The shell lines between the markers, without their fence.
fn lines() -> String {
    let block = README.split("<!-- cli path -->").nth(1).and_then(|rest| rest.split("<!-- /cli path -->").next());
    let block = block.expect("README.md has the path through the command line between its markers");
    block.lines().filter(|line| !line.starts_with("```")).collect::<Vec<_>>().join("\n")
}

#[test]
fn the_lines_of_the_readme_bring_three_laptops_to_one_digest() {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::create_dir_all(folder.path().join("out/cli")).expect("a folder");
    let central = Central::started(&folder.path().join("out/cli"));
    let programs = programs_folder().to_string_lossy().into_owned();
    let script = lines().replace("http://127.0.0.1:8471", &central.address()).replace("$PWD/target/debug", &programs);
    let ran = Command::new("bash").args(["-euc", &script]).current_dir(folder.path()).output().expect("bash runs");
    let (out, err) = (String::from_utf8_lossy(&ran.stdout), String::from_utf8_lossy(&ran.stderr));
    assert!(ran.status.success() && err.is_empty(), "{err}\n{out}");
    let proofs: Vec<&str> = out.lines().rev().take(3).collect();
    assert!(proofs.iter().all(|proof| *proof == proofs[0] && proof.len() > 64), "{proofs:?}");
}
