//! The floor under every durable change.

use std::path::Path;

use rusqlite::Connection;

/// SQLCipher with a raw key, WAL, FULL, as the product opens it.
pub fn connection(path: &Path) -> Connection {
    let connection = Connection::open(path).unwrap();
    connection.execute_batch(&format!("PRAGMA key = \"x'{}'\"", "ab".repeat(32))).unwrap();
    let mode: String = connection.query_row("PRAGMA journal_mode = WAL", [], |row| row.get(0)).unwrap();
    assert_eq!(mode, "wal");
    connection
        .execute_batch("PRAGMA synchronous = FULL; PRAGMA cache_size = -65536; PRAGMA wal_autocheckpoint = 16384")
        .unwrap();
    connection
}
