use super::*;

fn url(text: &str) -> Url {
    Url::parse(text).unwrap()
}

/// Who named the address, and whether it may be loopback, private, synthetic, public, never.
fn namers() -> [(&'static str, Policy, [bool; 5]); 6] {
    let named = |server: &str, accepted| Policy::named_by(&url(server), accepted);
    [
        ("a person", Policy::typed(), [true, true, true, true, false]),
        ("a public server", named("https://mcp.example/mcp", false), [false, false, false, true, false]),
        (
            "a server on this computer",
            named("http://localhost:1/mcp", false),
            [true, false, false, true, false],
        ),
        ("a private server", named("https://10.1.2.3/mcp", false), [false, true, false, true, false]),
        ("an accepted server", named("https://mcp.corp/mcp", true), [false, true, false, true, false]),
        ("a synthetic server", named("https://198.18.0.9/mcp", false), [false, false, false, true, false]),
    ]
}

const ADDRESSES: [&[&str]; 5] = [
    &[
        "https://127.0.0.1/",
        "https://[::1]/",
        "https://[::ffff:127.0.0.1]/",
        "https://0x7f.1/",
        "https://localhost./",
        "https://2130706433/",
    ],
    &["https://10.0.0.1/", "https://192.168.1.1:8443/", "https://[fd00::1]/", "https://100.64.0.1/"],
    &["https://198.18.0.1/", "https://198.19.0.1/"],
    &["https://as.example/", "https://8.8.8.8/"],
    &[
        "https://169.254.169.254/latest",
        "https://[fd00:ec2::254]/",
        "https://100.100.100.200/",
        "https://168.63.129.16/",
        "https://metadata.google.internal/",
    ],
];

#[test]
fn who_names_an_address_decides_whether_it_is_used() {
    for (who, policy, allowed) in namers() {
        for (addresses, allowed) in ADDRESSES.iter().zip(allowed) {
            for address in *addresses {
                assert_eq!(policy.check(&url(address)).is_ok(), allowed, "{address} named by {who}");
            }
        }
    }
}

#[test]
fn plain_http_is_for_this_computer_and_for_the_origin_that_was_typed() {
    let public = Policy::named_by(&url("https://mcp.example/mcp"), true);
    assert_eq!(public.check(&url("http://mcp.example/x")), Err(Refusal::Insecure));
    assert_eq!(public.check(&url("http://10.0.0.1/x")), Err(Refusal::Insecure));
    let local = Policy::named_by(&url("http://127.0.0.1:3000/mcp"), false);
    assert_eq!(local.check(&url("http://localhost:9000/x")), Ok(()));
    assert_eq!(local.check(&url("http://as.example/x")), Err(Refusal::Insecure));
    let lan = Policy::named_by(&url("http://192.168.1.5/mcp"), false);
    assert_eq!(lan.check(&url("http://192.168.1.5/x")), Ok(()));
    assert_eq!(lan.check(&url("http://192.168.1.5:81/x")), Err(Refusal::Insecure));
    assert_eq!(Policy::typed().check(&url("http://example.com/")), Ok(()));
}

#[test]
fn other_schemes_are_no_addresses() {
    for policy in [Policy::typed(), Policy::named_by(&url("http://localhost/"), true)] {
        for text in ["javascript:alert(1)", "file:///etc/passwd", "ftp://example.com/", "data:text/html,x"] {
            assert_eq!(policy.check(&url(text)), Err(Refusal::Scheme), "{text}");
        }
    }
}

#[test]
fn what_a_person_typed_beside_the_server_is_let_through() {
    let policy =
        Policy::named_by(&url("https://mcp.example/mcp"), false).and_typed(&[url("https://10.0.0.7/token")]);
    assert_eq!(policy.check(&url("https://10.0.0.7/revoke")), Ok(()));
    assert_eq!(policy.check(&url("https://10.0.0.8/revoke")), Err(Refusal::Address(Reach::Private)));
}
