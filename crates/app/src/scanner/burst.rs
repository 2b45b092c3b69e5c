//! Bytes from a serial port become scans: whatever comes in one burst is one scan.

use luudong_domain::card::SCAN_LIMIT;

/// What has come of a scan so far.
#[derive(Default)]
pub(super) struct Burst {
    bytes: Vec<u8>,
}

impl Burst {
    /// Takes in what was read. A line end closes a scan; only a machine-readable zone goes on after one, until a
    /// pause ends it. The empty lines of a scanner that ends with CR and LF are no scans.
    pub(super) fn feed(&mut self, read: &[u8]) -> Vec<String> {
        let mut scans = Vec::new();
        for byte in read {
            let ends = matches!(byte, b'\r' | b'\n' | b'\t');
            if ends && !self.bytes.contains(&b'<') {
                scans.extend(self.pause());
            } else if self.bytes.len() <= SCAN_LIMIT {
                // Of a scan beyond the limit the beginning is enough to say that it is none.
                self.bytes.push(*byte);
            }
        }
        scans
    }

    /// Nothing more came for a while: what is there is a whole scan.
    pub(super) fn pause(&mut self) -> Option<String> {
        let bytes = std::mem::take(&mut self.bytes);
        let text = match String::from_utf8(bytes) {
            Ok(text) => text,
            // Byte by byte as Latin-1, from which a scan can be read back.
            Err(not_utf8) => not_utf8.as_bytes().iter().map(|byte| char::from(*byte)).collect(),
        };
        let text = text.trim();
        (!text.is_empty()).then(|| text.to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ZONE: &str =
        "IDVNM1900000015001190000001<<6\r\n9008157F3008155VNM<<<<<<<<<<<4\r\nNGUYEN<<THI<ANH<MINH<<<<<<<<<<\r\n";

    #[test]
    fn a_line_is_a_scan_and_a_zone_is_one_scan_of_three_lines() {
        let mut burst = Burst::default();
        assert_eq!(burst.feed(b"001190000001||An|"), Vec::<String>::new());
        assert_eq!(burst.feed(b"15081990\r\nB-017\t"), ["001190000001||An|15081990", "B-017"]);
        assert_eq!(burst.pause(), None);
        assert_eq!(burst.feed(ZONE.as_bytes()), Vec::<String>::new());
        assert_eq!(burst.pause().as_deref(), Some(ZONE.trim()));
    }

    #[test]
    fn without_a_line_end_a_pause_ends_a_scan() {
        let mut burst = Burst::default();
        assert_eq!(burst.feed("Nguyễn".as_bytes()), Vec::<String>::new());
        assert_eq!(burst.pause().as_deref(), Some("Nguyễn"));
    }

    #[test]
    fn bytes_that_are_no_utf8_and_endless_rubbish_do_no_harm() {
        let mut burst = Burst::default();
        assert_eq!(burst.feed(b"Nguy\xea\r"), ["Nguyê"]);
        burst.feed(&[b'x'; 100_000]);
        assert_eq!(burst.pause().map(|text| text.len()), Some(SCAN_LIMIT + 1));
    }
}
