//! Registry scopes and repositories: one grammar for policies and references (POL-37…41).

use alloc::format;
use alloc::string::String;

/// Whether `scope` may stand in `registryScopes`.
///
/// # Errors
/// What is wrong with it and what would be right.
pub fn check_scope(scope: &str) -> Result<(), String> {
    // POL-37.
    if scope.len() > 1 && scope.contains('*') {
        return Err(format!(
            "scope {scope:?} has a wildcard inside; scopes are whole repositories such as \
            registry.example.com/net-monitor, or \"*\" alone for all"
        ));
    }
    if scope == "*" { Ok(()) } else { check_repository(scope).map_err(|why| format!("scope {scope:?}: {why}")) }
}

/// Whether `repository` is a fully qualified repository: `registry/path`, without scheme, tag and digest (POL-38).
/// Nothing is completed or normalised (POL-41).
///
/// # Errors
/// What is wrong with it and what would be right.
pub fn check_repository(repository: &str) -> Result<(), String> {
    if repository.is_empty() {
        return Err("it is empty; write registry/repository".into());
    }
    if let Some((scheme, rest)) = repository.split_once("://") {
        return Err(format!("it begins with the scheme {scheme:?}; write {rest:?}"));
    }
    if let Some((name, _)) = repository.split_once('@') {
        return Err(format!("it has a digest inside; the repository alone is {name:?}"));
    }
    let Some((registry, path)) = repository.split_once('/') else {
        let right = if repository.contains(['.', ':']) && check_registry(repository).is_ok() {
            format!("{repository}/repository")
        } else {
            format!("registry.example.com/{repository} with the name of the registry")
        };
        return Err(format!("it has no \"/\", so it is a registry or a path but not both; write {right}"));
    };
    check_registry(registry)?;
    check_path(registry, path)
}

/// POL-39: labels of letters, digits and inner hyphens, separated by dots, and perhaps a port of digits.
fn check_registry(registry: &str) -> Result<(), String> {
    if registry.is_empty() {
        return Err("the registry before the first \"/\" is empty".into());
    }
    if registry.starts_with('[') {
        return Err(format!(
            "the registry {registry:?} is an IPv6 address; policies can name hosts and IPv4 addresses only"
        ));
    }
    let (host, port) = match registry.split_once(':') {
        Some((host, port)) => (host, Some(port)),
        None => (registry, None),
    };
    if port.is_some_and(|port| port.is_empty() || !port.bytes().all(|byte| byte.is_ascii_digit())) {
        return Err(format!("the registry {registry:?} has a port that is not a number"));
    }
    for label in host.split('.') {
        if label.is_empty() {
            return Err(format!("the registry {registry:?} has an empty part before or after a dot"));
        }
        if label.starts_with('-') || label.ends_with('-') {
            return Err(format!("the registry {registry:?} has a part that begins or ends with \"-\""));
        }
        if let Some(other) = label.chars().find(|character| !character.is_ascii_alphanumeric() && *character != '-') {
            return Err(format!(
                "the registry {registry:?} has the character {other:?}; a host name has letters A to Z, digits, \
                \"-\" and \".\" only"
            ));
        }
    }
    Ok(())
}

/// POL-40: components of lower-case letters and digits, joined by one `.`, `_`, `__`, or any number of `-`.
fn check_path(registry: &str, path: &str) -> Result<(), String> {
    for component in path.split('/') {
        if component.is_empty() {
            return Err(format!("the repository path {path:?} has an empty component"));
        }
        if let Some((_, tag)) = component.split_once(':') {
            let before = path.split(':').next().unwrap_or_default();
            return Err(format!(
                "it has the tag {tag:?} inside; the repository alone is {:?}",
                format!("{registry}/{before}")
            ));
        }
        if component.bytes().any(|byte| byte.is_ascii_uppercase()) {
            let lower = format!("{registry}/{}", path.to_ascii_lowercase());
            return Err(format!("the repository path {path:?} has upper-case letters; registries call it {lower:?}"));
        }
        let is_word = |character: char| character.is_ascii_lowercase() || character.is_ascii_digit();
        if let Some(other) = component.chars().find(|character| !is_word(*character) && !"._-".contains(*character)) {
            return Err(format!(
                "the repository path {path:?} has the character {other:?}; components have letters a to z, \
                digits, \".\", \"_\" and \"-\" only"
            ));
        }
        if !component.starts_with(is_word) || !component.ends_with(is_word) {
            return Err(format!("the component {component:?} does not begin and end with a letter or a digit"));
        }
        for joint in component.split(is_word).filter(|joint| !joint.is_empty()) {
            if !matches!(joint, "." | "_" | "__") && !joint.bytes().all(|byte| byte == b'-') {
                return Err(format!(
                    "the component {component:?} is joined by {joint:?}; allowed are \".\", \"_\", \"__\" and \
                    any number of \"-\""
                ));
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{check_repository, check_scope};

    #[test]
    fn pol_37_wildcards() {
        assert_eq!(check_scope("*"), Ok(()));
        for scope in ["a/*", "**", "*/", "ex*test", "*.io/a"] {
            assert!(check_scope(scope).unwrap_err().contains("wildcard"), "{scope}");
        }
    }

    #[test]
    fn pol_38_both_parts() {
        for scope in ["", "a", "/b", "a/", "/", "//"] {
            check_scope(scope).unwrap_err();
        }
        assert!(check_repository("*").is_err(), "the wildcard is no repository");
    }

    #[test]
    fn pol_39_registries() {
        for scope in ["A/b", "a.b:99999999999999999999/c", "127.0.0.1:80/a", "a--b.c/d", "localhost/x", "1/2"] {
            assert_eq!(check_scope(scope), Ok(()), "{scope}");
        }
        for scope in ["a_b/c", "a-/c", "-a/c", "a..b/c", "a.b./c", ".a/c", "a:/c", "a:b/c", "a:1:2/c", "[::1]/c", "é/c"]
        {
            assert!(check_scope(scope).is_err(), "{scope}");
        }
        assert!(check_scope("a:８０/c").is_err(), "digits are ASCII digits");
    }

    #[test]
    fn pol_40_paths() {
        for scope in ["a/b__c", "a/b---c", "a/b.c_d/e", "a/b-c.d/0"] {
            assert_eq!(check_scope(scope), Ok(()), "{scope}");
        }
        let wrong = ["a/B", "a/b..c", "a/b___c", "a/-b", "a/b-", "a//b", "a/b:tag", "a/b@sha256:aa", "https://a/b"];
        for scope in wrong.into_iter().chain(["a/b.-c", "a/b_.c", "a/b c", "a/b\n", "a/b/", "a/ı", "a/b:", "a/b?"]) {
            assert!(check_scope(scope).is_err(), "{scope}");
        }
    }

    #[test]
    fn messages_name_the_nearest_right_form() {
        assert!(check_repository("https://a.io/b").unwrap_err().contains("\"a.io/b\""));
        assert!(check_repository("net-monitor").unwrap_err().contains("registry.example.com/net-monitor"));
        assert!(check_repository("a.io/Net").unwrap_err().contains("\"a.io/net\""));
        assert!(check_repository("a.io:443").unwrap_err().contains("write a.io:443/repository"));
        assert!(check_repository("a.io:1/b:v1").unwrap_err().contains("\"a.io:1/b\""));
        assert!(check_repository("[::1]:5000/b").unwrap_err().contains("IPv6"));
        assert!(check_repository("a.io/b@sha256:00").unwrap_err().contains("\"a.io/b\""));
    }
}
