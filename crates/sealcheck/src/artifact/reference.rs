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
                    "it names the tag {tag:?} and a digest, and only one of them can be meant; write {repository}@{digest}"
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
