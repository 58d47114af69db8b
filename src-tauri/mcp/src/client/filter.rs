//! What a modern server is asked to tell, and what it agreed to.

use std::collections::BTreeSet;

use serde::Deserialize;
use serde_json::value::RawValue;
use serde_json::{Value, json};

use crate::client::hearing::Change;
use crate::error::Error;
use crate::wire::{RawJson, tool};

/// The lists a server says it tells changes of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Declared {
    tools: bool,
    prompts: bool,
    resources: bool,
}

impl Declared {
    pub(crate) fn of(capabilities: &RawJson) -> Declared {
        let capabilities: Value = capabilities.read().unwrap_or_default();
        let tells = |list: &str| capabilities[list]["listChanged"] == true;
        Declared { tools: tells("tools"), prompts: tells("prompts"), resources: tells("resources") }
    }
}

/// What a stream of changes is about.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Filter {
    lists: Declared,
    uris: BTreeSet<String>,
}

impl Filter {
    pub(crate) fn new(lists: Declared, uris: BTreeSet<String>) -> Filter {
        Filter { lists, uris }
    }

    pub(crate) fn is_empty(&self) -> bool {
        *self == Filter::default()
    }

    pub(crate) fn follows(&self, uri: &str) -> bool {
        self.uris.contains(uri)
    }

    /// As `params.notifications`.
    pub(crate) fn json(&self) -> String {
        let mut filter = json!({});
        for (asked, name) in [
            (self.lists.tools, "toolsListChanged"),
            (self.lists.prompts, "promptsListChanged"),
            (self.lists.resources, "resourcesListChanged"),
        ] {
            if asked {
                filter[name] = true.into();
            }
        }
        if !self.uris.is_empty() {
            filter["resourceSubscriptions"] = self.uris.iter().cloned().collect();
        }
        filter.to_string()
    }

    /// What the server agreed to (`notifications/subscriptions/acknowledged`), as far as we asked for it.
    pub(crate) fn acknowledged(&self, params: &RawJson) -> Filter {
        #[derive(Deserialize)]
        struct Wire<'a> {
            #[serde(borrow)]
            notifications: Option<&'a RawValue>,
        }
        #[derive(Deserialize)]
        #[serde(rename_all = "camelCase")]
        struct Agreed<'a> {
            #[serde(borrow)]
            tools_list_changed: Option<&'a RawValue>,
            #[serde(borrow)]
            prompts_list_changed: Option<&'a RawValue>,
            #[serde(borrow)]
            resources_list_changed: Option<&'a RawValue>,
            #[serde(borrow)]
            resource_subscriptions: Option<&'a RawValue>,
        }
        let agreed = params.read::<Wire<'_>>().ok().and_then(|wire| wire.notifications);
        let Some(agreed) = agreed.and_then(|agreed| serde_json::from_str::<Agreed<'_>>(agreed.get()).ok())
        else {
            return Filter::default();
        };
        let yes = |value: Option<&RawValue>| value.is_some_and(|value| value.get() == "true");
        let uris: Vec<&RawValue> = agreed
            .resource_subscriptions
            .and_then(|uris| serde_json::from_str(uris.get()).ok())
            .unwrap_or_default();
        let uris = uris.into_iter().filter_map(tool::text).filter(|uri| self.uris.contains(uri));
        Filter {
            lists: Declared {
                tools: self.lists.tools && yes(agreed.tools_list_changed),
                prompts: self.lists.prompts && yes(agreed.prompts_list_changed),
                resources: self.lists.resources && yes(agreed.resources_list_changed),
            },
            uris: uris.collect(),
        }
    }

    /// Everything that may have changed while nobody told.
    pub(crate) fn changes(&self) -> Vec<Change> {
        let Filter { lists, uris } = self;
        let lists = [
            (lists.tools, Change::Tools),
            (lists.prompts, Change::Prompts),
            (lists.resources, Change::Resources),
        ];
        let lists = lists.into_iter().filter_map(|(told, change)| told.then_some(change));
        lists.chain(uris.iter().cloned().map(Change::Resource)).collect()
    }

    /// The error of a resource that the server does not follow for us.
    pub(crate) fn refusal(uri: &str) -> Error {
        Error::Rpc {
            method: "resources/subscribe".into(),
            code: -32602,
            message: format!("the server does not tell when {uri} changes"),
            data: None,
            status: 200,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn raw(text: &str) -> RawJson {
        RawJson::parse(text.to_owned()).unwrap()
    }

    fn filter() -> Filter {
        let declared = Declared::of(&raw(
            r#"{"tools":{"listChanged":true},"prompts":{"listChanged":"yes"},"resources":{"listChanged":true}}"#,
        ));
        Filter::new(declared, ["u:1".to_owned(), "u:2".to_owned()].into())
    }

    #[test]
    fn only_what_the_server_declares_is_asked_for() {
        assert_eq!(
            filter().json(),
            r#"{"resourceSubscriptions":["u:1","u:2"],"resourcesListChanged":true,"toolsListChanged":true}"#
        );
        assert!(Filter::new(Declared::of(&raw("{}")), BTreeSet::new()).is_empty());
    }

    #[test]
    fn a_server_agrees_to_no_more_than_was_asked() {
        for (said, agreed) in [
            (
                r#"{"notifications":{"toolsListChanged":true,"promptsListChanged":true}}"#,
                r#"{"toolsListChanged":true}"#,
            ),
            (
                r#"{"notifications":{"toolsListChanged":1,"resourceSubscriptions":["u:2","u:9",5]}}"#,
                r#"{"resourceSubscriptions":["u:2"]}"#,
            ),
            (r#"{"notifications":5}"#, "{}"),
            ("{}", "{}"),
        ] {
            assert_eq!(filter().acknowledged(&raw(said)).json(), agreed, "{said}");
        }
    }
}
