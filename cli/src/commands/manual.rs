//! `scelle man`: the pages of `man`, made of the very definition that reads the command line.

use std::path::Path;

use clap::Command;
use clap_mangen::Man;
use scelle_core::error::{Error, IoOperation};
use scelle_core::files::output::{Target, write_text};
use scelle_i18n::{Language, text};

use crate::clock::today;
use crate::failure::Result;
use crate::{help, json};

const NAME: &str = "scelle";

const SECTION: &str = ".SH ";

/// Writes a page for each verb in every language, where `man` looks for them under a folder:
/// `man1/scelle-seal.1`, `fr/man1/scelle-seal.1`.
pub(super) fn pages(into: &Path) -> Result<()> {
    let reader = scelle_i18n::current();
    let written = Language::ALL.into_iter().try_for_each(|language| {
        scelle_i18n::select(language);
        let folder = match language {
            Language::English => into.join("man1"),
            Language::French => into.join("fr/man1"),
        };
        std::fs::create_dir_all(&folder).map_err(|source| Error::Io {
            operation: IoOperation::WriteOutput,
            path: Some(folder.clone()),
            source,
        })?;
        let mut command = help::command();
        command.build();
        write_pages(&command, &folder)
    });
    scelle_i18n::select(reader);
    written
}

/// The page of a command, and those of the commands under it.
fn write_pages(command: &Command, folder: &Path) -> Result<()> {
    let version = concat!("scelle ", env!("CARGO_PKG_VERSION"));
    // Its sections of the help's end are written here, each under its own heading.
    let bare =
        command.clone().after_help(None::<&'static str>).after_long_help(None::<&'static str>);
    let man = Man::new(bare).date(date()).source(version).manual(text!("man-manual"));
    let mut roff = Vec::new();
    man.render(&mut roff).map_err(|source| Error::Io {
        operation: IoOperation::WriteOutput,
        path: None,
        source,
    })?;
    let page: String = String::from_utf8_lossy(&roff).lines().map(localize).collect();
    let page = page + &sections(&man.get_filename());
    write_text(&Target::replacing(&folder.join(man.get_filename())), &page)?;
    let seen = command.get_subcommands().filter(|command| !command.is_hide_set());
    seen.into_iter().try_for_each(|command| write_pages(command, folder))
}

/// Examples, and what every page says at its end.
fn sections(page: &str) -> String {
    let words = page.strip_suffix(".1").unwrap_or(page).strip_prefix(NAME).unwrap_or_default();
    let sections = [
        (text!("man-examples"), help::example_lines(&format!("help{words}"))),
        (text!("man-environment"), help::environment()),
        (text!("man-files"), text!("man-files-lines")),
        (text!("man-exit"), help::exit_codes()),
    ];
    let filled = sections.into_iter().filter(|(_, lines)| !lines.trim().is_empty());
    filled.map(|(heading, lines)| section(&heading, &lines)).collect()
}

/// Lines that stay lines.
fn section(heading: &str, lines: &str) -> String {
    let escaped = lines.replace('\\', "\\e").replace('-', "\\-");
    let lines =
        escaped.lines().filter(|line| !line.is_empty()).map(|line| match line.chars().next() {
            Some('.' | '\'') => format!("\\&{line}\n"),
            _ => format!("{line}\n"),
        });
    format!("{SECTION}\"{heading}\"\n.nf\n{}.fi\n", lines.collect::<String>())
}

/// The day of the pages; packagers set it so that the same sources give the same pages.
fn date() -> String {
    let told = std::env::var("SOURCE_DATE_EPOCH").ok().and_then(|seconds| seconds.parse().ok());
    let day = told.and_then(json::utc).and_then(|time| Some(time.split_once('T')?.0.to_owned()));
    day.unwrap_or_else(today)
}

/// A line of a page. clap_mangen names its sections in English only.
fn localize(line: &str) -> String {
    let Some(section) = line.strip_prefix(SECTION) else { return format!("{line}\n") };
    let section = match section {
        "NAME" => text!("man-name"),
        "EXTRA" => text!("man-exit"),
        "SYNOPSIS" | "DESCRIPTION" | "VERSION" => section.to_owned(),
        ours => ours.trim_matches(['"', ' ', '\u{a0}']).to_uppercase(),
    };
    format!("{SECTION}\"{section}\"\n")
}
