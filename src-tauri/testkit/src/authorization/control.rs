//! What other processes may change and read.

use std::time::Duration;

use axum::response::{IntoResponse as _, Response};
use http::StatusCode;
use http::header::CONTENT_TYPE;

use super::log::Request;
use super::world::World;

/// The paths and what they do; any method will do.
pub const CONTROLS: [(&str, &str); 8] = [
    ("/control/quirk/<name>", "changes the quirk"),
    ("/control/life/<seconds>", "changes the life of access tokens still to be issued"),
    ("/control/consent/<yes|no>", "gives or refuses consent"),
    ("/control/call-scope/<scope>", "the scope that tools/call needs"),
    ("/control/token-status/<status>", "what the token endpoint answers; 200 for tokens"),
    ("/control/expire", "ends the life of all access tokens"),
    ("/control/revoke-all", "ends everything ever granted"),
    ("/control/forget-clients", "forgets clients that registered themselves"),
];

/// `None` for paths that are not ours.
pub(super) fn answer(world: &World, request: &Request) -> Option<Response> {
    if request.path == "/log" {
        return Some(log(world, &request.method));
    }
    let rest = request.path.strip_prefix("/control/")?;
    let (name, value) = rest.split_once('/').unwrap_or((rest, ""));
    let is_done = control(world, name, value).is_some();
    let status = if is_done { StatusCode::NO_CONTENT } else { StatusCode::NOT_FOUND };
    Some(status.into_response())
}

fn control(world: &World, name: &str, value: &str) -> Option<()> {
    match name {
        "quirk" => {
            let quirk = value.parse().ok()?;
            world.change(|options| options.quirk = quirk);
        }
        "life" => {
            let life = Duration::from_secs(value.parse().ok()?);
            world.change(|options| options.access_token_life = life);
        }
        "consent" => world.change(|options| options.consent = value == "yes"),
        "call-scope" => world.change(|options| options.call_scope = Some(value.to_owned())),
        "token-status" => {
            let status: u16 = value.parse().ok()?;
            world.change(|options| options.token_status = (status != 200).then_some(status));
        }
        "expire" => world.grants().expire_access(),
        "revoke-all" => world.grants().revoke_all(),
        "forget-clients" => world.clients().forget_registered(),
        _ => return None,
    }
    Some(())
}

fn log(world: &World, method: &str) -> Response {
    if method == "DELETE" {
        world.log().clear();
        return StatusCode::NO_CONTENT.into_response();
    }
    let text = serde_json::to_string_pretty(&world.log().seen()).unwrap_or_default();
    ([(CONTENT_TYPE, "application/json")], text).into_response()
}
