//! Text as people of Vietnam write, sort and search it, and as their old programs stored it.

mod fold;
mod legacy;
mod syllable;

pub use fold::{clean, fold, search_key};
pub use legacy::{Encoding, Verdict, decode, detect, is_capital_font};
pub use syllable::{Tone, is_syllable, split_tone};
