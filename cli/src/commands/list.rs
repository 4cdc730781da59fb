//! `scelle list`: what a container holds, and who can open it.

use scelle_core::archive::entry::{EntryKind, Names};
use serde::Serialize;

use crate::args::ListArgs;
use crate::context::Context;
use crate::failure::Result;
use crate::knowledge::Knowledge;
use crate::report::{self, AccessReport, EntryReport};
use crate::unlocking::Keys;

pub(crate) fn run(args: &ListArgs, context: &Context) -> Result<()> {
    let locked = context.read_container(&args.container)?.with_code_page(args.names.names);
    let mut keys = Keys::load(&args.unlock, context)?;
    let container = keys.unlock(&locked, Names::Show)?;
    context.tell_unmarked(&container);
    let known = Knowledge::load(context);
    let files = container.entries().filter(|entry| entry.kind != EntryKind::Folder);
    let (count, bytes) = files.fold((0, 0), |(n, sum), entry| (n + 1, sum + entry.size));
    context.log.note(|operation| {
        operation.files = Some(count);
        operation.bytes = Some(bytes);
        operation.accesses = Some(container.access().listed.len());
    });
    if context.terminal.json() {
        return context.terminal.result(&Report {
            entries: container.entries().map(EntryReport::of).collect(),
            access: AccessReport::of(container.access(), &known),
            unmarked_names: container.unmarked_names(),
        });
    }
    let amount = format!("{}\n\n", report::amount(count, bytes));
    let ends = [amount, report::accesses(container.access(), &known)];
    context.terminal.show_lines(container.entries().map(report::entry).chain(ends))
}

#[derive(Serialize)]
struct Report<'a> {
    entries: Vec<EntryReport<'a>>,
    access: AccessReport<'a>,
    /// Names that were read as UTF-8 without being marked so.
    unmarked_names: usize,
}
