//! Finding people by what is typed at a door: parts of names, initials, numbers, codes, slips of the fingers and of
//! the ear. Pure: the store brings candidates, and here is decided whether each is meant, and how well.
//!
//! What is indexed ([`index_text`], [`keys`]) and what is asked ([`Query`]) are folded by the same hand, so that
//! neither marks, case, đ nor y and i matter.

mod answer;
mod apart;
mod index;
mod near;
mod query;
mod score;

pub use answer::answers;
pub use apart::tell_apart;
pub use index::{Mark, index_text, keys, name_words, reversed, unit_tag, words_of_index};
pub use near::{NameWord, Slip, alike, is_one_slip};
pub use query::{Query, Word, year};
pub use score::{Candidate, Closeness, Score, score};
