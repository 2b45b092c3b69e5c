//! Where a message of HTTP begins and ends in a stream of bytes, so that a line can fail between two of them.

/// Longer heads are no HTTP.
const HEAD_LIMIT: usize = 64 * 1024;

/// How much of a message has passed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Size {
    /// Bytes up to and with the empty line.
    pub head: u64,
    /// Bytes after it.
    pub body: u64,
    /// Whether the last byte of it has passed.
    pub whole: bool,
}

/// One direction of one connection.
#[derive(Default)]
pub(super) struct Frames {
    head: Vec<u8>,
    /// Bytes of the body that are to come; none while the head is read.
    left: Option<u64>,
    /// TLS, or something else that has no messages to be seen.
    opaque: bool,
}

/// What a piece of a stream was.
pub(super) struct Fed {
    /// Bytes of it that belong to the message; what is behind begins another.
    pub taken: usize,
    /// Of these, in its head.
    pub head: u64,
    /// Whether the message begins with it.
    pub begins: bool,
    /// Whether the message ends with it.
    pub ends: bool,
}

fn length_of_body(head: &[u8]) -> u64 {
    let head = String::from_utf8_lossy(head).to_lowercase();
    head.lines().find_map(|line| line.strip_prefix("content-length:")?.trim().parse().ok()).unwrap_or(0)
}

impl Frames {
    /// Reads on, to the end of a message at most.
    pub fn feed(&mut self, bytes: &[u8]) -> Fed {
        let begins = self.head.is_empty() && self.left.is_none() && !self.opaque;
        // A record of TLS begins with its kind, a method or a version of HTTP with a letter.
        self.opaque |= begins && !bytes[0].is_ascii_alphabetic();
        if self.opaque {
            return Fed { taken: bytes.len(), head: 0, begins, ends: false };
        }
        let (mut at, mut head) = (0, 0);
        while self.left.is_none() && at < bytes.len() {
            self.head.push(bytes[at]);
            at += 1;
            head += 1;
            if self.head.ends_with(b"\r\n\r\n") {
                self.left = Some(length_of_body(&self.head));
            }
            self.opaque |= self.head.len() > HEAD_LIMIT;
        }
        let Some(left) = self.left else { return Fed { taken: at, head, begins, ends: false } };
        let body = left.min((bytes.len() - at) as u64);
        self.left = Some(left - body);
        let ends = left == body;
        if ends {
            *self = Frames::default();
        }
        Fed { taken: at + body as usize, head, begins, ends }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_end_where_they_say_however_they_are_cut() {
        let stream = b"POST /a HTTP/1.1\r\nContent-Length: 3\r\n\r\nabcHTTP/1.1 204 No\r\n\r\nGET / HTTP/1.1\r\n\r\n";
        for piece in 1..stream.len() {
            let (mut frames, mut ends, mut at) = (Frames::default(), Vec::new(), 0);
            for bytes in stream.chunks(piece) {
                let mut rest = bytes;
                while !rest.is_empty() {
                    let fed = frames.feed(rest);
                    at += fed.taken;
                    rest = &rest[fed.taken..];
                    ends.extend(fed.ends.then_some(at));
                }
            }
            assert_eq!(ends, [42, 61, stream.len()], "in pieces of {piece}");
        }
    }
}
