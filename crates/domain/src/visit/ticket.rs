//! A ticket number (số thứ tự): the laptop's lane and a counter, `B-017`.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// The lane of a laptop that central has not admitted yet ("tạm"): unique only among laptops that were.
pub const UNADMITTED_LANE: &str = "T";

/// The most letters of a lane.
const LANE_LETTERS: usize = 3;

/// The most laptops that one leader's laptop can admit on site, as long as it has its lane.
pub const LANES_ON_SITE: u8 = 99;

/// Whether a text may be a lane: one to three letters, as central gives them, and a number up to 99 behind them where a
/// leader's laptop gave it on site.
pub fn is_lane(text: &str) -> bool {
    let (letters, number) = parts(text);
    let on_site = number.is_empty() || !number.starts_with('0') && number.parse().is_ok_and(|n: u8| n <= LANES_ON_SITE);
    (1..=LANE_LETTERS).contains(&letters.len()) && letters.bytes().all(|b| b.is_ascii_uppercase()) && on_site
}

/// Whether `lane` is one that the laptop with the lane `of` may give on site: its own letters and a number.
pub fn is_lane_on_site(lane: &str, of: &str) -> bool {
    is_lane(lane) && is_lane(of) && matches!(parts(lane), (letters, number) if letters == of && !number.is_empty())
}

fn parts(lane: &str) -> (&str, &str) {
    lane.split_at(lane.find(|c: char| c.is_ascii_digit()).unwrap_or(lane.len()))
}

/// Lane and counter.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Ticket {
    /// The lane of the laptop that gave it.
    pub lane: String,
    /// From 1 in every session.
    pub number: u32,
}

/// What is wrong with a text that should be a ticket.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a ticket is a lane and a number: B-017")]
pub struct TicketError;

impl fmt::Display for Ticket {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{:03}", self.lane, self.number)
    }
}

impl FromStr for Ticket {
    type Err = TicketError;
    fn from_str(text: &str) -> Result<Ticket, TicketError> {
        let (lane, number) = text.trim().split_once('-').ok_or(TicketError)?;
        let lane = lane.to_ascii_uppercase();
        if !is_lane(&lane) {
            return Err(TicketError);
        }
        let number = number.parse().map_err(|_| TicketError)?;
        Ok(Ticket { lane, number })
    }
}

impl Serialize for Ticket {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Ticket {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        std::borrow::Cow::<'de, str>::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tickets_read_as_they_are_called() {
        assert_eq!("b-17".parse::<Ticket>().expect("ticket").to_string(), "B-017");
        assert_eq!("b1-17".parse::<Ticket>().expect("ticket").to_string(), "B1-017");
        for wrong in ["", "17", "-3", "B-", "ABCD-1", "B-1x", "1-3", "B0-1", "B100-1", "1B-1", "B1C-1"] {
            assert_eq!(wrong.parse::<Ticket>(), Err(TicketError), "{wrong}");
        }
    }

    #[test]
    fn a_lane_on_site_is_the_givers_letters_and_a_number() {
        for (lane, of, is) in [
            ("B1", "B", true),
            ("B99", "B", true),
            ("AB7", "AB", true),
            ("B", "B", false),
            ("C1", "B", false),
            ("BC1", "B", false),
            ("B01", "B", false),
            ("B100", "B", false),
            ("b1", "B", false),
            ("B11", "B1", false),
            ("1", "", false),
        ] {
            assert_eq!(is_lane_on_site(lane, of), is, "{lane} of {of}");
        }
    }
}
