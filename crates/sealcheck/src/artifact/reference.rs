//! References to artifacts in registries.

use alloc::format;
use alloc::string::String;

use super::Digest;
use crate::error::ApiError;
use crate::policy::check_repository;

/// Tags are at most this long.
const MAX_TAG: usize = 128;

/// `repository@digest` or `repository:tag`, with exactly one of the two.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Reference {
    /// Registry and path, as scopes name them. Nothing is completed or normalised (POL-41).
    pub repository: String,
    /// The tag, if the reference names one.
    pub tag: Option<String>,
    /// The digest, if the reference names one.
    pub digest: Option<Digest>,
}

impl Reference {
    /// Reads a reference.
    ///
    /// # Errors
    /// [`ApiError::InvalidReference`] with what is wrong and the nearest right form.
    pub fn parse(reference: &str) -> Result<Self, ApiError> {
        let invalid = |why: String| ApiError::InvalidReference { message: format!("reference {reference:?}: {why}") };
        // POL-42: the last `@`.
        if let Some((name, digest)) = reference.rsplit_once('@') {
            // POL-43, VER-08.
            if let Some((repository, tag)) = split_tag(name)
                && check_repository(repository).is_ok()
            {
                return Err(invalid(format!(
                    "it names the tag {tag:?} and a digest, and only one of them can be meant; write \
                    {repository}@{digest}"
                )));
            }
            check_repository(name).map_err(invalid)?;
            let digest = Digest::parse(digest).map_err(invalid)?;
            return Ok(Self { repository: name.into(), tag: None, digest: Some(digest) });
        }
        // Row S-09.
        let Some((repository, tag)) = split_tag(reference) else {
            check_repository(reference).map_err(&invalid)?;
            return Err(invalid(format!("it names neither a digest nor a tag; write {reference}@sha256:…")));
        };
        check_repository(repository).map_err(&invalid)?;
        check_tag(tag).map_err(invalid)?;
        Ok(Self { repository: repository.into(), tag: Some(tag.into()), digest: None })
    }
}

/// Splits at the `:` in the last path component; one before the first `/` belongs to a port.
fn split_tag(name: &str) -> Option<(&str, &str)> {
    let (path, last) = name.rsplit_once('/')?;
    let (component, tag) = last.split_once(':')?;
    let end = path.len().checked_add(1)?.checked_add(component.len())?;
    Some((name.get(..end)?, tag))
}

/// The grammar of tags in the distribution specification: a letter, digit or `_`, then up to 127 of these, `.` or `-`.
fn check_tag(tag: &str) -> Result<(), String> {
    let is_word = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    match tag.bytes().next() {
        None => return Err("the tag after \":\" is empty".into()),
        Some(first) if !is_word(first) => {
            return Err(format!("the tag {tag:?} does not begin with a letter, a digit or \"_\""));
        }
        Some(_) => {}
    }
    if tag.len() > MAX_TAG {
        return Err(format!("the tag is {} bytes long, at most {MAX_TAG} are allowed", tag.len()));
    }
    if tag.bytes().all(|byte| is_word(byte) || byte == b'.' || byte == b'-') {
        return Ok(());
    }
    Err(format!("the tag {tag:?} has other characters than letters, digits, \"_\", \".\" and \"-\""))
}

#[cfg(test)]
mod tests {
    use super::Reference;
    use alloc::format;
    use alloc::string::String;

    const DIGEST: &str = "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    fn message(reference: &str) -> String {
        let error = Reference::parse(reference).unwrap_err();
        assert_eq!(error.code(), "invalid-reference");
        format!("{error}")
    }

    #[test]
    fn pol_42_ver_06_by_digest() {
        for repository in ["a.io/b", "localhost:5000/b/c", "127.0.0.1:80/b"] {
            let reference = Reference::parse(&format!("{repository}@{DIGEST}")).unwrap();
            assert_eq!(reference.repository, repository);
            assert_eq!(reference.digest.unwrap().as_str(), DIGEST);
            assert_eq!(reference.tag, None);
        }
        for wrong in [format!("a.io/b@@{DIGEST}"), format!("b@{DIGEST}"), format!("a.io/b @{DIGEST}"), "a.io/b@".into()]
        {
            assert!(message(&wrong).contains("reference"), "{wrong}");
        }
        assert!(message("a.io/b@sha256:abc").contains("has 3 hexadecimal digits"));
    }

    #[test]
    fn s_09_by_tag() {
        for tag in ["v1", "_", "1.0-a_b", &"x".repeat(128)] {
            let reference = Reference::parse(&format!("localhost:5000/b:{tag}")).unwrap();
            assert_eq!((reference.repository.as_str(), reference.tag.as_deref()), ("localhost:5000/b", Some(tag)));
            assert_eq!(reference.digest, None);
        }
        for tag in ["", ".a", "-a", "a b", "é", "a:b", "a+b", &"x".repeat(129)] {
            message(&format!("a.io/b:{tag}"));
        }
    }

    #[test]
    fn pol_43_ver_08_not_by_both() {
        for tag in ["v1", ""] {
            let message = message(&format!("a.io:443/b:{tag}@{DIGEST}"));
            assert!(message.ends_with(&format!("write a.io:443/b@{DIGEST}")), "{message}");
        }
    }

    #[test]
    fn pol_38_to_41_nothing_is_completed() {
        for reference in
            ["", "b", "b:v1", "a.io/b", "localhost:5000", "a.io/B:v1", "https://a.io/b:v1", "/b:v1", "a.io/:v1"]
        {
            message(reference);
        }
        assert!(message("a.io/b").ends_with("write a.io/b@sha256:…"));
        assert!(message("a.io/Net:v1").contains("\"a.io/net\""));
    }
}
