//! Identity cards as a scanner types them: the QR code of the front, the machine-readable zone of the back.
//!
//! [`scan`] says what a text is and what it proves; it never guesses. Structure is found by anchors (12 digits, an
//! 8-digit date, a sex, an 8-digit date), letters come back only where what is left proves them, and a name that
//! lost letters is no name: the roster's is used by the number, and [`compare`] shows what differs.

mod compare;
mod document;
mod invitation;
mod keys;
pub mod make;
mod mrz;
mod qr;
mod restore;
mod scan;
mod sex;

#[cfg(test)]
mod property_tests;
#[cfg(test)]
mod specimen_tests;

pub use compare::{Agreement, FieldDifference, compare};
pub use document::Document;
pub use invitation::invitation_code;
pub use scan::{Expiry, PlainName, SCAN_LIMIT, Scan, ScanKind, ScanShown, ScanVerdict, scan};
