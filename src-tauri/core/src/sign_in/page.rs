//! What a browser shows once it has come back: a card with the outcome, and the way back to the window.

use std::sync::LazyLock;

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use sha2::{Digest, Sha256};

/// The window's colours, in light and dark.
const STYLE: &str = ":root{color-scheme:light dark;--bg:#f7f7f8;--card:#fff;--text:#18181b;--soft:#4e4e57;--line:#d8d8de;\
--accent:#1f5fc4;--on-accent:#fff;--ok:#00694d;--off:#b3261e;--shadow:0 8px 28px rgb(24 24 27/.1)}\
@media(prefers-color-scheme:dark){:root{--bg:#131316;--card:#1a1a1e;--text:#f2f2f4;--soft:#bdbdc7;--line:#34343c;\
--accent:#6fa8ff;--on-accent:#0b1220;--ok:#4cd3a5;--off:#ff8a80;--shadow:0 12px 36px rgb(0 0 0/.5)}}\
*{box-sizing:border-box;margin:0}\
body{min-height:100vh;display:grid;place-items:center;padding:24px;background:var(--bg);color:var(--text);\
font:16px/1.5 system-ui,sans-serif}\
main{width:100%;max-width:420px;padding:40px 32px 32px;text-align:center;background:var(--card);\
border:1px solid var(--line);border-radius:16px;box-shadow:var(--shadow)}\
svg{display:block;width:48px;height:48px;margin:0 auto 20px;fill:none;stroke:currentColor;stroke-width:2.5;\
stroke-linecap:round;stroke-linejoin:round}\
.ok{color:var(--ok)}.off{color:var(--off)}\
h1{font-size:22px;line-height:1.3;font-weight:650;text-wrap:balance;overflow-wrap:anywhere}\
p{margin-top:8px;color:var(--soft)}\
a{display:inline-block;margin-top:28px;padding:10px 22px;border-radius:10px;background:var(--accent);\
color:var(--on-accent);font-weight:600;text-decoration:none}\
a:hover{filter:brightness(1.08)}a:focus-visible{outline:2px solid var(--accent);outline-offset:3px}\
footer{margin-top:28px;font-size:13px;color:var(--soft)}";

const CHECK: &str = r#"<svg class="ok" viewBox="0 0 48 48" aria-hidden="true"><circle cx="24" cy="24" r="21"/><path d="m15 24.5 6.5 6.5L34 18"/></svg>"#;
const CROSS: &str = r#"<svg class="off" viewBox="0 0 48 48" aria-hidden="true"><circle cx="24" cy="24" r="21"/><path d="m17 17 14 14m0-14L17 31"/></svg>"#;
const BACK: &str = r#"<a href="hitchpost://signed-in">Back to Hitchpost</a>"#;

/// Nothing is loaded, sent or framed; the one style is the one above.
static POLICY: LazyLock<HeaderValue> = LazyLock::new(|| {
    let hash = BASE64_STANDARD.encode(Sha256::digest(STYLE));
    let policy = format!(
        "default-src 'none'; style-src 'sha256-{hash}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    );
    HeaderValue::try_from(policy).unwrap_or(HeaderValue::from_static("default-src 'none'"))
});

/// The sign-in for the connection of this name is done.
pub(super) fn signed_in(name: &str) -> Response {
    let name = escaped(name);
    let body = format!(
        "{CHECK}<h1>You're signed in to {name}</h1><p>You can close this tab.</p>{BACK}<footer>Hitchpost</footer>"
    );
    page(StatusCode::OK, &body)
}

/// It is not.
pub(super) fn stopped() -> Response {
    let body = format!(
        "{CROSS}<h1>The sign-in didn't finish</h1><p>Hitchpost says why. You can close this tab.</p>{BACK}<footer>Hitchpost</footer>"
    );
    page(StatusCode::OK, &body)
}

/// Nobody but a browser of ours has anything to do here.
pub(super) fn nothing() -> Response {
    page(StatusCode::NOT_FOUND, "<h1>Nothing here</h1>")
}

/// On to another page.
pub(super) fn onward(to: &'static str) -> Response {
    let page = page(StatusCode::SEE_OTHER, "");
    (StatusCode::SEE_OTHER, [(header::LOCATION, to)], page).into_response()
}

fn page(status: StatusCode, body: &str) -> Response {
    let html = format!(
        "<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width\">\n<title>Hitchpost</title>\n\
         <style>{STYLE}</style>\n<main>{body}</main>\n</html>\n"
    );
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8")),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
        (header::REFERRER_POLICY, HeaderValue::from_static("no-referrer")),
        (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
        (header::CONTENT_SECURITY_POLICY, POLICY.clone()),
    ];
    (status, headers, html).into_response()
}

/// A connection's name as text of a page.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            c => escaped.push(c),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_name_is_text_and_the_style_is_allowed_by_what_it_is() {
        let response = signed_in("<script>\"A & B's\"</script>");
        let policy = response.headers()[header::CONTENT_SECURITY_POLICY].to_str().unwrap().to_owned();
        let body = axum::body::to_bytes(response.into_body(), usize::MAX).await.unwrap();
        let html = String::from_utf8(body.to_vec()).unwrap();
        assert!(html.contains("to &lt;script&gt;&quot;A &amp; B&#39;s&quot;&lt;/script&gt;<"), "{html}");
        let style = html.split("<style>").nth(1).unwrap().split("</style>").next().unwrap();
        let hash = BASE64_STANDARD.encode(Sha256::digest(style));
        assert!(policy.starts_with(&format!("default-src 'none'; style-src 'sha256-{hash}';")), "{policy}");
        assert!(!html.contains("style=") && !html.contains("<script"), "{html}");
    }
}
