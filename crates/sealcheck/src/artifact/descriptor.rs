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

fn read<'a>(node: &Node<'a>) -> Result<Descriptor, Fault<'a>> {
    if node.members().is_none() {
        return Err(Fault { place: node.text, message: format!("the descriptor is {}, not an object", node.kind()) });
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
