//! `docs/cli.md` is what the program says of itself.

use std::path::Path;
use std::process::Command;

#[test]
fn the_manual_is_the_programs_own_help() {
    let told = Command::new(env!("CARGO_BIN_EXE_luudong")).arg("help-markdown").output().expect("luudong runs");
    assert!(told.status.success());
    let told = String::from_utf8(told.stdout).expect("UTF-8");
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/cli.md");
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&path, &told).expect("docs/cli.md can be written");
    }
    let written = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(written == told, "docs/cli.md is not what the program says: UPDATE=1 cargo test -p luudong-cli");
}
