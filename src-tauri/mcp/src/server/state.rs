//! What a caller carries from round to round for us: what it answered so far, sealed, so that it comes back as it went
//! and belongs to this very call.

use std::collections::BTreeMap;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::hmac;
use ring::rand::SystemRandom;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::codes::{INTERNAL_ERROR, INVALID_PARAMS, refusal};
use crate::wire::{JsonRpcError, RawJson};

/// How long somebody may take to answer.
const GOOD_FOR: Duration = Duration::from_secs(3600);

/// Seals and opens states. The key lives as long as the server.
pub(super) struct Seal {
    key: Option<hmac::Key>,
}

#[derive(Serialize, Deserialize)]
struct State {
    /// Which call, as a digest.
    call: String,
    /// When it is over, in seconds.
    until: u64,
    answers: BTreeMap<String, RawJson>,
}

impl Seal {
    /// A seal of its own; without random numbers it seals nothing.
    pub(super) fn new() -> Seal {
        Seal { key: hmac::Key::generate(hmac::HMAC_SHA256, &SystemRandom::new()).ok() }
    }

    /// The state of a call that has these answers.
    pub(super) fn close(
        &self,
        call: &str,
        answers: &BTreeMap<String, RawJson>,
    ) -> Result<String, JsonRpcError> {
        let broken = || refusal(INTERNAL_ERROR, "the state could not be sealed");
        let key = self.key.as_ref().ok_or_else(broken)?;
        let until = now() + GOOD_FOR.as_secs();
        let state = State { call: digest(key, call), until, answers: answers.clone() };
        let state = serde_json::to_vec(&state).map_err(|_| broken())?;
        let tag = hmac::sign(key, &state);
        Ok(format!("{}.{}", URL_SAFE_NO_PAD.encode(&state), URL_SAFE_NO_PAD.encode(tag)))
    }

    /// The answers in a state of this call.
    pub(super) fn open(&self, call: &str, sealed: &str) -> Result<BTreeMap<String, RawJson>, JsonRpcError> {
        let refuse = || refusal(INVALID_PARAMS, "requestState is not what this server gave for this call");
        let key = self.key.as_ref().ok_or_else(refuse)?;
        let (state, tag) = sealed.split_once('.').ok_or_else(refuse)?;
        let state = URL_SAFE_NO_PAD.decode(state).map_err(|_| refuse())?;
        let tag = URL_SAFE_NO_PAD.decode(tag).map_err(|_| refuse())?;
        hmac::verify(key, &state, &tag).map_err(|_| refuse())?;
        let state: State = serde_json::from_slice(&state).map_err(|_| refuse())?;
        if state.call != digest(key, call) || state.until < now() {
            return Err(refuse());
        }
        Ok(state.answers)
    }
}

/// What a call is, whatever its caller's spelling of the same JSON.
pub(super) fn name_of(method: &str, name: &str, arguments: &RawJson) -> String {
    let arguments: Value = arguments.read().unwrap_or_default();
    format!("{method}\n{name}\n{arguments}")
}

fn digest(key: &hmac::Key, call: &str) -> String {
    URL_SAFE_NO_PAD.encode(hmac::sign(key, call.as_bytes()))
}

fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answers() -> BTreeMap<String, RawJson> {
        BTreeMap::from([("name".to_owned(), RawJson::parse(r#"{"action":"accept"}"#).unwrap())])
    }

    #[test]
    fn a_state_comes_back_as_it_went() {
        let seal = Seal::new();
        let sealed = seal.close("tools/call\nt\n{}", &answers()).unwrap();
        assert_eq!(seal.open("tools/call\nt\n{}", &sealed).unwrap(), answers());
    }

    #[test]
    fn a_state_of_another_call_or_server_or_hand_is_refused() {
        let seal = Seal::new();
        let sealed = seal.close("one", &answers()).unwrap();
        let (state, tag) = sealed.split_once('.').unwrap();
        let longer = format!("{sealed}-TAMPERED");
        let empty = format!("{}.{tag}", URL_SAFE_NO_PAD.encode("{}"));
        for forged in [longer.as_str(), &empty, state, "", "."] {
            assert_eq!(seal.open("one", forged).unwrap_err().code, INVALID_PARAMS, "{forged}");
        }
        assert!(seal.open("two", &sealed).is_err());
        assert!(Seal::new().open("one", &sealed).is_err());
    }

    #[test]
    fn the_same_arguments_in_another_spelling_are_the_same_call() {
        let name = |text: &'static str| name_of("tools/call", "t", &RawJson::parse(text).unwrap());
        assert_eq!(name(r#"{"a":1,"b":[2]}"#), name("{ \"b\": [2], \"a\": 1 }"));
        assert_ne!(name(r#"{"a":1}"#), name(r#"{"a":2}"#));
    }
}
