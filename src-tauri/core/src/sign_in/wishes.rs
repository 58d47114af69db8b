//! What a connection's settings mean to the OAuth layer.

use hitchpost_oauth::{
    self as oauth, OwnClient, Pkce, RegistrationChoice, ResourceChoice, SigningKey, Wishes,
};
use secrecy::SecretString;
use url::Url;

use crate::app::Result;
use crate::connection::{
    ClientAuthentication, OAuthSettings, PkceChoice, RedirectMode, Registration, ResourceRequest,
};
use crate::credential::{Secrets, Slot};
use crate::failure::{Failure, SignInProblem};

/// How this app introduces itself.
const CLIENT_NAME: &str = "Hitchpost";

/// The settings with their secrets filled in.
pub(crate) fn wishes(
    settings: &OAuthSettings,
    secrets: &Secrets,
    metadata_document: Option<&str>,
) -> Result<Wishes> {
    let secret = secrets.expose(&Slot::ClientSecret).map(SecretString::from);
    let key = secrets.expose(&Slot::PrivateKey).map(|pem| SigningKey::from_pem(&pem.into())).transpose();
    let key = key.map_err(Failure::from)?;
    Ok(Wishes {
        authorization_endpoint: settings.authorization_url.clone(),
        token_endpoint: settings.token_url.clone(),
        issuer: settings.issuer.clone(),
        client: settings.client_id.clone().map(|id| OwnClient { id, secret, key }),
        client_authentication: client_authentication(settings.client_authentication),
        registration: match settings.registration {
            Registration::Automatic => RegistrationChoice::Automatic,
            Registration::MetadataDocument => RegistrationChoice::MetadataDocument,
            Registration::Dynamic => RegistrationChoice::Dynamic,
        },
        metadata_document: metadata_document.map(document_url).transpose()?,
        scopes: (!settings.scopes.is_empty()).then(|| settings.scopes.clone()),
        resource: match &settings.resource {
            ResourceRequest::Automatic => ResourceChoice::Automatic,
            ResourceRequest::Custom { value } => ResourceChoice::Custom(value.clone()),
            ResourceRequest::Omit => ResourceChoice::Omit,
        },
        pkce: match settings.pkce {
            PkceChoice::Required => Pkce::Required,
            PkceChoice::AllowUnadvertised => Pkce::AllowUnadvertised,
            PkceChoice::Off => Pkce::Off,
        },
        extra_parameters: settings
            .extra_parameters
            .iter()
            .map(|parameter| (parameter.name.clone(), parameter.value.clone()))
            .collect(),
        client_name: CLIENT_NAME.to_owned(),
    })
}

fn client_authentication(choice: ClientAuthentication) -> Option<oauth::ClientAuthentication> {
    match choice {
        ClientAuthentication::Automatic => None,
        ClientAuthentication::None => Some(oauth::ClientAuthentication::None),
        ClientAuthentication::Basic => Some(oauth::ClientAuthentication::Basic),
        ClientAuthentication::Post => Some(oauth::ClientAuthentication::Post),
        ClientAuthentication::PrivateKeyJwt => Some(oauth::ClientAuthentication::PrivateKeyJwt),
    }
}

fn document_url(text: &str) -> Result<Url> {
    Url::parse(text).map_err(|_| Failure::SignIn { host: None, problem: SignInProblem::SettingsIncomplete })
}

/// The two ways back from a browser.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum WayBack {
    Loopback,
    DeepLink,
}

/// The ways back to try, the first one first. A server that refuses it gets the other one, where the person left the
/// choice to us.
pub(crate) fn ways_back(settings: &OAuthSettings, deep_links: bool) -> Vec<WayBack> {
    match settings.redirect {
        RedirectMode::Loopback => vec![WayBack::Loopback],
        RedirectMode::DeepLink => vec![WayBack::DeepLink],
        RedirectMode::Automatic if !deep_links => vec![WayBack::Loopback],
        // The person registered one of them at the server. A fixed port says which.
        RedirectMode::Automatic if settings.client_id.is_some() && settings.loopback_port.is_none() => {
            vec![WayBack::DeepLink, WayBack::Loopback]
        }
        RedirectMode::Automatic => vec![WayBack::Loopback, WayBack::DeepLink],
    }
}

#[cfg(test)]
mod tests {
    use WayBack::{DeepLink, Loopback};

    use super::*;

    #[test]
    fn the_way_back_is_the_persons_choice_else_what_they_can_have_registered() {
        let settings = |redirect, own: bool, loopback_port| OAuthSettings {
            redirect,
            loopback_port,
            client_id: own.then(|| "my-app".to_owned()),
            ..OAuthSettings::default()
        };
        use RedirectMode as Mode;
        for (settings, deep_links, expected) in [
            (settings(Mode::Automatic, true, None), true, vec![DeepLink, Loopback]),
            (settings(Mode::Automatic, true, None), false, vec![Loopback]),
            (settings(Mode::Automatic, true, Some(4000)), true, vec![Loopback, DeepLink]),
            (settings(Mode::Automatic, false, None), true, vec![Loopback, DeepLink]),
            (settings(Mode::Automatic, false, None), false, vec![Loopback]),
            (settings(Mode::Loopback, true, None), true, vec![Loopback]),
            (settings(Mode::DeepLink, false, None), false, vec![DeepLink]),
        ] {
            assert_eq!(ways_back(&settings, deep_links), expected, "{settings:?}, links: {deep_links}");
            let shown = settings.redirect_uri();
            let first = ways_back(&settings, true).remove(0);
            assert_eq!(shown.starts_with("hitchpost:"), first == DeepLink, "{settings:?}: {shown}");
        }
    }
}
