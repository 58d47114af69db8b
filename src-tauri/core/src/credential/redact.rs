//! Takes secrets out of texts, by value: whatever a server echoes, a secret does not leave through a text.

use std::borrow::Cow;

use secrecy::{ExposeSecret, SecretString};

use super::Secrets;
use crate::connection::MASK;

/// Shorter ones would turn ordinary words into gaps and protect nothing.
const SHORTEST: usize = 4;

/// The secrets of one connection in every form in which they may come back.
#[derive(Default)]
pub(crate) struct Redactor {
    /// Longest first, so that a form containing another is replaced as a whole.
    forms: Vec<SecretString>,
}

impl Redactor {
    /// Knows each secret as it is, as JSON writes it, percent-encoded, percent-decoded and as Base64.
    pub fn new(secrets: &Secrets) -> Self {
        let mut forms: Vec<String> = secrets
            .iter()
            .filter(|(_, secret)| secret.len() >= SHORTEST)
            .flat_map(|(_, secret)| [Some(secret), without_scheme(secret)])
            .flatten()
            .flat_map(forms_of)
            .collect();
        forms.sort_by(|a, b| b.len().cmp(&a.len()).then_with(|| a.cmp(b)));
        forms.dedup();
        Self { forms: forms.into_iter().map(SecretString::from).collect() }
    }

    /// Whether there is nothing to take out.
    pub fn is_empty(&self) -> bool {
        self.forms.is_empty()
    }

    /// The text without any secret. Texts without one are not copied.
    pub fn clean<'a>(&self, text: impl Into<Cow<'a, str>>) -> Cow<'a, str> {
        let mut text = text.into();
        for form in &self.forms {
            if text.contains(form.expose_secret()) {
                text = Cow::Owned(text.replace(form.expose_secret(), MASK));
            }
        }
        text
    }
}

/// The credential in a header value such as `Bearer abc`.
fn without_scheme(value: &str) -> Option<&str> {
    let (scheme, credential) = value.split_once(' ')?;
    let is_scheme = scheme.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
    (is_scheme && credential.len() >= 2 * SHORTEST).then_some(credential)
}

fn forms_of(secret: &str) -> Vec<String> {
    use base64::Engine;
    use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};

    let encoded: String = url::form_urlencoded::byte_serialize(secret.as_bytes()).collect();
    let decoded = url::form_urlencoded::parse(
        format!("v={}", secret.replace('&', "%26").replace('+', "%2B")).as_bytes(),
    )
    .next()
    .map(|(_, value)| value.into_owned());
    let mut forms = vec![
        secret.to_owned(),
        serde_json::to_string(secret).unwrap_or_default().trim_matches('"').to_owned(),
        encoded.replace('+', "%20"),
        encoded,
        STANDARD_NO_PAD.encode(secret),
        URL_SAFE_NO_PAD.encode(secret),
    ];
    forms.extend(decoded);
    forms.retain(|form| form.len() >= SHORTEST);
    forms
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::credential::Slot;

    fn redactor(secret: &str) -> Redactor {
        let mut secrets = Secrets::default();
        secrets.insert(Slot::Token, secret.to_owned().into());
        Redactor::new(&secrets)
    }

    #[test]
    fn text_without_a_secret_is_not_copied() {
        assert!(matches!(redactor("s3cret-value").clean("nothing here"), Cow::Borrowed("nothing here")));
    }

    proptest! {
        #[test]
        fn a_secret_never_survives_in_any_form(
            secret in "[A-Za-z0-9+/=\"\\\\ é&%-]{8,40}",
            before in "\\PC{0,20}",
            after in "\\PC{0,20}",
        ) {
            use base64::Engine;
            let redactor = redactor(&secret);
            let json = serde_json::to_string(&format!("{before}{secret}{after}")).unwrap();
            let url: String = url::form_urlencoded::byte_serialize(secret.as_bytes()).collect();
            let base64 = base64::engine::general_purpose::STANDARD.encode(&secret);
            for (text, form) in [
                (format!("{before}{secret}{after}"), secret.clone()),
                (json, serde_json::to_string(&secret).unwrap().trim_matches('"').to_owned()),
                (format!("{before}{url}{after}"), url),
                (format!("{before}{base64}"), base64.trim_end_matches('=').to_owned()),
            ] {
                let cleaned = redactor.clean(text);
                prop_assert!(!cleaned.contains(&form), "{cleaned}");
            }
        }
    }
}
