//! The bare parts: the same rows as lines of JSON, compressed, over a socket into bare SQLCipher. No chain, no signature,
//! no TLS, no search, no projection; each batch is durable before it is acknowledged.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::thread;

use luudong_tests::world::temporary;
use rusqlite::{Connection, params};

use crate::rows::{Row, rows};
use crate::{Measured, forget_peak, peak, timed};

const BATCH: usize = 1_000;

pub(crate) fn measure(count: usize) -> Measured {
    let dir = temporary();
    let rows = rows(count);
    forget_peak();
    let (push, up) = timed(|| carry(&rows, &dir.path().join("there.db")));
    let (pull, down) = timed(|| carry(&rows, &dir.path().join("back.db")));
    Measured { push: push.as_secs_f64(), pull: pull.as_secs_f64(), up, down, peak: peak() }
}

/// Carries the rows to a file at the other end of a socket; the bytes that it took.
fn carry(rows: &[Row], database: &Path) -> u64 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    thread::scope(|scope| {
        let receiver = scope.spawn(move || receive(listener.accept().unwrap().0, database));
        let mut socket = TcpStream::connect(address).unwrap();
        socket.set_nodelay(true).unwrap();
        let mut bytes = 0;
        for batch in rows.chunks(BATCH) {
            let mut lines = Vec::new();
            for row in batch {
                serde_json::to_writer(&mut lines, row).unwrap();
                lines.push(b'\n');
            }
            let packed = zstd::encode_all(lines.as_slice(), 3).unwrap();
            socket.write_all(&(packed.len() as u32).to_le_bytes()).unwrap();
            socket.write_all(&packed).unwrap();
            socket.read_exact(&mut [0]).unwrap();
            bytes += packed.len() as u64 + 4;
        }
        drop(socket);
        assert_eq!(receiver.join().unwrap(), rows.len());
        bytes
    })
}

fn receive(mut socket: TcpStream, database: &Path) -> usize {
    socket.set_nodelay(true).unwrap();
    let mut connection = bare(database);
    let (mut length, mut count) = ([0; 4], 0);
    while socket.read_exact(&mut length).is_ok() {
        let mut packed = vec![0; u32::from_le_bytes(length) as usize];
        socket.read_exact(&mut packed).unwrap();
        let lines = zstd::decode_all(packed.as_slice()).unwrap();
        let transaction = connection.transaction().unwrap();
        for line in lines.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()) {
            let row: Row = serde_json::from_slice(line).unwrap();
            transaction
                .prepare_cached("INSERT INTO row VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)")
                .unwrap()
                .execute(params![
                    row.id,
                    row.name,
                    row.birth,
                    row.sex,
                    row.number,
                    row.address,
                    row.phone,
                    row.state,
                    row.session,
                    row.changed
                ])
                .unwrap();
            count += 1;
        }
        transaction.commit().unwrap();
        socket.write_all(&[1]).unwrap();
    }
    count
}

fn bare(path: &Path) -> Connection {
    let connection = Connection::open(path).unwrap();
    connection.execute_batch(&format!("PRAGMA key = \"x'{}'\"", "ab".repeat(32))).unwrap();
    let mode: String = connection.query_row("PRAGMA journal_mode = WAL", [], |row| row.get(0)).unwrap();
    assert_eq!(mode, "wal");
    connection
        .execute_batch(
            "PRAGMA synchronous = FULL; PRAGMA cache_size = -65536; PRAGMA wal_autocheckpoint = 16384;
             CREATE TABLE row (id TEXT PRIMARY KEY, name TEXT, birth TEXT, sex TEXT, number TEXT, address TEXT, phone TEXT,
                               state TEXT, session TEXT, changed INTEGER) STRICT",
        )
        .unwrap();
    connection
}
