//! The token endpoint: one client's requests for one grant.
//!
//! The `oauth2` crate builds the requests and reads the answers; between the two stands [`Post`], which sends through our
//! own HTTP and puts what servers really answer into the standard's form.

use futures_util::future::BoxFuture;
use http::{HeaderValue, Response, header};
use oauth2::basic::{
    BasicErrorResponse, BasicRevocationErrorResponse, BasicTokenIntrospectionResponse, BasicTokenType,
};
use oauth2::{
    AsyncHttpClient, AuthType, AuthorizationCode, ClientId, ClientSecret, EndpointNotSet, EndpointSet,
    ExtraTokenFields, HttpRequest, HttpResponse, PkceCodeVerifier, RedirectUrl, RefreshToken,
    RequestTokenError, Scope, StandardRevocableToken, StandardTokenResponse, TokenResponse as _, TokenUrl,
};
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use url::Url;

use crate::authorize::is_reserved_parameter;
use crate::client::{Client, ClientAuthentication};
use crate::error::Error;
use crate::grant::{GrantContext, Granted};
use crate::http::Http;
use crate::reply::standard_form;

type Answer = StandardTokenResponse<Extra, BasicTokenType>;

type TokenClient = oauth2::Client<
    BasicErrorResponse,
    Answer,
    BasicTokenIntrospectionResponse,
    StandardRevocableToken,
    BasicRevocationErrorResponse,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointSet,
>;

/// What [`standard_form`] adds to the standard's fields.
#[derive(Debug, Deserialize, Serialize)]
struct Extra {
    account: Option<String>,
}

impl ExtraTokenFields for Extra {}

/// The `client_assertion_type` of RFC 7523.
pub(crate) const JWT_BEARER: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/// One client at the token endpoint its grant is pinned to.
pub(crate) struct TokenEndpoint<'a> {
    http: &'a Http,
    context: &'a GrantContext,
    client: &'a Client,
    /// In place of a secret, for this one request.
    assertion: Option<SecretString>,
}

impl<'a> TokenEndpoint<'a> {
    /// Refuses a client of another issuer: its secret is not for this endpoint.
    pub(crate) fn new(
        http: &'a Http,
        context: &'a GrantContext,
        client: &'a Client,
    ) -> Result<TokenEndpoint<'a>, Error> {
        if client.issuer != context.issuer {
            let (expected, found) = (context.issuer.clone(), client.issuer.clone());
            return Err(Error::IssuerMismatch { expected, found });
        }
        Ok(TokenEndpoint { http, context, client, assertion: client.assertion(context)? })
    }

    /// Redeems a code. It is sent once, whatever happens.
    pub(crate) async fn redeem(
        &self,
        code: &SecretString,
        verifier: Option<&SecretString>,
        redirect_uri: &str,
    ) -> Result<Granted, Error> {
        let redirect = RedirectUrl::new(redirect_uri.to_owned()).map_err(|_| Error::RedirectRefused)?;
        let client = self.client().set_redirect_uri(redirect);
        let mut request = client.exchange_code(AuthorizationCode::new(code.expose_secret().to_owned()));
        if let Some(verifier) = verifier {
            request = request.set_pkce_verifier(PkceCodeVerifier::new(verifier.expose_secret().to_owned()));
        }
        for (name, value) in self.parameters() {
            request = request.add_extra_param(name, value);
        }
        let send = self.post([Some(code), verifier]);
        self.granted(request.request_async(&send).await)
    }

    /// Fetches new tokens with a refresh token. The scopes stay what they were.
    pub(crate) async fn renew(&self, refresh_token: &SecretString) -> Result<Granted, Error> {
        let client = self.client();
        let token = RefreshToken::new(refresh_token.expose_secret().to_owned());
        let mut request = client.exchange_refresh_token(&token);
        for (name, value) in self.parameters() {
            request = request.add_extra_param(name, value);
        }
        let send = self.post([Some(refresh_token), None]);
        self.granted(request.request_async(&send).await)
    }

    /// Fetches a token for the client itself.
    pub(crate) async fn mint(&self) -> Result<Granted, Error> {
        let client = self.client();
        let mut request = client
            .exchange_client_credentials()
            .add_scopes(self.context.scopes.iter().cloned().map(Scope::new));
        for (name, value) in self.parameters().into_iter().chain(self.own_parameters()) {
            request = request.add_extra_param(name, value);
        }
        let send = self.post([None, None]);
        self.granted(request.request_async(&send).await)
    }

    fn client(&self) -> TokenClient {
        let client = oauth2::Client::new(ClientId::new(self.context.client_id.clone()))
            .set_token_uri(TokenUrl::from_url(self.context.token_endpoint.clone()));
        let secret =
            self.client.secret.as_ref().map(|secret| ClientSecret::new(secret.expose_secret().to_owned()));
        match (self.context.authentication, secret) {
            (ClientAuthentication::Basic, Some(secret)) => {
                client.set_auth_type(AuthType::BasicAuth).set_client_secret(secret)
            }
            (ClientAuthentication::Post, Some(secret)) => {
                client.set_auth_type(AuthType::RequestBody).set_client_secret(secret)
            }
            _ => client.set_auth_type(AuthType::RequestBody),
        }
    }

    fn parameters(&self) -> Vec<(&str, &str)> {
        let mut parameters = Vec::new();
        if let Some(resource) = &self.context.resource {
            parameters.push(("resource", resource.as_str()));
        }
        if let Some(assertion) = &self.assertion {
            parameters.push(("client_assertion_type", JWT_BEARER));
            parameters.push(("client_assertion", assertion.expose_secret()));
        }
        parameters
    }

    fn own_parameters(&self) -> impl Iterator<Item = (&str, &str)> {
        let own = self.context.extra_parameters.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        own.filter(|(name, _)| !is_reserved_parameter(name))
    }

    /// What sends a request that holds `sent`, and no error repeats any of it.
    fn post<'s>(&'s self, sent: [Option<&'s SecretString>; 2]) -> Post<'s> {
        let kept = [self.client.secret.as_ref(), self.assertion.as_ref()];
        let secrets = kept.into_iter().chain(sent).flatten().map(ExposeSecret::expose_secret).collect();
        Post { http: self.http, endpoint: &self.context.token_endpoint, secrets }
    }

    fn granted(
        &self,
        answer: Result<Answer, RequestTokenError<Error, BasicErrorResponse>>,
    ) -> Result<Granted, Error> {
        let answer = answer.map_err(|error| match error {
            RequestTokenError::Request(error) => error,
            // The standard's form always parses, and an error never takes it: what is left is a request that cannot be built.
            _ => Error::TokenMalformed { reason: "the request cannot be built".into() },
        })?;
        let stated = answer.scopes().map(|scopes| scopes.iter().map(|scope| scope.to_string()).collect());
        Ok(Granted {
            access_token: answer.access_token().secret().as_str().into(),
            refresh_token: answer.refresh_token().map(|token| token.secret().as_str().into()),
            expires_in: answer.expires_in(),
            scopes_stated: stated.is_some(),
            scopes: stated.unwrap_or_else(|| self.context.scopes.clone()),
            account: answer.extra_fields().account.clone(),
        })
    }
}

impl Client {
    /// A fresh assertion where the grant demands one.
    pub(crate) fn assertion(&self, context: &GrantContext) -> Result<Option<SecretString>, Error> {
        match context.authentication {
            ClientAuthentication::PrivateKeyJwt => {
                self.key()?.assertion(&context.client_id, &context.issuer).map(Some)
            }
            _ => Ok(None),
        }
    }
}

/// Sends a request once and answers in the form the `oauth2` crate reads.
struct Post<'a> {
    http: &'a Http,
    endpoint: &'a Url,
    /// What the request holds in confidence.
    secrets: Vec<&'a str>,
}

impl<'c> AsyncHttpClient<'c> for Post<'_> {
    type Error = Error;
    // Boxed, because the compiler cannot prove a closure's future to be `Send` here.
    type Future = BoxFuture<'c, Result<HttpResponse, Error>>;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        Box::pin(async move {
            let (parts, body) = request.into_parts();
            let reply = self.http.post("token_endpoint", self.endpoint, parts.headers, body.into()).await?;
            let form = standard_form(reply.status, &reply.body, &self.secrets)?;
            let mut response = Response::new(form.to_string().into_bytes());
            let json = HeaderValue::from_static("application/json");
            response.headers_mut().insert(header::CONTENT_TYPE, json);
            Ok(response)
        })
    }
}
