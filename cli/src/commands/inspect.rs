//! `scelle inspect`: what a container tells without a key.

use scelle_core::inspect::{Inspection, Purpose, Safety, StanzaFacts, inspect};
use scelle_i18n::{format_size, text};
use serde_json::{Value, json};

use crate::args::InspectArgs;
use crate::context::Context;
use crate::failure::Result;
use crate::terminal::shown;

pub(crate) fn run(args: &InspectArgs, context: &Context) -> Result<()> {
    let inspection = inspect(&context.read_container(&args.container)?)?;
    if context.terminal.json() {
        return context.terminal.result(&to_json(&inspection));
    }
    context.terminal.show(&to_text(&inspection))
}

fn to_text(inspection: &Inspection) -> String {
    let safety = match inspection.safety {
        Safety::PostQuantum => text!("cli-safety-post-quantum"),
        Safety::Classical => text!("cli-safety-classical"),
        Safety::Unknown => text!("cli-safety-unknown"),
    };
    let mut lines = vec![
        text!("cli-inspect-format"),
        text!(
            "cli-inspect-sizes",
            file = format_size(inspection.file_bytes),
            header = format_size(inspection.header_bytes),
            payload = format_size(inspection.payload_bytes)
        ),
        safety,
        text!("cli-inspect-accesses"),
    ];
    lines.extend(inspection.stanzas.iter().filter_map(stanza_line));
    if !inspection.lists_accesses {
        lines.push(text!("cli-inspect-anonymous"));
    }
    lines.join("\n") + "\n"
}

/// A line for each stanza that opens the container, or may.
fn stanza_line(stanza: &StanzaFacts) -> Option<String> {
    let purpose = match stanza.purpose {
        Purpose::AccessList | Purpose::Grease => return None,
        Purpose::PostQuantumKey => text!("access-post-quantum"),
        Purpose::ClassicalKey => text!("access-classical", kind = stanza.tag.as_str()),
        Purpose::Unknown => text!("access-unknown", kind = shown(&stanza.tag)),
        Purpose::Argon2(cost) => text!(
            "access-argon2",
            memory = format_size(u64::from(cost.memory_kib()) * 1024),
            passes = cost.passes(),
            lanes = cost.lanes()
        ),
        Purpose::Scrypt { log_n } => {
            text!("access-scrypt", memory = format_size(1024 << log_n.min(40)))
        }
    };
    Some(format!("  {purpose}"))
}

fn to_json(inspection: &Inspection) -> Value {
    json!({
        "version": "age-encryption.org/v1",
        "post_quantum": match inspection.safety {
            Safety::PostQuantum => Some(true),
            Safety::Classical => Some(false),
            Safety::Unknown => None,
        },
        "access_list": inspection.lists_accesses,
        "file_bytes": inspection.file_bytes,
        "header_bytes": inspection.header_bytes,
        "payload_bytes": inspection.payload_bytes,
        "stanzas": inspection.stanzas.iter().map(stanza_json).collect::<Vec<_>>(),
    })
}

fn stanza_json(stanza: &StanzaFacts) -> Value {
    let purpose = match stanza.purpose {
        Purpose::PostQuantumKey => "post-quantum-key",
        Purpose::ClassicalKey => "classical-key",
        Purpose::Argon2(_) | Purpose::Scrypt { .. } => "passphrase",
        Purpose::AccessList => "access-list",
        Purpose::Grease => "grease",
        Purpose::Unknown => "unknown",
    };
    let kdf = match stanza.purpose {
        Purpose::Argon2(cost) => json!({
            "name": "argon2id",
            "memory_kib": cost.memory_kib(),
            "passes": cost.passes(),
            "lanes": cost.lanes(),
        }),
        Purpose::Scrypt { log_n } => json!({ "name": "scrypt", "log_n": log_n }),
        _ => Value::Null,
    };
    json!({ "type": stanza.tag, "purpose": purpose, "kdf": kdf })
}
