use proptest::prelude::*;

use super::*;

const CONNECTION: &str = "6f1c2a9e-52f0-4a39-9c3e-0d6f0f3f7a11";

fn parse(link: &str) -> Result<Intent, Refusal> {
    Intent::parse(&Url::parse(link).expect("an address of some kind"))
}

fn connection() -> ConnectionId {
    serde_json::from_value(CONNECTION.into()).expect("a connection's id")
}

fn added(link: &str) -> (String, Option<String>, bool) {
    match parse(link) {
        Ok(Intent::Show(LinkView::Add { url, name, refused_secret })) => (url, name, refused_secret),
        other => panic!("{link}: {other:?}"),
    }
}

#[test]
fn open_and_signed_in_bring_the_window_back() {
    for link in
        ["hitchpost://open", "hitchpost://open/", "hitchpost://signed-in", "hitchpost://open?connection="]
    {
        assert_eq!(parse(link), Ok(Intent::Return), "{link}");
    }
}

#[test]
fn a_callback_keeps_what_it_carries_to_itself() {
    let intent = parse("hitchpost://oauth/callback?code=s3cret&state=abc").expect("a callback");
    assert_eq!(intent, Intent::Callback);
    assert!(!format!("{intent:?}").contains("s3cret"));
}

#[test]
fn a_link_can_show_a_connection_or_fill_in_a_tool() {
    let link = format!("hitchpost://open?connection={CONNECTION}");
    assert_eq!(parse(&link), Ok(Intent::Show(LinkView::Open { connection: connection() })));

    let link = format!("hitchpost://tool?connection={CONNECTION}&tool=add&args=%7B%22a%22%3A1.0%7D");
    let view = LinkView::Tool {
        connection: connection(),
        tool: "add".to_owned(),
        args: Some(r#"{"a":1.0}"#.to_owned()),
    };
    assert_eq!(parse(&link), Ok(Intent::Show(view)));
}

#[test]
fn a_link_can_propose_a_server_without_bringing_a_secret_along() {
    let plain = "hitchpost://add?v=1&url=https%3A%2F%2Fx.example%2Fmcp&name=Acme%20CRM&icon=x&transport=http";
    let acme = Some("Acme CRM".to_owned());
    assert_eq!(added(plain), ("https://x.example/mcp".to_owned(), acme, false));
    for link in [
        "hitchpost://add?v=1&url=https%3A%2F%2Fx.example%2Fmcp&token=s3cret",
        "hitchpost://add?v=1&url=https%3A%2F%2Fx.example%2Fmcp&Authorization=Bearer%20s3cret",
        "hitchpost://add?v=1&url=https%3A%2F%2Fx.example%2Fmcp%3Fapi_key%3Ds3cret",
        "hitchpost://add?v=1&url=https%3A%2F%2Fme%3As3cret%40x.example%2Fmcp",
    ] {
        assert_eq!(added(link), ("https://x.example/mcp".to_owned(), None, true), "{link}");
    }
}

#[test]
fn anything_undeclared_is_refused() {
    for link in [
        "hitchpost://run?tool=x",
        "hitchpost://open/../add",
        "hitchpost://open:80",
        "hitchpost://me@open",
        "hitchpost:open",
        "https://open",
        "hitchpost://openx",
        "hitchpost://oauth/callback/more",
        "hitchpost://oauth",
        "hitchpost://add?url=https%3A%2F%2Fx.example",
        "hitchpost://add?v=2&url=https%3A%2F%2Fx.example",
        "hitchpost://add?v=1.0&url=https%3A%2F%2Fx.example",
    ] {
        assert_eq!(parse(link), Err(Refusal::Unknown), "{link}");
    }
}

#[test]
fn a_damaged_link_is_refused() {
    let deep = format!("hitchpost://tool?connection={CONNECTION}&tool=x&args={}", "%5B".repeat(4000));
    for link in [
        "hitchpost://add?v=1",
        "hitchpost://add?v=1&url=file%3A%2F%2F%2Fetc%2Fpasswd",
        "hitchpost://add?v=1&url=npx%20-y%20some-server",
        "hitchpost://add?v=1&url=https%3A%2F%2Fx.example%00",
        "hitchpost://add?v=1&url=https%3A%2F%2Fx.example&name=a%00b",
        "hitchpost://add?v=1&url=https%3A%2F%2Fx.example&name=%ff",
        "hitchpost://open?connection=linear",
        "hitchpost://open?connection=%252e%252e",
        &format!("hitchpost://tool?connection={CONNECTION}"),
        &format!("hitchpost://tool?connection={CONNECTION}&tool=x&args=%5B1%5D"),
        &format!("hitchpost://tool?connection={CONNECTION}&tool=x&args=%7B"),
        &format!("hitchpost://tool?connection={CONNECTION}&tool={}", "x".repeat(300)),
        &deep,
    ] {
        assert_eq!(parse(link), Err(Refusal::Malformed), "{link}");
    }
    for link in [
        "hitchpost://add?v=1&v=1&url=https%3A%2F%2Fx.example",
        "hitchpost://oauth/callback?state=a&stat%65=b",
    ] {
        assert_eq!(parse(link), Err(Refusal::Duplicate), "{link}");
    }
    let endless = format!("hitchpost://open?connection={}", "%25".repeat(400_000));
    assert_eq!(parse(&endless), Err(Refusal::TooLong));
}

proptest! {
    #[test]
    fn no_link_can_break_the_reader(rest in r#"[a-z/?&=%0-9:@#\[\]{}"\\\x00-\x1f\u{80}-\u{2fff}-]{0,200}"#) {
        if let Ok(link) = Url::parse(&format!("hitchpost://{rest}")) {
            let _ = Intent::parse(&link);
        }
    }

    #[test]
    fn what_is_shown_of_a_proposed_server_is_a_web_address_without_a_secret(
        text in r"(https?|file|ftp|javascript)://([a-z]{1,5}(:[a-z]{1,5})?@)?[a-z.]{1,12}/[a-z]{0,6}(\?((token|key|a)=[a-z0-9%]{0,8}&?){0,3})?"
    ) {
        let mut link = Url::parse("hitchpost://add?v=1").expect("an address");
        link.query_pairs_mut().append_pair("url", &text);
        if let Ok(Intent::Show(LinkView::Add { url, .. })) = Intent::parse(&link) {
            let url = Url::parse(&url).expect("what is shown is an address");
            prop_assert!(matches!(url.scheme(), "http" | "https"));
            prop_assert!(url.username().is_empty() && url.password().is_none());
            prop_assert!(url.query_pairs().all(|(name, value)| value.is_empty() || name == "a"));
        }
    }
}
