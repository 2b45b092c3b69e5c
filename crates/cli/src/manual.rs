//! `docs/cli.md`, out of the program's own help.

use std::fmt::Write;

use clap::{Command, CommandFactory};

use crate::arguments::Arguments;

const INTRODUCTION: &str = "\
<!-- Made by `UPDATE=1 cargo test -p luudong-cli`; a test compares it with the program. Change the help, not this file. -->

# The command line

`luudong` runs the commands of Lưu Động without its window, for scripts, IT staff and tests. The options of `luudong`
itself go with every command and are told once.
";

/// Options that every command has.
const GLOBAL: [&str; 5] = ["data", "passphrase_file", "json", "lang", "help"];

/// The whole manual.
pub(crate) fn markdown() -> String {
    let mut program = Arguments::command();
    program.build();
    let mut text = INTRODUCTION.to_owned();
    section(&mut text, program, "luudong", 2);
    text
}

fn section(text: &mut String, mut command: Command, name: &str, depth: usize) {
    let help = command.render_long_help().to_string();
    let lines: Vec<&str> = help.lines().map(str::trim_end).collect();
    // Writing to a string cannot fail.
    let _ = write!(text, "\n{} `{name}`\n\n```text\n{}\n```\n", "#".repeat(depth), lines.join("\n").trim_end());
    for inner in command.get_subcommands().filter(|inner| !inner.is_hide_set()) {
        let has = |id: &&&str| inner.get_arguments().any(|option| option.get_id() == **id);
        let shared: Vec<&str> = GLOBAL.iter().filter(has).copied().collect();
        let inner = shared.into_iter().fold(inner.clone(), |inner, id| inner.mut_arg(id, |option| option.hide(true)));
        let name = format!("{name} {}", inner.get_name());
        section(text, inner, &name, depth + 1);
    }
}
