//! Which scopes are asked for.

/// The scope that asks for a refresh token (OpenID Connect Core §11).
pub(crate) const OFFLINE_ACCESS: &str = "offline_access";

/// What decides which scopes are asked for.
#[derive(Clone, Copy, Default)]
pub(crate) struct ScopeGround<'a> {
    /// The person's choice.
    pub wished: Option<&'a [String]>,
    /// `scope` of the challenge.
    pub challenged: &'a [String],
    /// `scopes_supported` of the resource.
    pub resource: &'a [String],
    /// `scopes_supported` of the authorization server.
    pub server: &'a [String],
    /// What earlier requests of this grant asked for.
    pub requested_before: &'a [String],
}

impl ScopeGround<'_> {
    /// Wishes, else the challenge, else what the resource lists, else nothing; on a step-up together with what was asked
    /// for before and what the challenge demands.
    pub(crate) fn choose(&self) -> Vec<String> {
        let sources = [self.wished.unwrap_or_default(), self.challenged, self.resource];
        let chosen = sources.into_iter().find(|scopes| !scopes.is_empty()).unwrap_or_default();
        let mut scopes = Vec::new();
        if self.requested_before.is_empty() {
            add(&mut scopes, chosen);
        } else {
            add(&mut scopes, self.requested_before);
            add(&mut scopes, chosen);
            add(&mut scopes, self.challenged);
        }
        // Alone it would replace the server's default scopes, and a typed list is exact.
        let automatic = self.wished.is_none_or(<[String]>::is_empty);
        if automatic && !scopes.is_empty() && self.server.iter().any(|scope| scope == OFFLINE_ACCESS) {
            add(&mut scopes, &[OFFLINE_ACCESS.to_owned()]);
        }
        scopes
    }
}

fn add(scopes: &mut Vec<String>, more: &[String]) {
    for scope in more {
        if !scopes.contains(scope) {
            scopes.push(scope.clone());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(text: &str) -> Vec<String> {
        text.split_whitespace().map(str::to_owned).collect()
    }

    #[test]
    fn scopes_come_from_wishes_then_the_challenge_then_the_resource() {
        let (wished, challenged, resource) = (list("w"), list("c1 c2"), list("r"));
        let full = ScopeGround {
            wished: Some(&wished),
            challenged: &challenged,
            resource: &resource,
            ..ScopeGround::default()
        };
        assert_eq!(full.choose(), ["w"]);
        assert_eq!(ScopeGround { wished: None, ..full }.choose(), ["c1", "c2"]);
        assert_eq!(ScopeGround { wished: Some(&[]), challenged: &[], ..full }.choose(), ["r"]);
        assert!(ScopeGround::default().choose().is_empty());
    }

    #[test]
    fn offline_access_is_added_only_where_the_server_lists_it_and_the_person_typed_nothing() {
        let (server, challenged, wished) = (list("openid offline_access"), list("c"), list("w"));
        let ground = ScopeGround { challenged: &challenged, server: &server, ..ScopeGround::default() };
        assert_eq!(ground.choose(), ["c", "offline_access"]);
        assert_eq!(ScopeGround { server: &[], ..ground }.choose(), ["c"]);
        assert_eq!(ScopeGround { wished: Some(&wished), ..ground }.choose(), ["w"]);
        assert!(ScopeGround { challenged: &[], ..ground }.choose().is_empty());
    }

    #[test]
    fn a_step_up_asks_for_everything_asked_for_before_too() {
        let (before, challenged, wished) = (list("a b"), list("b c"), list("w"));
        let ground =
            ScopeGround { challenged: &challenged, requested_before: &before, ..ScopeGround::default() };
        assert_eq!(ground.choose(), ["a", "b", "c"]);
        assert_eq!(ScopeGround { wished: Some(&wished), ..ground }.choose(), ["a", "b", "w", "c"]);
    }
}
