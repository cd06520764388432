//! Reads the JSON of a policy document and collects every problem on the way.

use alloc::format;
use alloc::string::{String, ToString as _};
use alloc::vec::Vec;

use super::level::did_you_mean;
use super::{Problem, Severity};
use crate::finding::Code;
use crate::json::{self, Node};
use crate::ordered::Map;

/// A value and the way to it.
pub(super) struct Place<'n, 'd> {
    pub(super) node: &'n Node<'d>,
    pub(super) path: String,
}

/// The document and what was found in it so far.
pub(super) struct Reader<'d> {
    document: &'d [u8],
    /// By the place where each was found, and in the order in which they were.
    found: Map<(usize, usize), Problem>,
}

impl<'n, 'd> Place<'n, 'd> {
    /// The member `name`; `null` counts as absent, as it does for Go.
    pub(super) fn member(&self, name: &str) -> Option<Self> {
        let node = self.node.member(name).filter(|value| !value.is_null())?;
        Some(Self { node, path: self.path_of(name) })
    }

    /// The path of the member `name`, whether it is there or not.
    pub(super) fn path_of(&self, name: &str) -> String {
        let plain = !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
        if plain { format!("{}.{name}", self.path) } else { format!("{}[{name:?}]", self.path) }
    }

    /// The elements of an array; none of anything else.
    pub(super) fn elements(&self) -> impl Iterator<Item = Self> {
        let elements = self.node.elements().unwrap_or_default().iter();
        elements.enumerate().map(|(index, node)| Self { node, path: format!("{}[{index}]", self.path) })
    }
}

impl<'d> Reader<'d> {
    pub(super) const fn new(document: &'d [u8]) -> Self {
        Self { document, found: Map::new() }
    }

    pub(super) fn error(&mut self, place: &Place<'_, '_>, code: Code, message: impl Into<String>) {
        self.report(Severity::Error, place.node, &place.path, code, message.into());
    }

    pub(super) fn warning(&mut self, place: &Place<'_, '_>, code: Code, message: impl Into<String>) {
        self.report(Severity::Warning, place.node, &place.path, code, message.into());
    }

    /// Something required is not in `object`.
    pub(super) fn missing(&mut self, object: &Place<'_, '_>, name: &str, code: Code, message: impl Into<String>) {
        let node = object.node.member(name);
        let mut message: String = message.into();
        if node.is_some_and(Node::is_null) {
            message.push_str(", and it is null");
        }
        self.report(Severity::Error, node.unwrap_or(object.node), &object.path_of(name), code, message);
    }

    /// The document as a whole cannot be read.
    pub(super) fn unreadable(&mut self, offset: usize, message: String) {
        let problem = problem(Severity::Error, Code::PolicyMalformed, "$", message);
        self.found.insert((offset, self.found.len()), problem);
    }

    fn report(&mut self, severity: Severity, node: &Node<'_>, path: &str, code: Code, message: String) {
        let offset = json::offset_in(self.document, node.text);
        let problem = problem(severity, code, path, message);
        self.found.insert((offset, self.found.len()), problem);
    }

    /// Whether any error was found.
    pub(super) fn failed(&self) -> bool {
        self.found.values().any(|problem| problem.severity == Severity::Error)
    }

    fn wrong_type(&mut self, place: &Place<'_, '_>, wanted: &str) {
        let message = format!("this is {}, it must be {wanted}", place.node.kind());
        self.error(place, Code::PolicyMalformed, message);
    }

    /// An object; `None` is reported.
    pub(super) fn object(&mut self, place: &Place<'_, '_>, wanted: &str) -> Option<()> {
        if place.node.members().is_none() {
            self.wrong_type(place, wanted);
            return None;
        }
        Some(())
    }

    /// A text; `None` is reported.
    pub(super) fn text<'n>(&mut self, place: &Place<'n, '_>, wanted: &str) -> Option<&'n str> {
        let text = place.node.as_str();
        if text.is_none() {
            self.wrong_type(place, wanted);
        }
        text
    }

    /// A truth value; `None` is reported.
    pub(super) fn truth(&mut self, place: &Place<'_, '_>) -> Option<bool> {
        if let json::Value::Bool(truth) = place.node.value {
            return Some(truth);
        }
        self.wrong_type(place, "true or false");
        None
    }

    /// An array, given as its places; `None` is reported.
    pub(super) fn array<'n, 'a>(&mut self, place: &Place<'n, 'a>, wanted: &str) -> Option<Vec<Place<'n, 'a>>> {
        if place.node.elements().is_none() {
            self.wrong_type(place, wanted);
            return None;
        }
        Some(place.elements().collect())
    }

    /// Looks at the names of an object's members: `known` ones are fine.
    pub(super) fn names(&mut self, place: &Place<'_, '_>, known: &[&str]) {
        for member in place.node.members().unwrap_or_default() {
            let name: &str = &member.name;
            if known.contains(&name) {
                continue;
            }
            let member = Place { node: &member.node, path: place.path_of(name) };
            // Row S-01: notation reads such a member as the known one, so ignoring it would accept more.
            if let Some(meant) = known.iter().find(|known| json::fold(known) == json::fold(name)) {
                let message =
                    format!("the member {name:?} is spelled {meant:?}; names are exact, letter case included");
                self.error(&member, Code::PolicyMisspelledMember, message);
                continue;
            }
            // D-02.
            let hint = did_you_mean(name, known);
            let message = format!("the member {name:?} is not known and is ignored{hint}");
            self.warning(&member, Code::PolicyUnknownMember, message);
        }
    }

    /// Every problem in the order of the document, with its line and column.
    pub(super) fn finish(self) -> Vec<Problem> {
        let breaks = self.document.iter().enumerate().filter(|(_, byte)| **byte == b'\n').map(|(index, _)| index);
        let breaks: Vec<usize> = if self.found.is_empty() { Vec::new() } else { breaks.collect() };
        let place = |((offset, _), mut problem): ((usize, usize), Problem)| {
            let before = breaks.partition_point(|at| *at < offset);
            let start = before.checked_sub(1).and_then(|last| breaks.get(last)).map_or(0, |at| at.saturating_add(1));
            problem.line = before.saturating_add(1);
            problem.column = offset.saturating_sub(start).saturating_add(1);
            problem
        };
        self.found.into_entries().map(place).collect()
    }
}

fn problem(severity: Severity, code: Code, path: &str, message: String) -> Problem {
    Problem { severity, code, path: path.to_string(), line: 1, column: 1, message }
}
