//! The pages' types are those of the commands.

#[test]
fn the_types_of_the_pages_are_those_of_the_commands() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../ui/src/lib/backend/types.ts");
    let wanted = luudong_app::typescript();
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(path, &wanted).expect("write");
    }
    let found = std::fs::read_to_string(path).expect("read");
    assert!(found == wanted, "types.ts is old: UPDATE=1 cargo test -p luudong-app typescript");
}
