//! A policy's name against a subject: RFC 4514 as go-ldap reads it, letter by letter.

use super::pki::Certificate;

/// POL-65: every attribute of the name is the subject's.
pub(super) fn matches(name: &str, leaf: &Certificate) -> bool {
    let wanted = read(name);
    let types: Vec<&str> = leaf.attributes.iter().map(|(kind, _)| kind.as_str()).collect();
    // POL-67, POL-68: a subject with other or repeated types matches nothing.
    let matchable = ["C", "ST", "L", "STREET", "POSTALCODE", "O", "OU", "CN", "SERIALNUMBER"];
    let unique =
        types.iter().enumerate().all(|(index, kind)| matchable.contains(kind) && !types[..index].contains(kind));
    let mandatory = ["C", "ST", "O"].iter().all(|kind| wanted.iter().any(|(wanted, _)| wanted == kind));
    unique && mandatory && wanted.iter().all(|pair| !pair.1.is_empty() && leaf.attributes.contains(pair))
}

/// One letter, and whether a backslash stood before it.
type Letter = (u8, bool);

fn read(name: &str) -> Vec<(String, String)> {
    let mut bytes = name.bytes().peekable();
    let mut letters: Vec<Letter> = Vec::new();
    while let Some(byte) = bytes.next() {
        if byte != b'\\' {
            letters.push((byte, false));
            continue;
        }
        let first = bytes.next().expect("something after a backslash");
        let second = bytes.peek().copied().and_then(|byte| char::from(byte).to_digit(16));
        match (char::from(first).to_digit(16), second) {
            (Some(high), Some(low)) => {
                bytes.next();
                letters.push((u8::try_from(high * 16 + low).expect("a byte"), true));
            }
            _ => letters.push((first, true)),
        }
    }
    let parts = letters.split(|letter| [(b',', false), (b';', false)].contains(letter));
    parts.map(pair).collect()
}

fn pair(letters: &[Letter]) -> (String, String) {
    let equals = letters.iter().position(|letter| *letter == (b'=', false)).expect("an equals sign");
    let kind = text(&letters[..equals]);
    (if kind == "S" { "ST".into() } else { kind }, text(&letters[equals + 1..]))
}

/// Without the spaces around that nobody escaped.
fn text(letters: &[Letter]) -> String {
    let is_space = |letter: &&Letter| **letter == (b' ', false);
    let start = letters.iter().take_while(is_space).count();
    let end = letters.iter().rev().take_while(is_space).count().min(letters.len() - start);
    let bytes = letters[start..letters.len() - end].iter().map(|(byte, _)| *byte).collect();
    String::from_utf8(bytes).expect("UTF-8")
}

#[cfg(test)]
mod tests {
    use super::read;

    #[test]
    fn names_are_read() {
        let pairs = read(r"C=US, S = WA;O=a\,b\20 ,CN=\23x\ ");
        let wanted = [("C", "US"), ("ST", "WA"), ("O", "a,b "), ("CN", "#x ")];
        assert_eq!(pairs, wanted.map(|(kind, value)| (kind.into(), value.into())));
    }
}
