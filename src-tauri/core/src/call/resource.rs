//! Resources and their templates as a host lists them.

use serde::Serialize;

use super::{ListCut, RejectedTool};
use crate::connection::{ConnectionId, Millis};

/// What can be read through one connection.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct ResourceListView {
    /// Whose.
    pub connection_id: ConnectionId,
    /// In the server's order.
    pub resources: Vec<ResourceSummary>,
    /// In the server's order.
    pub templates: Vec<TemplateSummary>,
    /// Entries of either list that could not be used, with the reason.
    pub rejected: Vec<RejectedTool>,
    /// One of the lists was cut.
    pub cut: Option<ListCut>,
    /// When they were fetched.
    pub listed_at: Millis,
    /// The server tells when a resource changes.
    pub can_subscribe: bool,
    /// The server completes a template's variables.
    pub can_complete: bool,
}

/// One resource.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct ResourceSummary {
    /// Its address.
    pub uri: String,
    /// For machines.
    pub name: String,
    /// For people.
    pub title: Option<String>,
    /// What it is.
    pub description: Option<String>,
    /// As the server says.
    pub mime_type: Option<String>,
    /// In bytes, as the server says.
    pub size: Option<u32>,
    /// We are told when it changes.
    pub subscribed: bool,
}

/// One template of addresses.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct TemplateSummary {
    /// As in RFC 6570.
    pub uri_template: String,
    /// For machines.
    pub name: String,
    /// For people.
    pub title: Option<String>,
    /// What it leads to.
    pub description: Option<String>,
    /// As the server says.
    pub mime_type: Option<String>,
    /// What has to be filled in, in order; empty also for a template that cannot be read.
    pub variables: Vec<String>,
}

/// A template with its variables filled in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct ExpandedTemplate {
    /// The address.
    pub uri: String,
    /// Variables without a value, in order; nothing stands in their place.
    pub missing: Vec<String>,
}
