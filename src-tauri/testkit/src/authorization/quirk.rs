//! The ways to go wrong, by name.

use std::fmt;
use std::str::FromStr;

/// The one thing the server does wrong, or does its own way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs)] // said once, in `ALL`, where the command line prints it
pub enum Quirk {
    Good,
    NoChallenge,
    Legacy,
    LegacyBare,
    OpenIdOnly,
    PathIssuer,
    TwoIssuers,
    WrongIssuer,
    SlashIssuer,
    OtherResource,
    NoPkce,
    PlainPkce,
    FirstFails,
    MetadataHtml,
    MetadataHuge,
    MetadataEndless,
    MetadataGzip,
    MetadataText,
    MetadataLinkLocal,
    MetadataPrivate,
    MetadataRedirected,
    IssuerLinkLocal,
    IssuerPrivate,
    AuthorizeJavascript,
    AuthorizeData,
    AuthorizeFile,
    AuthorizeOwnScheme,
    AuthorizeShell,
    AuthorizeFlag,
    AuthorizeUserinfo,
    AuthorizeHuge,
    AuthorizePlain,
    TokenPlain,
    MixUp,
    MissingIss,
    ResourceRefused,
    PostOnly,
    BasicOnly,
    RegisterNameless,
    RegisterRefused,
    RegisterHuge,
    RegisterOtherRedirect,
    RegisterExpired,
    TokenRedirect,
    TokenHtml,
    TokenForm,
    TokenEmpty,
    TokenErrorOk,
    TypeMac,
    TypeMissing,
    TypeOddCase,
    ExpiresText,
    ExpiresNegative,
    ExpiresHuge,
    ScopeCommas,
    ScopeShrunk,
    RefreshKeeps,
    RevokeSecret,
}

impl Quirk {
    /// Every quirk with its name and what it does.
    pub const ALL: [(Quirk, &'static str, &'static str); 58] = [
        (Quirk::Good, "good", "everything as it should be"),
        (Quirk::NoChallenge, "no-challenge", "a 401 without WWW-Authenticate"),
        (Quirk::Legacy, "legacy", "no resource metadata: issuer is the origin, as in 2025-03-26"),
        (Quirk::LegacyBare, "legacy-bare", "no metadata at all, default endpoints"),
        (Quirk::OpenIdOnly, "openid-only", "authorization server metadata at OpenID's place only"),
        (Quirk::PathIssuer, "path-issuer", "the issuer is /tenant, its metadata below it"),
        (Quirk::TwoIssuers, "two-issuers", "the resource names two issuers, the second is this one"),
        (Quirk::WrongIssuer, "wrong-issuer", "metadata for another issuer"),
        (Quirk::SlashIssuer, "slash-issuer", "metadata's issuer has a slash more"),
        (Quirk::OtherResource, "other-resource", "resource metadata for another server"),
        (Quirk::NoPkce, "no-pkce", "metadata does not mention PKCE"),
        (Quirk::PlainPkce, "plain-pkce", "metadata offers PKCE plain only"),
        (Quirk::FirstFails, "first-fails", "503 at the first place for metadata, OpenID's place is good"),
        (Quirk::MetadataHtml, "metadata-html", "authorization server metadata is a web page"),
        (Quirk::MetadataHuge, "metadata-huge", "metadata of a megabyte"),
        (Quirk::MetadataEndless, "metadata-endless", "metadata that trickles for ever"),
        (Quirk::MetadataGzip, "metadata-gzip", "metadata is a gzip bomb"),
        (Quirk::MetadataText, "metadata-text", "metadata as text/plain with a byte order mark"),
        (Quirk::MetadataLinkLocal, "metadata-link-local", "the challenge names a cloud metadata service"),
        (Quirk::MetadataPrivate, "metadata-private", "the challenge names a private address"),
        (
            Quirk::MetadataRedirected,
            "metadata-redirected",
            "resource metadata redirects to a private address",
        ),
        (Quirk::IssuerLinkLocal, "issuer-link-local", "the issuer is a cloud metadata service"),
        (Quirk::IssuerPrivate, "issuer-private", "the issuer is a private address"),
        (Quirk::AuthorizeJavascript, "authorize-javascript", "authorization_endpoint is javascript:"),
        (Quirk::AuthorizeData, "authorize-data", "authorization_endpoint is data:"),
        (Quirk::AuthorizeFile, "authorize-file", "authorization_endpoint is file:"),
        (Quirk::AuthorizeOwnScheme, "authorize-own-scheme", "authorization_endpoint is hitchpost:"),
        (Quirk::AuthorizeShell, "authorize-shell", "authorization_endpoint has shell metacharacters"),
        (Quirk::AuthorizeFlag, "authorize-flag", "authorization_endpoint is a command line option"),
        (Quirk::AuthorizeUserinfo, "authorize-userinfo", "authorization_endpoint hides its host"),
        (Quirk::AuthorizeHuge, "authorize-huge", "authorization_endpoint of 100 kB"),
        (Quirk::AuthorizePlain, "authorize-plain", "authorization_endpoint is http elsewhere"),
        (Quirk::TokenPlain, "token-plain", "token_endpoint is http elsewhere"),
        (Quirk::MixUp, "mix-up", "the callback's iss is another server"),
        (Quirk::MissingIss, "missing-iss", "the callback lacks the iss that metadata promises"),
        (Quirk::ResourceRefused, "resource-refused", "the resource parameter is refused, as Entra ID does"),
        (Quirk::PostOnly, "post-only", "secrets in the body only; registration gives one"),
        (Quirk::BasicOnly, "basic-only", "secrets in the header only; registration gives one"),
        (Quirk::RegisterNameless, "register-nameless", "registration answers 201 without client_id"),
        (Quirk::RegisterRefused, "register-refused", "registration refuses the redirect address"),
        (Quirk::RegisterHuge, "register-huge", "registration answers a megabyte"),
        (
            Quirk::RegisterOtherRedirect,
            "register-other-redirect",
            "registration echoes another redirect address",
        ),
        (Quirk::RegisterExpired, "register-expired", "registration gives a secret that has expired"),
        (Quirk::TokenRedirect, "token-redirect", "the token endpoint redirects to /elsewhere"),
        (Quirk::TokenHtml, "token-html", "the token answer is a web page"),
        (Quirk::TokenForm, "token-form", "the token answer is form-encoded"),
        (Quirk::TokenEmpty, "token-empty", "the token answer has no access_token"),
        (Quirk::TokenErrorOk, "token-error-ok", "the token answer is an error with status 200"),
        (Quirk::TypeMac, "type-mac", "token_type is mac"),
        (Quirk::TypeMissing, "type-missing", "token_type is missing"),
        (Quirk::TypeOddCase, "type-odd-case", "token_type is bEaReR"),
        (Quirk::ExpiresText, "expires-text", "expires_in is a text"),
        (Quirk::ExpiresNegative, "expires-negative", "expires_in is -1"),
        (Quirk::ExpiresHuge, "expires-huge", "expires_in is 1e300"),
        (Quirk::ScopeCommas, "scope-commas", "scope is separated by commas"),
        (Quirk::ScopeShrunk, "scope-shrunk", "only the first scope is granted"),
        (Quirk::RefreshKeeps, "refresh-keeps", "a refresh brings no refresh token and spends none"),
        (Quirk::RevokeSecret, "revoke-secret", "revocation asks everyone for a secret, if an empty one"),
    ];

    /// Its name on the command line.
    pub fn name(self) -> &'static str {
        let found = Self::ALL.iter().find(|(quirk, ..)| *quirk == self);
        found.map_or("", |(_, name, _)| name)
    }

    /// Whether it is one of those without resource metadata.
    pub(super) fn is_legacy(self) -> bool {
        matches!(self, Quirk::Legacy | Quirk::LegacyBare)
    }
}

impl fmt::Display for Quirk {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Quirk {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        let found = Self::ALL.iter().find(|(_, known, _)| *known == name);
        found.map(|(quirk, ..)| *quirk).ok_or_else(|| format!("there is no quirk named {name:?}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_quirk_has_a_name_of_its_own() {
        for (quirk, name, _) in Quirk::ALL {
            assert_eq!((quirk.name(), name.parse()), (name, Ok(quirk)));
        }
    }
}
