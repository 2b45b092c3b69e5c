//! The JSON of requests and replies between a device and central.

use std::collections::BTreeMap;

use luudong_domain::device::Admitted;
use luudong_domain::id::{DeviceId, SessionId, VisitId};
use luudong_domain::scope::{Grant, Scope};
use serde::{Deserialize, Serialize};

use crate::chain::Hash;
use crate::have::Have;

/// Largest request or reply that is no batch, bytes.
pub const MESSAGE_LIMIT: usize = 256 * 1024;

/// `POST /v1/admit`.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AdmitRequest {
    /// The one-time code.
    pub code: String,
    /// The device's Ed25519 public key, hex.
    pub key: String,
    /// What people call the laptop.
    pub label: String,
}

/// What was certified, by central or, for a day, by a leader's laptop.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AdmitReply {
    /// As it stands in `org`.
    #[cfg_attr(feature = "openapi", schema(value_type = Object))]
    pub device: Admitted,
    /// Central's Ed25519 public key, hex.
    pub founder: String,
    /// The laptop whose word it is; absent where it is central's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    pub voucher: Option<DeviceId>,
}

/// `POST /v1/have`.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct HaveRequest {
    /// Digest of what the device has within `grants` as it last knew them.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub digest: Hash,
    /// What the host tells others of the device; absent where nothing has changed since it last said so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub about: Option<About>,
}

/// What a device says of itself.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct About {
    /// Version of its program.
    pub program: String,
    /// Events that it did not see central have.
    pub unsent: u64,
}

/// `POST /v1/laptops`: who was here of a session's laptops, and what each has of it.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LaptopsRequest {
    /// Which session.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub session: SessionId,
}

/// One device as the host last heard of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LaptopHeard {
    /// Its id.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub device: DeviceId,
    /// How long ago it was heard, milliseconds.
    pub ago: u64,
    /// How far its clock is ahead of the host's (below zero: behind), milliseconds.
    pub ahead: i64,
    /// What it said of itself.
    pub about: About,
    /// How long ago both sides had the same, milliseconds; absent where they never did.
    pub same_ago: Option<u64>,
    /// The last index that it had of each series of the session then.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<Object>))]
    pub has: Option<BTreeMap<DeviceId, u64>>,
}

/// Every device that the host heard of since it started, itself among them if it works in the hall.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LaptopsReply {
    /// In the order of their ids.
    pub laptops: Vec<LaptopHeard>,
}

/// What central has within the device's grants.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct HaveReply {
    /// Whether the digests are equal; then nothing else is told.
    pub same: bool,
    /// Central's time, milliseconds.
    pub time: u64,
    /// What central has.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schema(value_type = Vec<Object>))]
    pub have: Have,
    /// What the device may hold and write.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schema(value_type = Vec<String>))]
    pub grants: Vec<Grant>,
}

/// `POST /v1/claim`, which only a hub answers.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ClaimRequest {
    /// In which session.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub session: SessionId,
    /// Whom to call; whoever is next of those that nobody has claimed when absent.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    pub visit: Option<VisitId>,
    /// To which station: who is next depends on what is done there. Absent: whoever is next in all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub station: Option<u16>,
}

/// Whom the asker may call, and nobody else may.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ClaimReply {
    /// The visit.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub visit: VisitId,
}

/// `POST /v1/pull`: one batch that begins at `after + 1`.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PullRequest {
    /// The scope of the series.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub scope: Scope,
    /// Its device.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub device: DeviceId,
    /// What the asker has.
    pub after: u64,
}

/// What central has of the series after a push.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PushReply {
    /// Newest index.
    pub index: u64,
}

/// `GET /v1/health`.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct HealthReply {
    /// Protocol version.
    pub protocol: u32,
    /// Program version.
    pub version: String,
    /// Which device answers.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub device: DeviceId,
    /// Central's time, milliseconds.
    pub time: u64,
}

/// `GET /v1/ready`.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ReadyReply {
    /// A change could be written.
    pub ready: bool,
}

/// Any refusal.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RefusalReply {
    /// Stable code.
    pub code: String,
    /// Parameters of the sentence, no personal data.
    #[serde(default)]
    pub params: BTreeMap<String, String>,
}
