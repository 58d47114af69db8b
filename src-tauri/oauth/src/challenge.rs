//! `WWW-Authenticate`, read the way RFC 9110 §11.6.1 writes it and a bit more kindly.

/// Longer headers are not read: nobody needs as much to say where to sign in.
const MAX_HEADER: usize = 8 * 1024;

/// One challenge: a scheme and what it says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Challenge {
    /// `bearer`, in lower case.
    pub scheme: String,
    /// Names in lower case with their values, quotes taken off.
    pub params: Vec<(String, String)>,
}

/// What a `Bearer` challenge says about signing in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BearerChallenge {
    /// Where the protected resource metadata is (RFC 9728).
    pub resource_metadata: Option<String>,
    /// The scopes it asks for, each once.
    pub scope: Vec<String>,
    /// `invalid_token`, `insufficient_scope` …
    pub error: Option<String>,
    /// The server's words.
    pub error_description: Option<String>,
}

impl Challenge {
    /// Every challenge of every header, in order. What is not one is left out.
    pub(crate) fn parse_all<'a>(headers: impl IntoIterator<Item = &'a str>) -> Vec<Challenge> {
        let mut found = Vec::new();
        for header in headers.into_iter().filter(|header| header.len() <= MAX_HEADER) {
            Reader { rest: header, found: Vec::new() }.read(&mut found);
        }
        found
    }

    /// The first parameter of that name, which is in lower case.
    fn param(&self, name: &str) -> Option<&str> {
        self.params.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}

impl BearerChallenge {
    /// The `Bearer` challenge that says most: the first with metadata or an error, else the first.
    pub fn find<'a>(headers: impl IntoIterator<Item = &'a str>) -> Option<BearerChallenge> {
        let all = Challenge::parse_all(headers);
        let bearers = || all.iter().filter(|challenge| challenge.scheme == "bearer");
        let says = |challenge: &&Challenge| {
            ["resource_metadata", "error"].iter().any(|name| challenge.param(name).is_some())
        };
        bearers().find(says).or_else(|| bearers().next()).map(Self::of)
    }

    fn of(challenge: &Challenge) -> BearerChallenge {
        let param = |name| challenge.param(name).map(str::to_owned);
        let mut scope: Vec<String> = Vec::new();
        for one in challenge.param("scope").unwrap_or_default().split([' ', '\t', ',']) {
            if !one.is_empty() && !scope.iter().any(|known| known == one) {
                scope.push(one.to_owned());
            }
        }
        BearerChallenge {
            resource_metadata: param("resource_metadata"),
            scope,
            error: param("error"),
            error_description: param("error_description"),
        }
    }
}

/// Reads one header from the left.
struct Reader<'a> {
    rest: &'a str,
    found: Vec<Challenge>,
}

impl<'a> Reader<'a> {
    fn read(mut self, found: &mut Vec<Challenge>) {
        // A scheme stands at the beginning or after a comma.
        let mut after_comma = true;
        loop {
            let separators = self.take(|c| is_space(c) || c == ',');
            after_comma |= separators.contains(',');
            if self.rest.is_empty() {
                break;
            }
            let word = self.take(is_token);
            if word.is_empty() {
                self.skip_element();
            } else if let Some(value) = self.value() {
                if let Some(challenge) = self.found.last_mut() {
                    challenge.params.push((word.to_ascii_lowercase(), value));
                }
            } else if after_comma && self.rest.chars().next().is_none_or(|next| is_space(next) || next == ',')
            {
                self.skip_token68();
                self.found.push(Challenge { scheme: word.to_ascii_lowercase(), params: Vec::new() });
            } else {
                self.skip_element();
            }
            after_comma = false;
        }
        found.append(&mut self.found);
    }

    /// The value behind `=`, with the space some put around it. `None` when there is no `=`.
    fn value(&mut self) -> Option<String> {
        self.rest = self.rest.trim_start_matches(is_space).strip_prefix('=')?.trim_start_matches(is_space);
        match self.rest.strip_prefix('"') {
            Some(quoted) => Some(self.quoted(quoted)),
            None => Some(self.take(|c| !is_space(c) && c != ',').to_owned()),
        }
    }

    /// Up to the closing quote, or to the end when there is none.
    fn quoted(&mut self, text: &'a str) -> String {
        let mut value = String::new();
        let mut chars = text.chars();
        while let Some(c) = chars.next() {
            match c {
                '"' => break,
                '\\' => value.extend(chars.next()),
                c => value.push(c),
            }
        }
        self.rest = chars.as_str();
        value
    }

    /// Leaves out what follows a scheme when it is one word that fills its element, as `Negotiate` has it.
    fn skip_token68(&mut self) {
        let text = self.rest.trim_start_matches(is_space);
        let word = text.trim_start_matches(is_token68);
        let rest = word.trim_start_matches('=');
        let after = rest.trim_start_matches(is_space);
        if word.len() < text.len() && (after.is_empty() || after.starts_with(',')) {
            self.rest = rest;
        }
    }

    /// Leaves out what cannot be read, up to the next space or comma outside quotes.
    fn skip_element(&mut self) {
        while let Some(c) = self.rest.chars().next().filter(|c| !is_space(*c) && *c != ',') {
            self.rest = &self.rest[c.len_utf8()..];
            if c == '"' {
                self.quoted(self.rest);
            }
        }
    }

    fn take(&mut self, belongs: impl Fn(char) -> bool) -> &'a str {
        let rest = self.rest.trim_start_matches(belongs);
        let taken = &self.rest[..self.rest.len() - rest.len()];
        self.rest = rest;
        taken
    }
}

fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\t')
}

fn is_token(c: char) -> bool {
    c.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(c)
}

fn is_token68(c: char) -> bool {
    c.is_ascii_alphanumeric() || "-._~+/".contains(c)
}

#[cfg(test)]
mod tests;
