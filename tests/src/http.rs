//! Requests byte by byte, for what no laptop would send.

use std::io::{Read, Write};
use std::net::TcpStream;

use serde_json::Value;

/// What was answered.
#[derive(Debug)]
pub struct Answer {
    /// HTTP status.
    pub status: u16,
    /// The head, in small letters.
    pub head: String,
    /// The body; null where it is no JSON.
    pub body: Value,
}

/// Sends `request` as it is and reads until the other side closes, so it should ask for that.
pub fn ask(address: &str, request: &str) -> Answer {
    let mut socket = TcpStream::connect(address.trim_start_matches("http://")).expect("a connection");
    socket.write_all(request.as_bytes()).expect("sent");
    let mut bytes = Vec::new();
    socket.read_to_end(&mut bytes).expect("an answer");
    let text = String::from_utf8_lossy(&bytes);
    let (head, body) = text.split_once("\r\n\r\n").expect("a head");
    let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).expect("a status");
    Answer { status, head: head.to_lowercase(), body: serde_json::from_str(body).unwrap_or_default() }
}

/// `GET path`.
pub fn get(address: &str, path: &str) -> Answer {
    ask(address, &format!("GET {path} HTTP/1.1\r\nhost: central\r\nconnection: close\r\n\r\n"))
}

/// `POST path` by `device`, which says that its body has `length` bytes and sends `body`.
pub fn post(address: &str, path: &str, device: &str, length: usize, body: &str) -> Answer {
    let head = format!("POST {path} HTTP/1.1\r\nhost: central\r\nconnection: close\r\nluudong-protocol: 1");
    ask(address, &format!("{head}\r\nluudong-device: {device}\r\ncontent-length: {length}\r\n\r\n{body}"))
}
