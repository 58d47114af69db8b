//! OAuth settings: addresses, client, scopes and parameters, and what becomes of the client's secrets.

use std::collections::BTreeMap;

use hitchpost_oauth::{EndpointFault, SigningKey, is_reserved_parameter, typed_address};
use url::Url;

use super::{Issues, Known, SecretChange, lost_or_empty};
use crate::connection::{
    Auth, ClientAuthentication, ExtraParameter, Field, FieldIssue, Grant, Issue, OAuthRequest, OAuthSettings,
    PkceChoice, ResourceRequest, SecretInput, Severity, is_invisible,
};
use crate::credential::Slot;
use crate::secret::SecretText;

/// Ports a program may listen on without being the administrator.
const PORTS: std::ops::RangeInclusive<u16> = 1024..=u16::MAX;

/// OAuth as it would be saved. Issues come in form order.
pub(super) fn check_oauth(
    request: &OAuthRequest,
    known: Known<'_>,
    secrets: &mut BTreeMap<Slot, SecretChange>,
    issues: &mut Issues,
) -> OAuthSettings {
    let (authorization_url, token_url) = check_endpoints(request, issues);
    let client_id = tidy(&request.client_id);
    let mut settings = OAuthSettings {
        grant: request.grant,
        authorization_url,
        token_url,
        client_id: (!client_id.is_empty()).then_some(client_id),
        client_authentication: request.client_authentication,
        registration: request.registration,
        pkce: request.pkce,
        redirect: request.redirect,
        loopback_port: request.loopback_port,
        allow_private_addresses: request.allow_private_addresses,
        ..OAuthSettings::default()
    };
    check_client(request, &settings, known, secrets, issues);
    settings.scopes = check_scopes(&request.scopes, known, issues);
    check_pkce(&settings, secrets, issues);
    settings.resource = check_resource(&request.resource, issues);
    settings.extra_parameters = check_parameters(&request.extra_parameters, issues);
    if request.loopback_port.is_some_and(|port| !PORTS.contains(&port)) {
        let range = Issue::NumberRange { min: u32::from(*PORTS.start()), max: u32::from(*PORTS.end()) };
        issues.error(Field::LoopbackPort, range);
    }
    settings.issuer = check_issuer(&request.issuer, issues);
    settings
}

/// As typed, without what nobody could see to correct.
fn tidy(text: &str) -> String {
    text.chars().filter(|&c| !is_invisible(c)).collect::<String>().trim().to_owned()
}

fn check_endpoints(request: &OAuthRequest, issues: &mut Issues) -> (Option<Url>, Option<Url>) {
    let (authorization, token) = (tidy(&request.authorization_url), tidy(&request.token_url));
    // Nobody is sent to a browser when the app signs in for itself.
    let needs_authorization = request.grant == Grant::AuthorizationCode;
    let mut check = |text: &str, field, missing| match (text.is_empty(), missing) {
        (true, Some(missing)) => {
            issues.error(field, missing);
            None
        }
        (true, None) => None,
        (false, _) => endpoint(text)
            .inspect_err(|fault| issues.error(field, fault.clone().into_issue(Issue::EndpointInvalid)))
            .ok(),
    };
    let authorization_missing =
        (needs_authorization && !token.is_empty()).then_some(Issue::AuthorizationUrlMissing);
    let token_missing = (!authorization.is_empty()).then_some(Issue::TokenUrlMissing);
    let authorization = check(&authorization, Field::AuthorizationUrl, authorization_missing);
    (authorization, check(&token, Field::TokenUrl, token_missing))
}

/// Why an address cannot be one of an authorization server.
#[derive(Clone)]
enum Fault {
    Invalid,
    Insecure(String),
    Forbidden(String),
}

impl Fault {
    fn into_issue(self, invalid: Issue) -> Issue {
        match self {
            Self::Invalid => invalid,
            Self::Insecure(host) => Issue::EndpointInsecure { host },
            Self::Forbidden(host) => Issue::EndpointForbidden { host },
        }
    }
}

/// An address of an authorization server, or what is wrong with it.
fn endpoint(text: &str) -> Result<Url, Fault> {
    typed_address(text).map_err(|fault| {
        let host =
            Url::parse(text).ok().and_then(|url| url.host_str().map(str::to_owned)).unwrap_or_default();
        match fault {
            EndpointFault::Insecure => Fault::Insecure(host),
            EndpointFault::Address(_) => Fault::Forbidden(host),
            EndpointFault::Scheme
            | EndpointFault::Userinfo
            | EndpointFault::Unparsable
            | EndpointFault::Redirect => Fault::Invalid,
        }
    })
}

/// Where this app's client ID metadata document is: https, with a path, as the identifier it is.
pub(crate) fn check_metadata_url(text: Option<&str>) -> Result<Option<String>, FieldIssue> {
    let text = tidy(text.unwrap_or_default());
    if text.is_empty() {
        return Ok(None);
    }
    let issue = match endpoint(&text) {
        Ok(url) if url.scheme() == "https" && url.path() != "/" => return Ok(Some(text)),
        Ok(url) if url.scheme() == "http" => {
            Issue::EndpointInsecure { host: url.host_str().unwrap_or_default().to_owned() }
        }
        Ok(_) => Issue::EndpointInvalid,
        Err(fault) => fault.into_issue(Issue::EndpointInvalid),
    };
    Err(FieldIssue { field: Field::ClientMetadataUrl, severity: Severity::Error, issue })
}

/// The issuer is compared letter by letter (RFC 8414 section 3.3), so it is kept as it was typed.
fn check_issuer(text: &str, issues: &mut Issues) -> Option<String> {
    let text = tidy(text);
    if text.is_empty() {
        return None;
    }
    match endpoint(&text) {
        Ok(url) if url.query().is_some() => issues.error(Field::Issuer, Issue::IssuerInvalid),
        Ok(_) => {}
        Err(fault) => issues.error(Field::Issuer, fault.into_issue(Issue::IssuerInvalid)),
    }
    Some(text)
}

/// The client's ID, secret and key: what the chosen way needs is there.
fn check_client(
    request: &OAuthRequest,
    settings: &OAuthSettings,
    known: Known<'_>,
    secrets: &mut BTreeMap<Slot, SecretChange>,
    issues: &mut Issues,
) {
    use ClientAuthentication::{Automatic, Basic, None, Post, PrivateKeyJwt};
    let for_itself = request.grant == Grant::ClientCredentials;
    let is_own = settings.client_id.is_some();
    let secret = check_secret(&request.client_secret, &Slot::ClientSecret, known);
    let key = check_secret(&request.private_key, &Slot::PrivateKey, known);
    // Nobody registers us where the endpoints were typed, and a secret belongs to a client.
    let has_secret = secret.is_there() || key.is_there();
    if !is_own && (settings.token_url.is_some() || for_itself || has_secret) {
        issues.error(Field::ClientId, Issue::ClientIdMissing);
    }
    let needs_secret = match request.client_authentication {
        Basic | Post => is_own || for_itself,
        Automatic => for_itself && !key.is_there(),
        None => for_itself,
        PrivateKeyJwt => false,
    };
    // It could only be saved like this with its secret, so that was lost.
    let had_it = known.oauth().is_some_and(|saved| {
        saved.client_id == settings.client_id && saved.client_authentication == request.client_authentication
    });
    if needs_secret && !secret.is_there() {
        issues.add(Field::ClientSecret, lost_or_empty(had_it), Issue::ClientSecretMissing);
    }
    if request.client_authentication == PrivateKeyJwt && !key.is_there() {
        issues.add(Field::PrivateKey, lost_or_empty(had_it), Issue::PrivateKeyMissing);
    }
    if let (SecretChange::Set(pem), true) = (&key.0, key.is_there())
        && SigningKey::from_pem(&pem.expose().into()).is_err()
    {
        issues.error(Field::PrivateKey, Issue::PrivateKeyInvalid);
    }
    for (slot, Entered(change, is_there)) in [(Slot::ClientSecret, secret), (Slot::PrivateKey, key)] {
        if is_there {
            secrets.insert(slot, change);
        }
    }
}

/// What becomes of a secret, and whether there is one afterwards.
struct Entered(SecretChange, bool);

impl Entered {
    fn is_there(&self) -> bool {
        self.1
    }
}

fn check_secret(input: &SecretInput, slot: &Slot, known: Known<'_>) -> Entered {
    match input {
        SecretInput::Keep => Entered(SecretChange::Keep, known.has_saved(slot)),
        SecretInput::Forget => Entered(SecretChange::Forget, false),
        SecretInput::Set { value } => {
            let text = value.expose().trim();
            Entered(SecretChange::Set(SecretText::new(text)), !text.is_empty())
        }
    }
}

/// RFC 6749 section 3.3.
fn is_scope(scope: &str) -> bool {
    scope.bytes().all(|byte| byte == 0x21 || (0x23..=0x5b).contains(&byte) || (0x5d..=0x7e).contains(&byte))
}

fn check_scopes(text: &str, known: Known<'_>, issues: &mut Issues) -> Vec<String> {
    let text: String = text.chars().filter(|&c| !is_invisible(c)).collect();
    if text.contains(',') {
        issues.add(Field::Scopes, Severity::Notice, Issue::ScopeCommasReplaced);
    }
    let mut scopes: Vec<String> = Vec::new();
    for scope in text.split(|c: char| c == ',' || c.is_whitespace()).filter(|scope| !scope.is_empty()) {
        if !is_scope(scope) {
            issues.error(Field::Scopes, Issue::ScopeInvalid { scope: scope.to_owned() });
        } else if !scopes.iter().any(|known| known == scope) {
            scopes.push(scope.to_owned());
        }
    }
    if known.is_signed_in && known.oauth().is_some_and(|saved| saved.scopes != scopes) {
        issues.add(Field::Scopes, Severity::Notice, Issue::ScopesNeedReconnect);
    }
    scopes
}

/// Without PKCE a client secret is all that protects a code, and only a server that was named by hand can have asked
/// for that.
fn check_pkce(settings: &OAuthSettings, secrets: &BTreeMap<Slot, SecretChange>, issues: &mut Issues) {
    if settings.pkce != PkceChoice::Off || settings.grant == Grant::ClientCredentials {
        return;
    }
    let is_confidential = settings.client_authentication != ClientAuthentication::None
        && secrets.keys().any(|slot| matches!(slot, Slot::ClientSecret | Slot::PrivateKey));
    let is_by_hand = settings.authorization_url.is_some() && settings.token_url.is_some();
    let severity = if is_confidential && is_by_hand { Severity::Warning } else { Severity::Error };
    issues.add(Field::Pkce, severity, Issue::PkceOffUnsafe);
}

fn check_resource(resource: &ResourceRequest, issues: &mut Issues) -> ResourceRequest {
    let ResourceRequest::Custom { value } = resource else { return resource.clone() };
    let value = tidy(value);
    if !Url::parse(&value).is_ok_and(|url| url.fragment().is_none()) {
        issues.error(Field::Resource, Issue::ResourceInvalid);
    }
    ResourceRequest::Custom { value }
}

fn check_parameters(rows: &[ExtraParameter], issues: &mut Issues) -> Vec<ExtraParameter> {
    let mut kept: Vec<ExtraParameter> = Vec::new();
    for (index, row) in rows.iter().enumerate() {
        let (name, value) = (tidy(&row.name), row.value.trim().to_owned());
        let field = Field::ExtraParameterName { row: u32::try_from(index).unwrap_or(u32::MAX) };
        if name.is_empty() && value.is_empty() {
            continue;
        }
        let lower = name.to_ascii_lowercase();
        // An answer in another form would not find its way back.
        let is_reserved = is_reserved_parameter(&lower) || lower == "response_mode";
        if name.is_empty() {
            issues.error(field, Issue::ParameterNameEmpty);
        } else if is_reserved {
            issues.error(field, Issue::ParameterReserved { name: name.clone() });
        } else if kept.iter().any(|other| other.name == name) {
            issues.error(field, Issue::ParameterDuplicate { name: name.clone() });
        }
        kept.push(ExtraParameter { name, value });
    }
    kept
}

impl<'a> Known<'a> {
    /// The OAuth settings of the connection being configured, if it has some.
    fn oauth(self) -> Option<&'a OAuthSettings> {
        match &self.current?.auth {
            Auth::OAuth { settings } => Some(settings),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests;
