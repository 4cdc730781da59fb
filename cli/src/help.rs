//! The help and the mistakes of the command line, in the language of the reader.
//!
//! clap speaks English only: every text of the help is set here by the name of its command and
//! argument, and its errors are written from their kind. A test finds every text in both
//! languages.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::parser::ValueSource;
use clap::{Arg, ArgMatches, Command, CommandFactory, FromArgMatches};
use scelle_core::display::escape;
use scelle_i18n::{Explanation, Language, lookup, text};

use crate::args::Cli;
use crate::exit_code::ExitCode as Code;
use crate::hints::{self, Verb};
use crate::stdio::is_stream;
use crate::terminal;

/// Where the options that every verb has stand in its help.
const LAST: usize = 900;

/// The version, and the commit where it is known.
pub(crate) const VERSION: &str = env!("SCELLE_VERSION");

/// Options of every command.
const EVERYWHERE: [&str; 8] =
    ["help", "json", "lang", "log", "no_input", "policy", "quiet", "threads"];

/// Arguments that are paths, and are not read, or not from standard input.
const WRITTEN: [&str; 8] =
    ["directory", "all_in", "into", "log", "output", "passphrase_out", "policy", "help"];

/// The language that `--lang` asks for, known before the rest can be read.
pub(crate) fn language_asked() -> Option<Language> {
    let mut args = arguments().skip(1);
    while let Some(arg) = args.next() {
        let arg = arg.to_string_lossy().into_owned();
        if arg == "--" {
            return None;
        }
        if arg == "--lang" {
            return Language::parse(&args.next()?.to_string_lossy());
        }
        if let Some(value) = arg.strip_prefix("--lang=") {
            return Language::parse(value);
        }
    }
    None
}

/// What was typed, as the log records it.
pub(crate) struct Invocation {
    /// The words of the command: `key new`.
    pub(crate) verb: String,
    /// The paths that it works on.
    pub(crate) paths: Vec<PathBuf>,
    /// Where its result goes, when that was said.
    pub(crate) output: Option<PathBuf>,
    /// How many arguments name standard input, which can be read once.
    pub(crate) stdin_uses: usize,
}

/// What was typed, shell patterns replaced by what matches them: no shell of Windows does that. One
/// in quotes stays as it is.
#[cfg(windows)]
fn arguments() -> impl Iterator<Item = std::ffi::OsString> {
    wild::args_os()
}

#[cfg(not(windows))]
fn arguments() -> impl Iterator<Item = std::ffi::OsString> {
    std::env::args_os()
}

pub(crate) fn parse() -> Result<(Cli, Invocation), clap::Error> {
    let command = command();
    let matches = command.clone().try_get_matches_from(arguments())?;
    require_all_in(&command, &matches)?;
    let mut cli = Cli::from_arg_matches(&matches)?;
    cli.policy = all_of("policy", &matches);
    cli.log = match all_of("log", &matches).as_mut_slice() {
        [] => None,
        [only] => Some(std::mem::take(only)),
        _ => return Err(typed_twice("--log")),
    };
    Ok((cli, invocation(&command, &matches)))
}

/// `--recursive` and `--continue` need `--all-in`: clap does not miss it beside the container that it
/// conflicts with.
fn require_all_in(root: &Command, matches: &ArgMatches) -> Result<(), clap::Error> {
    let (command, matches, _) = verb_of(root, matches);
    let typed = |id| matches.value_source(id) == Some(ValueSource::CommandLine);
    let Some(all_in) = command.get_arguments().find(|arg| arg.get_id() == "all_in") else {
        return Ok(());
    };
    // One that the command lacks would be a mistake of the caller.
    let for_many = command.get_arguments().map(|arg| arg.get_id().as_str());
    let mut for_many = for_many.filter(|id| ["recursive", "go_on"].contains(id));
    if typed("all_in") || !for_many.any(typed) {
        return Ok(());
    }
    let mut error = clap::Error::new(ErrorKind::MissingRequiredArgument);
    let value = all_in.get_value_names().and_then(<[_]>::first).map(|name| format!(" <{name}>"));
    let missing = format!("--all-in{}", value.unwrap_or_default());
    error.insert(ContextKind::InvalidArg, ContextValue::Strings(vec![missing]));
    Err(error)
}

/// The verb that was typed, what was typed for it, and its words.
fn verb_of<'a>(
    mut command: &'a Command,
    mut matches: &'a ArgMatches,
) -> (&'a Command, &'a ArgMatches, Vec<&'a str>) {
    let mut words = Vec::new();
    while let Some((name, of_subcommand)) = matches.subcommand() {
        words.push(name);
        command = command.find_subcommand(name).unwrap_or(command);
        matches = of_subcommand;
    }
    (command, matches, words)
}

/// The values of an option of every verb: those before the verb, then those after it.
fn all_of(option: &str, mut matches: &ArgMatches) -> Vec<PathBuf> {
    let of = |matches: &ArgMatches| {
        let all = matches.try_get_many::<PathBuf>(option).ok().flatten();
        all.into_iter().flatten().cloned().collect::<Vec<_>>()
    };
    let mut all = of(matches);
    while let Some((_, of_subcommand)) = matches.subcommand() {
        matches = of_subcommand;
        all.extend(of(matches));
    }
    all
}

fn typed_twice(option: &str) -> clap::Error {
    let mut error = clap::Error::new(ErrorKind::ArgumentConflict);
    for kind in [ContextKind::InvalidArg, ContextKind::PriorArg] {
        error.insert(kind, ContextValue::String(option.to_owned()));
    }
    error
}

fn invocation(root: &Command, matches: &ArgMatches) -> Invocation {
    let (command, matches, words) = verb_of(root, matches);
    // Names and keys, which are no paths, have other types.
    let values = |id: &str| matches.try_get_many::<PathBuf>(id).ok().flatten();
    let paths = command.get_positionals().filter_map(|arg| values(arg.get_id().as_str()));
    let verb = words.join(" ");
    hints::are_for(Verb::new(root, command, &verb));
    Invocation {
        verb,
        paths: paths.flatten().cloned().collect(),
        output: ["output", "into"].into_iter().filter_map(values).flatten().next().cloned(),
        stdin_uses: stdin_uses(command, matches),
    }
}

/// Arguments that read standard input: `-` as a path, 0 as the descriptor of a passphrase.
fn stdin_uses(command: &Command, matches: &ArgMatches) -> usize {
    let ids = command.get_arguments().map(|arg| arg.get_id().as_str());
    let read = ids.filter(|id| !WRITTEN.contains(id));
    read.map(|id| {
        let paths = matches.try_get_many::<PathBuf>(id).ok().flatten().into_iter().flatten();
        let fds = matches.try_get_many::<u32>(id).ok().flatten().into_iter().flatten();
        paths.filter(|path| is_stream(path)).count() + fds.filter(|fd| **fd == 0).count()
    })
    .sum()
}

/// `scelle help key new` is `scelle key new --help`.
pub(crate) fn show(words: &[String]) -> ExitCode {
    let line = ["scelle"].into_iter().chain(words.iter().map(String::as_str)).chain(["--help"]);
    match command().try_get_matches_from(line) {
        Ok(_) => Code::Usage.into(),
        Err(error) => answer(&error),
    }
}

/// The whole command line, with its texts.
pub(crate) fn command() -> Command {
    // As it is named here, whatever the file: on Windows that has an ending.
    let command = Cli::command().bin_name("scelle");
    let shared = |arg: &&Arg| ["policy", "log"].contains(&arg.get_id().as_str());
    let shared: Vec<Arg> = command.get_arguments().filter(shared).cloned().collect();
    let command = command.mut_subcommands(|verb| accepting(&shared, verb));
    localize(command, "help")
}

/// A verb, and those below it, with the options that every verb shares.
fn accepting(shared: &[Arg], verb: Command) -> Command {
    verb.args(shared).mut_subcommands(|below| accepting(shared, below))
}

fn localize(command: Command, prefix: &str) -> Command {
    let names: Vec<String> = command.get_subcommands().map(|c| c.get_name().to_owned()).collect();
    let template = format!(
        "{{about-with-newline}}\n{} {{usage}}\n\n{{all-args}}{{after-help}}",
        text!("help-usage")
    );
    let mut place = 0;
    let mut command = command
        .about(lookup(prefix).unwrap_or_default())
        .help_template(template)
        .subcommand_help_heading(text!("help-commands"))
        .subcommand_value_name(text!("value-command"))
        .mut_args(|arg| {
            // Under a heading of their own clap sorts arguments by their names.
            place += 1;
            if arg.is_positional() { arg.display_order(place) } else { arg }
        })
        .mut_args(|arg| localize_arg(arg, prefix));
    if prefix == "help" {
        command = command.version(VERSION).after_help(text!("help-more"));
        command = command.after_long_help(format!(
            "{}\n\n{}\n{}\n\n{}{}",
            examples(prefix),
            text!("help-environment"),
            environment(),
            text!("help-after"),
            exit_codes()
        ));
    } else if names.is_empty() {
        command = command.after_help(text!("help-more-verb")).after_long_help(examples(prefix));
    }
    for name in names {
        let prefix = format!("{prefix}-{name}");
        command = command.mut_subcommand(name, |sub| localize(sub, &prefix));
    }
    command
}

/// The examples of a command, under their heading.
fn examples(prefix: &str) -> String {
    format!("{}\n{}", text!("help-examples"), example_lines(prefix))
}

/// The examples of a command, a line each.
pub(crate) fn example_lines(prefix: &str) -> String {
    let key = if prefix == "help" { "help-root" } else { prefix };
    let all = lookup(&format!("{key}-examples")).unwrap_or_default();
    indented(&all)
}

/// The environment variables that count, a line each.
pub(crate) fn environment() -> String {
    indented(&text!("help-environment-lines"))
}

fn indented(text: &str) -> String {
    text.lines().map(|line| format!("  {line}")).collect::<Vec<_>>().join("\n")
}

/// The exit codes, a line each.
pub(crate) fn exit_codes() -> String {
    let failures = Code::ALL.iter().map(|code| (*code as u8, code.name()));
    let all = std::iter::once((0, "done")).chain(failures);
    all.map(|(code, name)| {
        let meaning = lookup(&format!("exit-{name}")).unwrap_or_default();
        format!("\n  {code:>3}  {meaning}")
    })
    .collect()
}

fn localize_arg(arg: Arg, prefix: &str) -> Arg {
    let id = arg.get_id().as_str().to_owned();
    let heading = if arg.is_positional() { text!("help-arguments") } else { group(&id) };
    let help = help_text(&id, prefix).unwrap_or_default();
    let value = arg.get_value_names().and_then(<[_]>::first).map(ToString::to_string);
    let more = lookup(&format!("{prefix}-{}-long", id.replace('_', "-")));
    let arg = match more {
        Some(more) => arg.long_help(format!("{help}\n{more}")),
        None => arg,
    };
    let shared = EVERYWHERE.contains(&id.as_str());
    let arg = arg.help(help).help_heading(heading).hide_short_help(shared);
    // What every verb has comes after what only this one has.
    let everywhere = lookup(&format!("{prefix}-{}", arg.get_id().as_str().replace('_', "-")));
    let arg =
        if everywhere.is_none() && !arg.is_positional() { arg.display_order(LAST) } else { arg };
    match value.and_then(|name| lookup(&format!("value-{}", name.to_lowercase()))) {
        Some(name) => arg.value_name(name),
        None => arg,
    }
}

/// The heading under which an option stands.
fn group(id: &str) -> String {
    match id {
        _ if EVERYWHERE.contains(&id) => text!("help-group-everywhere"),
        "recipient" | "recipients_file" | "no_self" | "allow_classical" | "anonymous" | "role" => {
            text!("help-group-who")
        }
        "identity" | "age_compatible" | "plain" => text!("help-group-secrets"),
        _ if id.contains("passphrase") => text!("help-group-secrets"),
        "files_from" | "null" | "directory" | "keep_paths" | "exclude" | "follow"
        | "skip_special" | "skip_unreadable" | "portable" => text!("help-group-files"),
        "all_in" | "recursive" | "go_on" | "dry_run" => text!("help-group-bulk"),
        _ => text!("help-options"),
    }
}

/// The text of an argument: its own in this command, or the one it has everywhere.
fn help_text(id: &str, prefix: &str) -> Option<String> {
    let id = id.replace('_', "-");
    if prefix == "help" {
        // `help-policy` is the command, not the option.
        return lookup(&format!("help-any-{id}"));
    }
    lookup(&format!("{prefix}-{id}")).or_else(|| lookup(&format!("help-any-{id}")))
}

/// Shows the help that was asked for, or tells what is wrong with what was typed.
pub(crate) fn answer(error: &clap::Error) -> ExitCode {
    match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => {
            terminal::print(&rendered(error));
            ExitCode::SUCCESS
        }
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            terminal::print_error(&rendered(error));
            Code::Usage.into()
        }
        _ => {
            let explanation = explain(error);
            if std::env::args_os().any(|arg| arg == "--json") {
                let Explanation { message, hint } = explanation;
                let (code, kind) = (Code::Usage as u8, Code::Usage.name());
                let error = serde_json::json!({
                    "code": code, "kind": kind, "message": message, "hint": hint,
                });
                let error = serde_json::json!({ "error": error });
                terminal::print_error(&(crate::json::to_string(&error) + "\n"));
            } else {
                terminal::print_explanation(&explanation);
            }
            Code::Usage.into()
        }
    }
}

/// What clap writes; it names aliases in English only.
fn rendered(error: &clap::Error) -> String {
    let aliases = error.render().to_string().replace("[alias:", &text!("help-alias"));
    aliases.replace("[aliases:", &text!("help-aliases"))
}

fn explain(error: &clap::Error) -> Explanation {
    let context = |kind| match error.get(kind) {
        Some(ContextValue::String(one)) => escape(one),
        Some(ContextValue::Strings(all)) => escape(&all.join(", ")),
        _ => String::new(),
    };
    let arg = context(ContextKind::InvalidArg);
    let value = context(ContextKind::InvalidValue);
    let is_duration = arg.starts_with("--for ");
    let message = match error.kind() {
        ErrorKind::ArgumentConflict => {
            text!("usage-conflict", arg = arg, other = context(ContextKind::PriorArg))
        }
        ErrorKind::InvalidSubcommand => {
            text!("usage-unknown-command", name = context(ContextKind::InvalidSubcommand))
        }
        ErrorKind::InvalidValue if value.is_empty() => text!("usage-missing-value", arg = arg),
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => {
            text!("usage-bad-value", value = value, arg = arg)
        }
        ErrorKind::MissingRequiredArgument => text!("usage-missing", arg = arg),
        ErrorKind::MissingSubcommand => text!("usage-missing-command"),
        ErrorKind::UnknownArgument if is_surplus(&arg) => text!("usage-surplus", arg = arg),
        ErrorKind::UnknownArgument => text!("usage-unknown", arg = arg),
        ErrorKind::InvalidUtf8 => text!("usage-not-unicode"),
        _ => text!("usage-wrong", arg = arg),
    };
    let suggestion =
        [ContextKind::SuggestedArg, ContextKind::SuggestedSubcommand, ContextKind::SuggestedValue];
    let suggestion = suggestion.into_iter().map(context).find(|text| !text.is_empty());
    let values = context(ContextKind::ValidValue);
    let hint = match suggestion {
        Some(suggestion) => text!("usage-suggestion", suggestion = suggestion),
        None if is_duration => text!("usage-duration-hint"),
        None if !values.is_empty() => text!("usage-values-hint", values = values),
        None => text!("usage-hint"),
    };
    Explanation { message, hint }
}

/// Whether an unknown argument is no option: those start with a dash, and stand before `--`.
fn is_surplus(arg: &str) -> bool {
    let mut after_options = std::env::args_os().skip_while(|typed| typed != "--").skip(1);
    !arg.starts_with('-') || arg == "-" || after_options.any(|typed| typed == arg)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(command: &Command, prefix: &str) {
        assert!(lookup(prefix).is_some(), "no text {prefix}");
        for arg in command.get_arguments() {
            let id = arg.get_id().as_str();
            assert!(help_text(id, prefix).is_some(), "no text {prefix}-{id}");
        }
        for sub in command.get_subcommands() {
            check(sub, &format!("{prefix}-{}", sub.get_name()));
        }
    }

    #[test]
    fn every_command_and_argument_has_its_text_in_both_languages() {
        for language in [Language::French, Language::English] {
            scelle_i18n::select(language);
            check(&command(), "help");
        }
    }

    fn leaves<'a>(command: &'a Command, prefix: &str, all: &mut Vec<(String, &'a Command)>) {
        if command.get_subcommands().next().is_none() {
            all.push((prefix.to_owned(), command));
        }
        for sub in command.get_subcommands().filter(|sub| !sub.is_hide_set()) {
            leaves(sub, &format!("{prefix}-{}", sub.get_name()), all);
        }
    }

    /// The words of a line, as a shell takes them where nothing but quotes is special.
    fn words(line: &str) -> Vec<String> {
        let mut all = Vec::new();
        for (number, part) in line.split('"').enumerate() {
            match number % 2 {
                0 => all.extend(part.split_whitespace().map(ToOwned::to_owned)),
                _ => all.push(part.to_owned()),
            }
        }
        all
    }

    #[test]
    fn every_command_has_examples_that_it_accepts() {
        for language in Language::ALL {
            scelle_i18n::select(language);
            let command = command();
            let mut all = Vec::new();
            leaves(&command, "help", &mut all);
            for (prefix, _) in all {
                let lines = example_lines(&prefix);
                assert!(lines.contains("scelle"), "no text {prefix}-examples");
                let stages = lines.lines().flat_map(|line| line.split(" | "));
                for stage in stages.filter(|stage| stage.trim_start().starts_with("scelle ")) {
                    let stage = stage.split(" > ").next().unwrap();
                    let parsed = command.clone().try_get_matches_from(words(stage));
                    assert!(parsed.is_ok(), "{stage}: {}", parsed.unwrap_err());
                }
            }
        }
    }

    #[test]
    fn every_exit_code_has_its_text_in_both_languages() {
        for language in [Language::French, Language::English] {
            scelle_i18n::select(language);
            for line in exit_codes().lines().skip(1) {
                assert!(
                    line.trim().split_once(' ').is_some_and(|(_, text)| text.len() > 3),
                    "{line}"
                );
            }
            assert_eq!(exit_codes().lines().count(), 1 + 1 + Code::ALL.len());
        }
    }

    #[test]
    fn the_command_line_is_well_formed() {
        command().debug_assert();
    }
}
