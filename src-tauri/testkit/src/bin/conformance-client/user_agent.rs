//! A browser without a window: it opens the authorization page and reads where it is sent.

use anyhow::Context as _;
use hitchpost_oauth::Url;
use reqwest::header::LOCATION;
use reqwest::redirect::Policy;

/// Where the authorization page at `url` sends the browser: the suite's servers consent at once.
pub async fn consent(url: &Url) -> anyhow::Result<String> {
    // Fails when a provider is installed already, which is as good.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let browser = reqwest::Client::builder().redirect(Policy::none()).no_proxy().build()?;
    let answer = browser.get(url.as_str()).send().await?;
    let location =
        answer.headers().get(LOCATION).context("the authorization page sends the browser nowhere")?;
    Ok(location.to_str()?.to_owned())
}
