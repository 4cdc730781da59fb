//! Seals a folder to a recipient: `cargo run --example seal_folder -- FOLDER age1pq1…`

#![allow(clippy::print_stdout, reason = "an example prints what it found")]

use std::error::Error;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use scelle_core::container::access::Role;
use scelle_core::files::output::Target;
use scelle_core::files::plan::{Plan, PlanOptions};
use scelle_core::keys::recipient::Recipient;
use scelle_core::progress::Progress;
use scelle_core::seal::{Grant, Input, SealOptions, container_name, seal_to_file};

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args_os().skip(1);
    let folder = PathBuf::from(arguments.next().ok_or("which folder?")?);
    let recipient = arguments.next().ok_or("to which recipient?")?;
    let recipient: Recipient = recipient.to_str().ok_or("a recipient is text")?.parse()?;

    let progress = Progress::new();
    let plan =
        Plan::of_paths(std::slice::from_ref(&folder), &[], &PlanOptions::default(), &progress)?;
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH)?.as_secs();
    let grants = vec![Grant::recipient(recipient, Role::Owner)];
    let options = SealOptions::new(grants, i64::try_from(now)?);
    let name = container_name(&folder, true);
    let target = Target::new(Path::new(&name));
    let sealed = seal_to_file(Input::Plan(&plan), &target, &options, &progress)?;
    println!("{} files in {}", sealed.files, name.display());
    Ok(())
}
