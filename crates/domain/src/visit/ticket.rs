//! A ticket number (số thứ tự): the laptop's lane and a counter, `B-017`.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// The lane of a laptop that central has not admitted yet ("tạm"): unique only among laptops that were.
pub const UNADMITTED_LANE: &str = "T";

/// Lane and counter.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Ticket {
    /// The letters of the laptop that gave it.
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
        if lane.is_empty() || lane.len() > 3 || !lane.bytes().all(|b| b.is_ascii_alphabetic()) {
            return Err(TicketError);
        }
        let number = number.parse().map_err(|_| TicketError)?;
        Ok(Ticket { lane: lane.to_ascii_uppercase(), number })
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
        for wrong in ["", "17", "-3", "B-", "ABCD-1", "B-1x"] {
            assert_eq!(wrong.parse::<Ticket>(), Err(TicketError), "{wrong}");
        }
    }
}
