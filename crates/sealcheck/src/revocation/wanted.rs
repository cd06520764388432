//! Which URLs are worth asking: those that a certificate names, that can be asked, and that gave nothing yet.

use alloc::string::String;
use alloc::vec::Vec;
use core::net::Ipv6Addr;

use crate::evidence::Pool;

/// URLs for one thing that are named at once; the others follow when these are unavailable.
const MAX_URLS: usize = 8;

/// The URLs from which the evidence at hand came, by the host's account.
#[derive(Debug, Default)]
pub(super) struct Asked<'r> {
    urls: Vec<(&'r str, bool)>,
}

impl<'r> Asked<'r> {
    /// Something came from `url`, which is worth asking `again`, or would only say the same.
    pub(super) fn answered(&mut self, url: Option<&'r str>, again: bool) {
        self.urls.extend(url.map(|url| (url, again)));
    }

    /// Whether anything came from `url`.
    pub(super) fn is_known(&self, url: &str) -> bool {
        self.urls.iter().any(|(known, _)| *known == url)
    }

    /// Whether what came from `url` would only come again.
    fn is_settled(&self, url: &str) -> bool {
        self.urls.iter().any(|(known, again)| *known == url && !again)
    }
}

/// Those of `urls` that may still give something.
pub(super) fn worth_asking<'u>(urls: &'u [String], pool: &Pool<'_>, asked: &Asked<'_>) -> Vec<&'u str> {
    let mut worth: Vec<&str> = Vec::new();
    for url in urls.iter().map(String::as_str) {
        let open = is_fetchable(url) && pool.unavailable(url).is_none() && !asked.is_settled(url);
        if open && !worth.contains(&url) && worth.len() < MAX_URLS {
            worth.push(url);
        }
    }
    worth
}

/// REV-14, REV-15, REV-39: an absolute `http` URL with a host (RFC 3986), and no user name.
pub(super) fn is_fetchable(url: &str) -> bool {
    let Some((scheme, rest)) = url.split_once("://") else { return false };
    let clean = |byte: u8| byte.is_ascii_graphic() && !b"\"<>\\^`{|}".contains(&byte);
    if !scheme.eq_ignore_ascii_case("http") || !url.bytes().all(clean) {
        return false;
    }
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let (host, port) = match authority.strip_prefix('[') {
        Some(literal) => match literal.split_once(']') {
            Some((address, port)) if address.parse::<Ipv6Addr>().is_ok() => {
                ("literal", port.strip_prefix(':').or(port.is_empty().then_some("")))
            }
            _ => return false,
        },
        None => match authority.split_once(':') {
            Some((host, port)) => (host, Some(port)),
            None => (authority, Some("")),
        },
    };
    let is_name = !host.is_empty() && host.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte));
    let is_port =
        |port: &str| port.bytes().all(|byte| byte.is_ascii_digit()) && (port.is_empty() || port.parse::<u16>().is_ok());
    is_name && port.is_some_and(is_port)
}

#[cfg(test)]
mod tests {
    use super::is_fetchable;

    #[test]
    fn rev_14_rev_15_rev_39_only_http_urls_that_can_be_parsed() {
        for url in [
            "http://ocsp.example",
            "HTTP://ocsp.example/",
            "http://a:8080/x?y#z",
            "http://127.0.0.1:0/leaf.crl",
            "http://[::1]:8888/",
            "http://[2001:db8::1]",
            "http://a:/",
            "http://a/%20b",
        ] {
            assert!(is_fetchable(url), "{url}");
        }
        for url in [
            "http://[::1",
            "http://",
            "http:///x",
            "https://a/",
            "ldap://a/",
            "http:a",
            "http://a b/",
            "http://ü/",
            "http://a:99999/",
            "http://a:b/",
            "http://user@a/",
            "http://[::1]x/",
            "http://[x]/",
            "",
            "http://a/\n",
            "http://a\\b/",
            "http://[::1]:70000/",
            "file:///etc/passwd",
            "http://:80/",
            "http://a:1:2/",
        ] {
            assert!(!is_fetchable(url), "{url}");
        }
    }
}
