//! What happens to an anomaly. It stands in the scope of what the anomaly is about; its record is the anomaly.

use serde::{Deserialize, Serialize};

use super::AnomalyKind;
use crate::event::EventRef;
use crate::id::RecordId;

/// `anomaly.settled`: somebody judged it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settled {
    /// What kind of anomaly it was.
    pub kind: AnomalyKind,
    /// What it is about: a visit, a person, or people. So that it can be shown where its events are not.
    pub records: Vec<RecordId>,
    /// The event that stands; absent where everything was left as it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stands: Option<EventRef>,
    /// Why, for people.
    pub reason: String,
}
