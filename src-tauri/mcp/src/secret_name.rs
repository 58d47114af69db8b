//! Tells by its name whether a header or a query parameter carries a secret. The one list of such names.

/// These say it wherever they stand in a name.
const ANYWHERE: [&str; 11] = [
    "token",
    "secret",
    "passw",
    "passphrase",
    "session",
    "cookie",
    "credential",
    "signature",
    "authoriz",
    "authentic",
    "bearer",
];
/// These say it as a word of their own.
const WORDS: [&str; 8] = ["key", "keys", "auth", "pass", "passcode", "pwd", "sig", "jwt"];
/// These say it as the end of a word written together, such as `apikey`, `oauth`, `dbpass`.
const ENDINGS: [&str; 3] = ["key", "auth", "pass"];
/// Words with such an end that mean something else.
const ORDINARY: [&str; 11] = [
    "monkey", "donkey", "turkey", "hockey", "jockey", "whiskey", "hotkey", "lackey", "compass", "bypass",
    "trespass",
];
/// These say it only when the name says nothing else.
const WHOLE: [&str; 2] = ["k", "code"];

/// Whether a header or a query parameter of this name carries a secret: `X-Api-Key`, `sessionId`, `token_v2`, but
/// not `keyword` or `author`. Upper and lower case only tell where a word begins (`clientKey`).
///
/// Everything that masks, hides or refuses by name asks here, so that a value hidden in one place is not shown in
/// another.
pub fn is_secret_name(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    WHOLE.contains(&lower.as_str())
        || ANYWHERE.iter().any(|part| lower.contains(part))
        || words(name).iter().any(|word| is_secret_word(word))
}

fn is_secret_word(word: &str) -> bool {
    WORDS.contains(&word)
        || (ENDINGS.iter().any(|ending| word.ends_with(ending)) && !ORDINARY.contains(&word))
}

/// The words of `X-Api-Key`, `api_key2` and `APIKey`, in lower case.
fn words(name: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let characters: Vec<char> = name.chars().collect();
    for (index, character) in characters.iter().enumerate() {
        let before = index.checked_sub(1).and_then(|index| characters.get(index));
        let after = characters.get(index + 1);
        let begins = character.is_ascii_uppercase()
            && (before.is_some_and(char::is_ascii_lowercase) || after.is_some_and(char::is_ascii_lowercase));
        if begins || !character.is_alphabetic() {
            words.push(String::new());
        }
        if let (true, Some(word)) = (character.is_alphabetic(), words.last_mut()) {
            word.push(character.to_ascii_lowercase());
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_secrets_are_recognised_however_they_are_written() {
        for name in [
            "token",
            "access_token",
            "token_v2",
            "X-Auth-Token",
            "accessToken",
            "key",
            "api_key",
            "apikey",
            "X-Api-Key",
            "APIKey",
            "API_KEY2",
            "private_key",
            "clientKey",
            "client_key",
            "Ocp-Apim-Subscription-Key",
            "accesskey",
            "client_secret",
            "password",
            "passwd",
            "pass",
            "pwd",
            "dbpass",
            "sessionId",
            "PHPSESSION",
            "auth",
            "X-Auth",
            "oauth",
            "oauth2",
            "Authorization",
            "Proxy-Authorization",
            "X-Authentication",
            "Cookie",
            "credential",
            "X-Amz-Credential",
            "X-Amz-Signature",
            "sig",
            "jwt",
            "k",
            "code",
        ] {
            assert!(is_secret_name(name), "{name}");
        }
    }

    #[test]
    fn ordinary_names_are_left_alone() {
        for name in [
            "monkey",
            "keyword",
            "keywords",
            "keyboard",
            "author",
            "authors",
            "authority",
            "X-Author",
            "turkey",
            "compass",
            "passenger",
            "passive",
            "signal",
            "design",
            "assign",
            "country_code",
            "codec",
            "kind",
            "X-Tenant",
            "Accept",
            "User-Agent",
            "v",
            "a",
            "",
            "日本",
        ] {
            assert!(!is_secret_name(name), "{name}");
        }
    }
}
