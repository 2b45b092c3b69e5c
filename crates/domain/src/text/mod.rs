//! Text as people of Vietnam write, sort and search it, and as their old programs stored it.

mod column;
mod fold;
mod legacy;
mod syllable;
pub mod western;

pub use column::{Doubt, Read, Verdict, agrees, detect, is_settled, read_text};
pub use fold::{clean, fold, is_apostrophe, search_key};
pub use legacy::{Encoding, decode, is_capital_font};
pub use syllable::{Tone, is_syllable, split_tone};
