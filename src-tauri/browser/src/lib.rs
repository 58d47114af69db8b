//! Opens web pages in the person's own browser. Servers choose these addresses, so nothing but a web page is handed
//! over, as one argument, and no shell ever sees it.

use std::io;

use url::Url;

/// Longer addresses do not fit a command line everywhere.
const LONGEST: usize = 16 * 1024;

/// Why a page was not opened.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Not http or https, or more than an address: nothing was started.
    #[error("only web pages are opened in the browser")]
    NotAPage,
    /// More than a command line holds: nothing was started.
    #[error("the page's address is too long to be opened")]
    TooLong,
    /// The system has no browser, or it could not be started.
    #[error("there is no browser, or it did not start: {0}")]
    NoBrowser(#[from] io::Error),
}

/// Opens a page. Blocks until the system has taken it over, five seconds at most.
pub fn open(page: &Url) -> Result<(), Error> {
    check(page)?;
    Ok(hand_over(page.as_str())?)
}

/// Whether there is a screen a browser could appear on.
pub fn has_display() -> bool {
    if !cfg!(target_os = "linux") {
        return true;
    }
    ["DISPLAY", "WAYLAND_DISPLAY"]
        .iter()
        .any(|name| std::env::var_os(name).is_some_and(|value| !value.is_empty()))
}

/// To the first of the desktop's openers that takes it. One that is still busy after that time has found a browser.
#[cfg(target_os = "linux")]
fn hand_over(page: &str) -> io::Result<()> {
    open::that_detached_with_timeout(page, std::time::Duration::from_secs(5))
}

/// To ShellExecute on Windows, to `open` on macOS.
#[cfg(not(target_os = "linux"))]
fn hand_over(page: &str) -> io::Result<()> {
    open::that_detached(page)
}

fn check(page: &Url) -> Result<(), Error> {
    let is_page = matches!(page.scheme(), "http" | "https")
        && page.has_host()
        && page.username().is_empty()
        && page.password().is_none()
        // A `$BROWSER` template may be split at spaces; the URL standard leaves none.
        && page.as_str().bytes().all(|byte| byte.is_ascii_graphic());
    if !is_page {
        return Err(Error::NotAPage);
    }
    if page.as_str().len() > LONGEST { Err(Error::TooLong) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What would be handed over for a text.
    fn handed_over(text: &str) -> Option<String> {
        let page = Url::parse(text).ok()?;
        check(&page).is_ok().then(|| page.as_str().to_owned())
    }

    #[test]
    fn anything_but_a_web_page_is_refused_before_anything_is_started() {
        for text in [
            "javascript:alert(1)",
            "JaVaScRiPt:alert(1)",
            "\u{1}javascript:alert(1)",
            "data:text/html,<script>1</script>",
            "file:///etc/passwd",
            "vbscript:x",
            "smb://host/share",
            "ms-msdt:/id",
            "search-ms:query=x",
            "hitchpost://open",
            "\\\\host\\share",
            "C:\\x.exe",
            "https://person@evil.example/",
            "https://good.example:pass@evil.example/",
        ] {
            assert_eq!(handed_over(text), None, "{text}");
            if let Ok(page) = Url::parse(text) {
                assert!(matches!(open(&page), Err(Error::NotAPage)), "{text}");
            }
        }
        for text in ["-", "--proxy-server=evil", "-https://x", ""] {
            assert_eq!(handed_over(text), None, "{text}");
        }
    }

    #[test]
    fn what_a_shell_would_obey_stays_part_of_one_argument() {
        for (text, url) in [
            ("http://x/$(calc)", "http://x/$(calc)"),
            ("http://x/`id`", "http://x/%60id%60"),
            ("http://x/\"&calc", "http://x/%22&calc"),
            ("http://x/a b|c\n", "http://x/a%20b|c"),
            ("http://x/%0acalc", "http://x/%0acalc"),
            ("http://x/?a=' \"<>", "http://x/?a=%27%20%22%3C%3E"),
            // The host a person sees is the host that is opened.
            ("http://evil.example\\@good.example/", "http://evil.example/@good.example/"),
        ] {
            assert_eq!(handed_over(text).as_deref(), Some(url), "{text}");
        }
    }

    #[test]
    fn an_endless_address_is_refused() {
        let page = Url::parse(&format!("https://x/?{}", "a".repeat(100_000))).unwrap();
        assert!(matches!(open(&page), Err(Error::TooLong)));
    }
}
