//! The command surface as TypeScript, so that the pages cannot drift from it. `ui/src/lib/backend/types.ts` is this
//! text; a test compares, and rewrites it when `UPDATE=1` is set.

use std::any::TypeId;
use std::collections::{BTreeMap, HashSet};

use ts_rs::{Config, TS, TypeVisitor};

use crate::command::{EFFECTS, Effect, each_command};

/// Somebody who wants to see each command's types.
pub(crate) trait CommandVisitor {
    /// One command.
    fn command<A: TS + 'static + ?Sized, R: TS + 'static + ?Sized>(&mut self, name: &str);
}

const HEAD: &str = "// Generated from the command surface in crates/app; `UPDATE=1 cargo test -p luudong-app typescript` writes it anew.\n\
// Ids are lower-case hex, dates \"2026-03-30\", partial birth dates \"1990-08-15\" | \"1990-08\" | \"1990\", times epoch milliseconds.\n";

struct Writer {
    config: Config,
    seen: HashSet<TypeId>,
    types: BTreeMap<String, String>,
    commands: Vec<String>,
}

impl TypeVisitor for Writer {
    fn visit<T: TS + 'static + ?Sized>(&mut self) {
        if !self.seen.insert(TypeId::of::<T>()) {
            return;
        }
        // Only types with a file of their own are declared; the others stand for themselves.
        if T::output_path().is_some() {
            let declared = self.types.insert(T::ident(&self.config), T::decl(&self.config));
            assert!(declared.is_none(), "two types of one name: {}", T::ident(&self.config));
        }
        T::visit_dependencies(self);
        T::visit_generics(self);
    }
}

impl CommandVisitor for Writer {
    fn command<A: TS + 'static + ?Sized, R: TS + 'static + ?Sized>(&mut self, name: &str) {
        // What a command takes is written out in place: these types have short names in modules of their own.
        A::visit_dependencies(self);
        self.visit::<R>();
        self.commands.push(format!(
            "  {name}: {{ args: {}; reply: {} }};",
            A::inline(&self.config),
            R::name(&self.config)
        ));
    }
}

/// The whole file.
pub fn typescript() -> String {
    let config = Config::new().with_large_int("number");
    let mut writer = Writer { config, seen: HashSet::new(), types: BTreeMap::new(), commands: Vec::new() };
    each_command(&mut writer);
    let mut text = HEAD.to_owned();
    for declaration in writer.types.values() {
        text.push_str(&format!("\nexport {declaration}\n"));
    }
    text.push_str("\n/** Every command: what it takes and what it gives. */\nexport interface Commands {\n");
    text.push_str(&writer.commands.join("\n"));
    text.push_str("\n}\n\nexport type Command = keyof Commands;\n");
    text.push_str("\n/** Commands that only look. After any other one the screens read again. */\n");
    let reads = EFFECTS.iter().filter(|(_, effect)| *effect == Effect::Reads);
    let reads: Vec<String> = reads.map(|(name, _)| format!("  \"{name}\",\n")).collect();
    text.push_str(&format!("export const READS: ReadonlySet<Command> = new Set<Command>([\n{}]);\n", reads.concat()));
    text
}
