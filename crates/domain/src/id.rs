//! Ids: 16 bytes, written as 32 lower-case hex characters. Derived by SHA-256, never drawn at random, so that
//! the same origin gives the same id on every laptop.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use sha2::{Digest, Sha256};

/// What is wrong with a text that should be an id.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("an id is 32 hexadecimal characters")]
pub struct IdError;

/// The first 16 bytes of SHA-256 over `purpose` and the parts, each part preceded by its length (u32, little
/// endian) so that no two different lists of parts read the same.
fn derive(purpose: &str, parts: &[&[u8]]) -> [u8; 16] {
    let mut hash = Sha256::new();
    for part in [purpose.as_bytes()].iter().chain(parts) {
        hash.update((part.len() as u32).to_le_bytes());
        hash.update(part);
    }
    let mut id = [0; 16];
    id.copy_from_slice(&hash.finalize()[..16]);
    id
}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, ts_rs::TS)]
        #[ts(type = "string")]
        pub struct $name(pub [u8; 16]);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&hex::encode(self.0))
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}({})", stringify!($name), hex::encode(&self.0[..4]))
            }
        }

        impl FromStr for $name {
            type Err = IdError;
            fn from_str(text: &str) -> Result<Self, IdError> {
                let mut bytes = [0; 16];
                hex::decode_to_slice(text, &mut bytes).map_err(|_| IdError)?;
                Ok($name(bytes))
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(&hex::encode(self.0))
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                std::borrow::Cow::<'de, str>::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
            }
        }
    )*};
}

ids! {
    /// Whatever an event changes: a person, a visit, a session … The kind of the event says which.
    RecordId;
    /// One laptop, or central: the hash of its public key.
    DeviceId;
    /// Who is working.
    ActorId;
    /// An agency, an enterprise or a residential area.
    UnitId;
    /// A person of one unit's roster.
    PersonId;
    /// One import of a list.
    ImportId;
    /// A mobile session on a business date.
    SessionId;
    /// One person in one session.
    VisitId;
    /// A conflict or oddity kept for a person to judge.
    AnomalyId;
}

macro_rules! records {
    ($($name:ident)*) => {$(
        impl From<$name> for RecordId {
            fn from(id: $name) -> RecordId { RecordId(id.0) }
        }
        impl From<RecordId> for $name {
            fn from(id: RecordId) -> $name { $name(id.0) }
        }
    )*};
}
records! { DeviceId ActorId UnitId PersonId ImportId SessionId VisitId AnomalyId }

impl ActorId {
    /// Central itself, when nobody's hand is behind an event.
    pub const CENTRAL: ActorId = ActorId([0; 16]);
}

impl DeviceId {
    /// The id that belongs to an Ed25519 public key; so a key proves its id.
    pub fn of_key(public_key: &[u8; 32]) -> DeviceId {
        DeviceId(derive("device", &[public_key]))
    }
}

impl RecordId {
    /// A record born on `device` with the event `index` of the series of `scope`: typed people, sessions, imports, actors.
    pub fn born(scope: &str, device: DeviceId, index: u64) -> RecordId {
        RecordId(derive("born", &[scope.as_bytes(), &device.0, &index.to_le_bytes()]))
    }
}

impl RecordId {
    /// The one record of the routing rules, the same everywhere.
    pub fn of_routing() -> RecordId {
        RecordId(derive("routing", &[]))
    }
}

impl UnitId {
    /// A unit is known by its folded name, so that two laptops that create it apart mean the same one.
    pub fn of_name(folded_name: &str) -> UnitId {
        UnitId(derive("unit", &[folded_name.as_bytes()]))
    }
}

impl PersonId {
    /// A person is known by the row of the file that listed them: one list imported on two laptops is one roster.
    pub fn of_row(unit: UnitId, file_sha256: &[u8; 32], sheet: u32, row: u32) -> PersonId {
        PersonId(derive("person", &[&unit.0, file_sha256, &sheet.to_le_bytes(), &row.to_le_bytes()]))
    }
}

impl VisitId {
    /// One visit a person and session: two laptops that check the same person in write the same record.
    pub fn of(session: SessionId, person: PersonId) -> VisitId {
        VisitId(derive("visit", &[&session.0, &person.0]))
    }
}

impl AnomalyId {
    /// An anomaly is known by its kind (and field) and by what it is between, in any order: whoever holds the same
    /// events finds the same anomalies.
    pub fn of(kind: &str, between: impl IntoIterator<Item = String>) -> AnomalyId {
        let mut between: Vec<String> = between.into_iter().collect();
        between.sort_unstable();
        let parts: Vec<&[u8]> = std::iter::once(kind.as_bytes()).chain(between.iter().map(String::as_bytes)).collect();
        AnomalyId(derive("anomaly", &parts))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_reads_back_as_it_was_written() {
        let id = UnitId::of_name("cong ty vi du");
        assert_eq!(id.to_string().parse::<UnitId>(), Ok(id));
        assert_eq!("abc".parse::<UnitId>(), Err(IdError));
    }

    #[test]
    fn parts_cannot_flow_into_each_other() {
        assert_ne!(derive("a", &[b"bc", b"d"]), derive("a", &[b"b", b"cd"]));
    }
}
