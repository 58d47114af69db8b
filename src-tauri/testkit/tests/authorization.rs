//! The authorization server does what its tests rely on.
#![allow(clippy::unwrap_used, clippy::panic)] // all of this crate is tests

use std::collections::HashMap;
use std::time::Duration;

use hitchpost_testkit::authorization::{
    AuthorizationFixture, AuthorizationOptions, OWN_APP, OWN_SECRET, PUBLIC_APP,
};
use reqwest::{Client, Response};
use serde_json::{Value, json};
use url::Url;

const REDIRECT: &str = "http://127.0.0.1:5/callback";
/// RFC 7636, appendix B.
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

async fn start() -> AuthorizationFixture {
    AuthorizationFixture::start(AuthorizationOptions::default()).await.unwrap()
}

fn http() -> Client {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let builder = Client::builder().no_proxy().redirect(reqwest::redirect::Policy::none());
    builder.build().unwrap()
}

fn form(pairs: &[(&str, &str)]) -> String {
    url::form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish()
}

async fn post(server: &AuthorizationFixture, path: &str, pairs: &[(&str, &str)]) -> (u16, Value) {
    let request = http().post(server.at(path)).header("content-type", "application/x-www-form-urlencoded");
    answered(request.body(form(pairs)).send().await.unwrap()).await
}

async fn answered(response: Response) -> (u16, Value) {
    let status = response.status().as_u16();
    (status, serde_json::from_str(&response.text().await.unwrap()).unwrap_or_default())
}

async fn call(server: &AuthorizationFixture, token: &str, method: &str) -> Response {
    let body = json!({ "jsonrpc": "2.0", "id": 1, "method": method, "params": {
        "name": "echo", "arguments": { "message": "x" },
        "_meta": {
            "io.modelcontextprotocol/protocolVersion": "2026-07-28",
            "io.modelcontextprotocol/clientInfo": { "name": "t", "version": "1" },
            "io.modelcontextprotocol/clientCapabilities": {},
        },
    }});
    let request = http().post(server.mcp_url()).bearer_auth(token).header("mcp-method", method);
    let request = request.header("mcp-name", "echo").header("mcp-protocol-version", "2026-07-28");
    let request = request.header("accept", "application/json, text/event-stream");
    request.header("content-type", "application/json").body(body.to_string()).send().await.unwrap()
}

fn authorization_url(server: &AuthorizationFixture, client: &str) -> String {
    let resource = server.mcp_url();
    let pairs = [
        ("response_type", "code"),
        ("client_id", client),
        ("redirect_uri", REDIRECT),
        ("code_challenge", CHALLENGE),
        ("code_challenge_method", "S256"),
        ("state", "s t"),
        ("scope", "mcp:read openid"),
        ("resource", resource.as_str()),
    ];
    format!("{}?{}", server.at("/authorize"), form(&pairs))
}

fn parameters(callback: &str) -> HashMap<String, String> {
    Url::parse(callback).unwrap().query_pairs().into_owned().collect()
}

async fn redeem(server: &AuthorizationFixture, code: &str, verifier: &str) -> (u16, Value) {
    redeem_for(server, code, verifier, server.mcp_url().as_str()).await
}

async fn redeem_for(
    server: &AuthorizationFixture,
    code: &str,
    verifier: &str,
    resource: &str,
) -> (u16, Value) {
    let pairs = [
        ("resource", resource),
        ("grant_type", "authorization_code"),
        ("code", code),
        ("redirect_uri", REDIRECT),
        ("client_id", PUBLIC_APP),
        ("code_verifier", verifier),
    ];
    post(server, "/token", &pairs).await
}

async fn signed_in(server: &AuthorizationFixture) -> Value {
    let callback = server.browse(&authorization_url(server, PUBLIC_APP)).unwrap();
    let (status, tokens) = redeem(server, &parameters(&callback)["code"], VERIFIER).await;
    assert_eq!(status, 200, "{tokens}");
    tokens
}

async fn refresh(server: &AuthorizationFixture, tokens: &Value) -> (u16, Value) {
    let token = tokens["refresh_token"].as_str().unwrap();
    refresh_for(server, token, server.mcp_url().as_str()).await
}

async fn refresh_for(server: &AuthorizationFixture, token: &str, resource: &str) -> (u16, Value) {
    let pairs = [
        ("grant_type", "refresh_token"),
        ("refresh_token", token),
        ("client_id", PUBLIC_APP),
        ("resource", resource),
    ];
    post(server, "/token", &pairs).await
}

#[tokio::test]
async fn a_refusal_leads_to_metadata_and_metadata_to_endpoints() {
    let server = start().await;
    let refused = call(&server, "nonsense", "tools/list").await;
    assert_eq!(refused.status(), 401);
    let challenge = refused.headers()["www-authenticate"].to_str().unwrap().to_owned();
    let place = challenge.split("resource_metadata=\"").nth(1).unwrap().trim_end_matches('"');
    let (_, resource) = answered(http().get(place).send().await.unwrap()).await;
    assert_eq!(resource["authorization_servers"], json!([server.issuer()]));
    let place = server.at("/.well-known/oauth-authorization-server");
    let (_, metadata) = answered(http().get(place).send().await.unwrap()).await;
    assert_eq!(metadata["issuer"], json!(server.issuer()));
    assert_eq!(metadata["token_endpoint"], json!(server.at("/token")));
}

#[tokio::test]
async fn whoever_opens_the_authorization_url_comes_back_with_a_code() {
    let server = start().await;
    let opened = http().get(authorization_url(&server, PUBLIC_APP)).send().await.unwrap();
    assert_eq!(opened.status(), 302);
    let callback = opened.headers()["location"].to_str().unwrap().to_owned();
    let parameters = parameters(&callback);
    assert_eq!((&*parameters["state"], &parameters["iss"]), ("s t", &server.issuer()));

    assert_eq!(redeem(&server, &parameters["code"], "a wrong verifier").await.0, 400);
    let (status, tokens) = redeem(&server, &parameters["code"], VERIFIER).await;
    assert_eq!((status, &tokens["scope"]), (200, &json!("mcp:read openid")));
    let access = tokens["access_token"].as_str().unwrap();
    assert_eq!(call(&server, access, "tools/call").await.status(), 200);

    // A second time ends what came of the first.
    assert_eq!(redeem(&server, &parameters["code"], VERIFIER).await.0, 400);
    assert_eq!((server.is_valid(access), server.counts().reuses), (false, 1));
}

#[tokio::test]
async fn tokens_are_for_the_resource_that_was_consented_to() {
    let server = start().await;
    let (mcp, other) = (server.mcp_url(), server.at("/other"));
    let callback = server.browse(&authorization_url(&server, PUBLIC_APP)).unwrap();
    let code = parameters(&callback)["code"].clone();
    for wrong in [other.as_str(), "https://elsewhere.example/mcp", ""] {
        let (status, refused) = redeem_for(&server, &code, VERIFIER, wrong).await;
        assert_eq!((status, &refused["error"]), (400, &json!("invalid_target")), "{wrong}");
    }
    let (status, tokens) = redeem_for(&server, &code, VERIFIER, mcp.as_str()).await;
    assert_eq!(status, 200, "a wrong resource spends no code");
    let access = tokens["access_token"].as_str().unwrap();
    assert_eq!(server.resource_of(access).as_deref(), Some(mcp.as_str()));
    let token = tokens["refresh_token"].as_str().unwrap();
    assert_eq!(refresh_for(&server, token, other.as_str()).await.1["error"], "invalid_target");
    assert_eq!(refresh_for(&server, token, mcp.as_str()).await.0, 200);
}

#[tokio::test]
async fn a_token_for_another_resource_opens_no_door_here() {
    let server = start().await;
    let pairs = [
        ("grant_type", "client_credentials"),
        ("client_id", OWN_APP),
        ("client_secret", OWN_SECRET),
        ("resource", ""),
    ];
    for (resource, is_valid) in [("/other", false), ("/mcp", true), ("", true)] {
        let resource = server.at(resource).to_string();
        let mut pairs = pairs;
        pairs[3].1 = &resource;
        let (status, tokens) = post(&server, "/token", &pairs).await;
        let access = tokens["access_token"].as_str().unwrap();
        assert_eq!((status, server.is_valid(access)), (200, is_valid), "{resource}");
        let expected = if is_valid { 200 } else { 401 };
        assert_eq!(call(&server, access, "tools/call").await.status(), expected, "{resource}");
    }
}

#[tokio::test]
async fn refresh_tokens_rotate_and_a_spent_one_ends_the_family() {
    let server = start().await;
    let first = signed_in(&server).await;
    let (status, second) = refresh(&server, &first).await;
    assert_eq!((status, server.counts().refreshes), (200, 1));
    assert_ne!(first["refresh_token"], second["refresh_token"]);
    assert_eq!(refresh(&server, &first).await.1["error"], "invalid_grant");
    assert_eq!(refresh(&server, &second).await.1["error"], "invalid_grant");
    assert!(!server.is_valid(second["access_token"].as_str().unwrap()));
}

#[tokio::test]
async fn tokens_end_when_told_to() {
    let server = start().await;
    let tokens = signed_in(&server).await;
    server.expire_access_tokens();
    assert!(!server.is_valid(tokens["access_token"].as_str().unwrap()));
    let (_, tokens) = refresh(&server, &tokens).await;
    server.revoke_all();
    assert_eq!(refresh(&server, &tokens).await.0, 400);

    server.set_access_token_life(Duration::ZERO);
    let tokens = signed_in(&server).await;
    assert_eq!(
        (&tokens["expires_in"], server.is_valid(tokens["access_token"].as_str().unwrap())),
        (&json!(0), false)
    );

    server.change(|options| options.token_status = Some(503));
    assert_eq!(refresh(&server, &tokens).await.0, 503);
}

#[tokio::test]
async fn consent_can_be_refused_and_a_call_can_need_more_of_it() {
    let server = start().await;
    let tokens = signed_in(&server).await;
    server.change(|options| options.call_scope = Some("mcp:write".into()));
    let access = tokens["access_token"].as_str().unwrap();
    assert_eq!(call(&server, access, "tools/list").await.status(), 200);
    let refused = call(&server, access, "tools/call").await;
    assert_eq!(refused.status(), 403);
    assert!(refused.headers()["www-authenticate"].to_str().unwrap().contains("insufficient_scope"));

    server.deny_consent();
    let callback = server.browse(&authorization_url(&server, PUBLIC_APP)).unwrap();
    assert_eq!(parameters(&callback)["error"], "access_denied");
    assert_eq!(server.browse(&authorization_url(&server, "stranger")), None);
}

#[tokio::test]
async fn clients_come_and_go() {
    let server = start().await;
    let asked = json!({ "redirect_uris": [REDIRECT], "token_endpoint_auth_method": "none" });
    let request = http().post(server.at("/register")).body(asked.to_string());
    let (status, client) = answered(request.send().await.unwrap()).await;
    assert_eq!((status, &client["client_secret"]), (201, &Value::Null));
    assert!(server.browse(&authorization_url(&server, client["client_id"].as_str().unwrap())).is_some());
    assert_eq!(server.registered_clients(), 1);

    let management = client["registration_client_uri"].as_str().unwrap();
    assert_eq!(http().delete(management).send().await.unwrap().status(), 401);
    let token = client["registration_access_token"].as_str().unwrap();
    assert_eq!(http().delete(management).bearer_auth(token).send().await.unwrap().status(), 204);
    assert_eq!(server.registered_clients(), 0);
}

#[tokio::test]
async fn a_program_gets_a_token_for_its_secret() {
    let server = start().await;
    let ask = |secret| {
        let pairs = [("grant_type", "client_credentials"), ("client_id", OWN_APP), ("client_secret", secret)];
        let server = &server;
        async move { post(server, "/token", &pairs).await }
    };
    assert_eq!(ask("wrong").await.0, 401);
    let (status, tokens) = ask(OWN_SECRET).await;
    assert_eq!((status, &tokens["refresh_token"]), (200, &Value::Null));
    assert!(server.is_valid(tokens["access_token"].as_str().unwrap()));
}

#[tokio::test]
async fn another_process_can_steer_it() {
    let server = start().await;
    let tokens = signed_in(&server).await;
    let get = |path: &'static str| http().get(server.at(path)).send();
    for path in ["/control/quirk/token-html", "/control/life/5", "/control/consent/no", "/control/expire"] {
        assert_eq!(get(path).await.unwrap().status(), 204, "{path}");
    }
    assert_eq!(get("/control/nonsense").await.unwrap().status(), 404);
    assert!(!server.is_valid(tokens["access_token"].as_str().unwrap()));
    let log = get("/log").await.unwrap().text().await.unwrap();
    assert!(log.contains(r#""path": "/token""#), "{log}");
    assert_eq!(server.requests_to("/token")[0].param("code_verifier"), Some(VERIFIER));
}
