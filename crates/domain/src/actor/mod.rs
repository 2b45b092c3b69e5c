//! Who is working: a name and a role, vouched for by the device they work at.

use serde::{Deserialize, Serialize};

use crate::role::Role;

/// `actor.named`: somebody works here under this name and role.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Named {
    /// The name colleagues know.
    pub name: String,
    /// What they may do.
    pub role: Role,
}
