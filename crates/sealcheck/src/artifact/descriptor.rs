//! OCI descriptors, and the one that a signed payload holds.

use alloc::format;
use alloc::string::String;
use base64ct::{Base64, Encoding as _};

use crate::finding::{Code, Finding};
use crate::json::{self, Node};
use crate::text_map::TextMap;

/// Row S-18: the largest size that JavaScript shows exactly, 2⁵³−1 bytes.
pub const MAX_SIZE: u64 = 9_007_199_254_740_991;

/// What names an artifact: media type, digest, size in bytes.
#[derive(Clone, Debug, Eq, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "camelCase"))]
pub struct Descriptor {
    /// Media type, not empty.
    pub media_type: String,
    /// Digest, as it is written. Compared as text (PAY-16).
    pub digest: String,
    /// Size in bytes, at most [`MAX_SIZE`].
    pub size: u64,
    /// Annotations; `None` if there is no such member.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    pub annotations: Option<TextMap>,
    /// Artifact type. Not compared with anything (PAY-17).
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    pub artifact_type: Option<String>,
}

/// What is wrong with a descriptor, and the part of the document that shows it.
struct Fault<'a> {
    place: &'a str,
    message: String,
}

impl Descriptor {
    /// Reads the descriptor in a signed payload, the member `targetArtifact`.
    ///
    /// # Errors
    /// A [`Finding`] that says what is wrong and at which byte of the payload.
    pub fn from_payload(payload: &[u8]) -> Result<Self, Finding> {
        let malformed = |message: &str, offset: usize| {
            let message = format!("the signed payload cannot be read: {message} (at byte {offset})");
            Finding::new(Code::BindingPayloadMalformed, message).with("offset", offset)
        };
        // PAY-12.
        if payload.is_empty() {
            return Err(malformed("it is empty", 0));
        }
        // PAY-06, PAY-07, PAY-23, D-02: one document, no duplicates, valid UTF-8.
        let document = json::parse(payload).map_err(|error| malformed(&error.reason, error.offset))?;
        let at = |node: &Node<'_>| json::offset_in(payload, node.text);
        // PAY-11, PAY-13, D-03.
        if document.members().is_none() {
            return Err(malformed(&format!("it is {}, not an object", document.kind()), at(&document)));
        }
        // S-50
        if let Some((member, meant)) = document.misspelled(&["targetArtifact"]) {
            return Err(malformed(&misspelled(&member.name, meant), at(&member.node)));
        }
        // PAY-03, PAY-05: exactly this name; other members are ignored.
        let target = document
            .member("targetArtifact")
            .ok_or_else(|| malformed("it has no member \"targetArtifact\"", at(&document)))?;
        read(target).map_err(|fault| {
            let message = format!("in targetArtifact, {}", fault.message);
            malformed(&message, json::offset_in(payload, fault.place))
        })
    }

    /// Reads a descriptor. Unknown members are ignored.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn from_node(node: &Node<'_>) -> Result<Self, String> {
        read(node).map_err(|fault| fault.message)
    }
}

/// The members of a descriptor that are read.
const KNOWN: [&str; 8] = ["mediaType", "digest", "size", "annotations", "artifactType", "urls", "data", "platform"];

/// S-50, in words.
pub(crate) fn misspelled(name: &str, meant: &str) -> String {
    format!("the member {name:?} is {meant:?} but for letter case")
}

fn read<'a>(node: &Node<'a>) -> Result<Descriptor, Fault<'a>> {
    if node.members().is_none() {
        return Err(Fault { place: node.text, message: format!("the descriptor is {}, not an object", node.kind()) });
    }
    // S-50
    if let Some((member, meant)) = node.misspelled(&KNOWN) {
        return Err(Fault { place: member.node.text, message: misspelled(&member.name, meant) });
    }
    // PAY-04, D-01: all three.
    let media_type = required(node, "mediaType")?;
    let digest = required(node, "digest")?;
    let size = size(node)?;
    let annotations = annotations(node)?;
    let artifact_type = text(node, "artifactType")?.map(String::from);
    // PAY-10: the others are looked at for their types only.
    texts(node, "urls")?;
    data(node)?;
    platform(node)?;
    Ok(Descriptor { media_type, digest, size, annotations, artifact_type })
}

/// The member `name`; `null` counts as absent.
fn member<'n, 'a>(node: &'n Node<'a>, name: &str) -> Option<&'n Node<'a>> {
    node.member(name).filter(|value| !value.is_null())
}

fn wrong<'a>(name: &str, node: &Node<'a>, wanted: &str) -> Fault<'a> {
    Fault { place: node.text, message: format!("\"{name}\" is {}, not {wanted}", node.kind()) }
}

fn missing<'a>(name: &str, node: &Node<'a>) -> Fault<'a> {
    Fault { place: node.text, message: format!("\"{name}\" is missing") }
}

fn text<'n, 'a>(node: &'n Node<'a>, name: &str) -> Result<Option<&'n str>, Fault<'a>> {
    let Some(value) = member(node, name) else { return Ok(None) };
    value.as_str().map(Some).ok_or_else(|| wrong(name, value, "a string"))
}

fn required<'a>(node: &Node<'a>, name: &str) -> Result<String, Fault<'a>> {
    let value = member(node, name).ok_or_else(|| missing(name, node))?;
    match value.as_str() {
        Some("") => Err(Fault { place: value.text, message: format!("\"{name}\" is empty") }),
        Some(text) => Ok(text.into()),
        None => Err(wrong(name, value, "a string")),
    }
}

/// PAY-08: an integer literal, no fraction and no exponent; D-01: not negative; row S-18: not above 2⁵³−1.
fn size<'a>(node: &Node<'a>) -> Result<u64, Fault<'a>> {
    let value = member(node, "size").ok_or_else(|| missing("size", node))?;
    let fault = |message: String| Fault { place: value.text, message };
    let number = value.as_i64().ok_or_else(|| match value.value {
        json::Value::Number => fault(format!("\"size\" is {}, not an integer of 64 bits", shown(value.text))),
        _ => wrong("size", value, "an integer"),
    })?;
    let size = u64::try_from(number).map_err(|_| fault(format!("\"size\" is negative: {number}")))?;
    if size > MAX_SIZE {
        return Err(fault(format!("\"size\" is {size}, more than {MAX_SIZE}, the largest that can be shown exactly")));
    }
    Ok(size)
}

/// PAY-09: text to text.
fn annotations<'a>(node: &Node<'a>) -> Result<Option<TextMap>, Fault<'a>> {
    let Some(value) = member(node, "annotations") else { return Ok(None) };
    let members = value.members().ok_or_else(|| wrong("annotations", value, "an object"))?;
    let pairs = members.iter().map(|member| {
        let text = member.node.as_str().ok_or_else(|| {
            let message = format!("annotation {:?} is {}, not a string", member.name, member.node.kind());
            Fault { place: member.node.text, message }
        })?;
        Ok((String::from(&*member.name), String::from(text)))
    });
    pairs.collect::<Result<TextMap, _>>().map(Some)
}

/// PAY-10: padded standard base64.
fn data<'a>(node: &Node<'a>) -> Result<(), Fault<'a>> {
    let Some(value) = member(node, "data") else { return Ok(()) };
    let text = value.as_str().ok_or_else(|| wrong("data", value, "a string"))?;
    let decoded = Base64::decode_vec(text);
    decoded.map(drop).map_err(|_| Fault { place: value.text, message: "\"data\" is not padded standard base64".into() })
}

fn platform<'a>(node: &Node<'a>) -> Result<(), Fault<'a>> {
    let Some(value) = member(node, "platform") else { return Ok(()) };
    if value.members().is_none() {
        return Err(wrong("platform", value, "an object"));
    }
    for name in ["architecture", "os", "os.version", "variant"] {
        if let Some(part) = member(value, name).filter(|part| part.as_str().is_none()) {
            return Err(wrong(name, part, "a string"));
        }
    }
    texts(value, "os.features")
}

fn texts<'a>(node: &Node<'a>, name: &str) -> Result<(), Fault<'a>> {
    let Some(value) = member(node, name) else { return Ok(()) };
    let elements = value.elements().ok_or_else(|| wrong(name, value, "an array"))?;
    match elements.iter().find(|element| element.as_str().is_none()) {
        Some(element) => {
            let message = format!("\"{name}\" holds {}, not only strings", element.kind());
            Err(Fault { place: element.text, message })
        }
        None => Ok(()),
    }
}

/// A number as it stands, but not for pages.
fn shown(literal: &str) -> &str {
    literal.get(..40).unwrap_or(literal)
}

#[cfg(test)]
mod tests {
    use super::{Descriptor, MAX_SIZE};
    use crate::finding::{Code, Detail};
    use crate::text_map::TextMap;
    use alloc::format;
    use alloc::string::String;

    const THREE: &str = r#""mediaType":"a/b","digest":"sha256:0","size":3"#;

    fn payload(members: &str) -> Result<Descriptor, String> {
        Descriptor::from_payload(format!(r#"{{"targetArtifact":{{{members}}}}}"#).as_bytes()).map_err(|finding| {
            assert_eq!(finding.code, Code::BindingPayloadMalformed);
            finding.message
        })
    }

    fn with(member: &str) -> Result<Descriptor, String> {
        payload(&format!("{THREE},{member}"))
    }

    #[test]
    fn s_50_names_that_differ_in_case_alone_are_refused() {
        let text = format!(r#"{{"targetArtifact":{{{THREE}}},"TargetArtifact":{{{THREE}}}}}"#);
        let finding = Descriptor::from_payload(text.as_bytes()).unwrap_err();
        assert_eq!(finding.code, Code::BindingPayloadMalformed);
        assert!(finding.message.contains(r#""TargetArtifact" is "targetArtifact" but for letter case"#));
        for name in ["Digest", "SIZE", "mediatype", "\u{17f}ize"] {
            assert!(with(&format!(r#""{name}":1"#)).unwrap_err().contains("but for letter case"), "{name}");
        }
        assert!(with(r#""annotations":{"Size":"1"}"#).is_ok());
    }

    #[test]
    fn pay_03_other_members_are_ignored() {
        let text = format!(r#" {{"x":[],"targetArtifact":{{{THREE},"y":1}},"target":7}} "#);
        let descriptor = Descriptor::from_payload(text.as_bytes()).unwrap();
        assert_eq!(
            (descriptor.media_type.as_str(), descriptor.digest.as_str(), descriptor.size),
            ("a/b", "sha256:0", 3)
        );
        assert_eq!((descriptor.annotations, descriptor.artifact_type), (None, None));
    }

    #[test]
    fn d_01_pay_04_the_three_are_required() {
        let all = [r#""mediaType":"a/b""#, r#""digest":"d""#, r#""size":0"#];
        assert_eq!(payload(&all.join(",")).unwrap().size, 0);
        for (left_out, name) in [(0, "mediaType"), (1, "digest"), (2, "size")] {
            let mut members = all;
            members[left_out] = r#""x":0"#;
            assert!(payload(&members.join(",")).unwrap_err().contains(&format!("\"{name}\" is missing")));
            let null = format!(r#""{name}":null"#);
            members[left_out] = &null;
            assert!(payload(&members.join(",")).unwrap_err().contains("is missing"));
            let other = format!(r#""{name}":[]"#);
            members[left_out] = &other;
            assert!(payload(&members.join(",")).unwrap_err().contains("is an array"));
            let misspelled = all[left_out].replacen(name, &name.to_uppercase(), 1);
            members[left_out] = &misspelled;
            assert!(payload(&members.join(",")).is_err(), "PAY-05: names are exact");
        }
        payload(r#""mediaType":"","digest":"d","size":0"#).unwrap_err();
        payload(r#""mediaType":"a/b","digest":"","size":0"#).unwrap_err();
    }

    #[test]
    fn d_02_pay_06_duplicates_are_refused() {
        assert!(with(r#""size":3"#).unwrap_err().contains("occurs twice"));
        let twice = format!(r#"{{"targetArtifact":{{{THREE}}},"target\u0041rtifact":{{{THREE}}}}}"#);
        Descriptor::from_payload(twice.as_bytes()).unwrap_err();
    }

    #[test]
    fn pay_07_pay_11_to_13_pay_23_what_is_no_payload() {
        for text in
            ["", "null", "{}", "[1]", "\"s\"", "hello", r#"{"targetArtifact":null}"#, r#"{"targetArtifact":[]}"#]
        {
            let finding = Descriptor::from_payload(text.as_bytes()).unwrap_err();
            assert!(matches!(finding.details.get("offset"), Some(Detail::Number(_))), "{text}");
        }
        let trailing = format!(r#"{{"targetArtifact":{{{THREE}}}}}xx"#);
        let finding = Descriptor::from_payload(trailing.as_bytes()).unwrap_err();
        assert!(
            finding.message.contains("trailing") && finding.message.contains("(at byte 67)"),
            "{}",
            finding.message
        );
        Descriptor::from_payload(b"{\"targetArtifact\":{\"mediaType\":\"\xff\"}}").unwrap_err();
    }

    #[test]
    fn messages_point_at_the_byte() {
        let message = payload(r#""mediaType":"a/b","digest":"d","size":"3""#).unwrap_err();
        assert!(message.contains("\"size\" is a string, not an integer (at byte 57)"), "{message}");
    }

    #[test]
    fn pay_08_d_01_s_18_sizes() {
        let with = |size: &str| payload(&format!(r#""mediaType":"a/b","digest":"d","size":{size}"#));
        assert_eq!(with("16724").unwrap().size, 16724);
        assert_eq!(with("9007199254740991").unwrap().size, MAX_SIZE);
        for size in ["16724.0", "1.6724e4", "\"16724\"", "-1", "9223372036854775808", "1e3", "true", "9007199254740992"]
        {
            assert!(with(size).is_err(), "{size}");
        }
        assert!(with(&"9".repeat(10_000)).unwrap_err().len() < 200);
    }

    #[test]
    fn pay_09_annotations() {
        assert_eq!(with(r#""annotations":null"#).unwrap().annotations, None);
        assert_eq!(with(r#""annotations":{}"#).unwrap().annotations, Some(TextMap::default()));
        let annotations = with(r#""annotations":{"k":"v","\u006b2":""}"#).unwrap().annotations.unwrap();
        assert_eq!((annotations.get("k"), annotations.get("k2")), (Some("v"), Some("")));
        for wrong in [r#"{"k":1}"#, r#"{"k":null}"#, r#"{"k":{}}"#, "[]", "\"k\"", r#"{"k":"a","k":"a"}"#] {
            assert!(with(&format!(r#""annotations":{wrong}"#)).is_err(), "{wrong}");
        }
    }

    #[test]
    fn pay_10_pay_22_the_other_members_have_their_types() {
        assert_eq!(with(r#""artifactType":"x/y""#).unwrap().artifact_type.as_deref(), Some("x/y"));
        let good = [r#""urls":["u"]"#, r#""urls":null"#, r#""data":"aGVsbG8=""#, r#""data":"""#, r#""platform":{}"#];
        for member in
            good.into_iter().chain([r#""platform":{"os":"linux","os.features":["a"],"x":1}"#, r#""data":null"#])
        {
            assert!(with(member).is_ok(), "{member}");
        }
        let wrong =
            [r#""artifactType":1"#, r#""urls":"u""#, r#""urls":[1]"#, r#""platform":[]"#, r#""platform":{"os":1}"#];
        for member in wrong.into_iter().chain([r#""platform":{"os.features":"a"}"#]) {
            assert!(with(member).is_err(), "{member}");
        }
        for data in ["!!", "aGVsbG8", "aGVsbG8=\\n", "aGVsbG9=", "aGVs_G8=", " aGVsbG8="] {
            assert!(with(&format!(r#""data":"{data}""#)).is_err(), "{data}");
        }
        with(r#""data":[104]"#).unwrap_err();
    }

    #[cfg(feature = "serde")]
    #[test]
    fn members_are_in_the_order_of_the_contract() {
        let text =
            r#"{"mediaType":"a/b","digest":"sha256:0","size":3,"annotations":{"9":"a","b":"c"},"artifactType":"x/y"}"#;
        let descriptor = Descriptor::from_payload(format!(r#"{{"targetArtifact":{text}}}"#).as_bytes()).unwrap();
        assert_eq!(serde_json::to_string(&descriptor).unwrap(), text);
        let three = payload(THREE).unwrap();
        assert_eq!(serde_json::to_string(&three).unwrap(), format!("{{{THREE}}}"));
    }
}
