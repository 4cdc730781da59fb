//! The words around a key on paper.

use scelle_core::keys::fingerprint::Fingerprint;
use scelle_core::keys::label::Label;
use scelle_core::profile::paper::{Fact, Paper, Wording};

use crate::text;

/// What the page says around the key, in the language selected: whose it is, where that is known,
/// and the day.
#[must_use]
pub fn paper_wording(paper: &Paper, name: Option<&Label>, day: &str) -> Wording {
    let fact = |label, value: &str| Fact { label, value: value.to_owned() };
    let fingerprint = Fingerprint::of(paper.recipient()).to_string();
    let name = name.map(|name| fact(text!("paper-name"), name.as_str()));
    let facts = [fact(text!("paper-date"), day), fact(text!("paper-fingerprint"), &fingerprint)];
    Wording {
        title: text!("paper-title"),
        facts: name.into_iter().chain(facts).collect(),
        warning: text!("paper-warning"),
        lines: text!("paper-lines"),
        steps: vec![text!("paper-type"), text!("paper-import"), text!("paper-destroy")],
        identity: text!("paper-identity"),
    }
}
