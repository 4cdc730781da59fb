//! Mails with a container attached: through the mail program, or as a draft.

use std::fs::File;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::process::Command;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use scelle_core::display::escape;
use scelle_core::error::{Error, IoOperation, Result};
use scelle_core::files::output::{Output, Target};
use scelle_i18n::text;

use crate::reveal;

/// Bytes to a line of base64, of 76 characters (RFC 2045, 6.8).
const BYTES_PER_LINE: usize = 57;

/// Where Scellé can be downloaded.
const SITE: &str = env!("CARGO_PKG_REPOSITORY");

/// Number of drafts of one container.
const MAX_DRAFTS: usize = 100;

/// Result of mailing.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) enum Mailed {
    /// The mail program took it.
    Program,
    /// A draft was written here, for the mail program to open.
    Draft(PathBuf),
}

/// A mail with one attachment.
#[derive(Clone, Debug)]
pub(crate) struct Mail {
    /// The attached file.
    pub(crate) attachment: PathBuf,
    /// The known and valid addresses.
    pub(crate) to: Vec<String>,
    /// The text.
    pub(crate) body: String,
}

impl Mail {
    /// A mail with a container.
    pub(crate) fn container(attachment: PathBuf, to: Vec<String>) -> Self {
        Self { attachment, to, body: text!("win-mail-body", site = SITE) }
    }

    /// A mail with the user's card.
    pub(crate) fn card(attachment: PathBuf) -> Self {
        Self { attachment, to: Vec::new(), body: text!("win-mail-card-body", site = SITE) }
    }

    /// Keeps plain addresses: a contact's card may hold anything.
    fn addresses(&self) -> Vec<&str> {
        let is_plain = |address: &&str| {
            let of_address = |c: char| c.is_ascii_alphanumeric() || "@.-_+'".contains(c);
            let one_at = address.matches('@').count() == 1;
            one_at && !address.starts_with(['-', '@']) && address.chars().all(of_address)
        };
        self.to.iter().map(String::as_str).filter(is_plain).collect()
    }
}

/// Gives a mail to the mail program, or writes a draft beside the file.
///
/// # Errors
/// Those of writing the draft.
pub(crate) fn send(mail: &Mail) -> Result<Mailed> {
    let has_xdg = cfg!(all(unix, not(target_os = "macos")));
    if has_xdg && is_taken("xdg-email".as_ref(), mail) {
        return Ok(Mailed::Program);
    }
    let draft = draft_beside(mail)?;
    reveal::open(&draft);
    Ok(Mailed::Draft(draft))
}

/// Whether this program took the mail.
fn is_taken(program: &Path, mail: &Mail) -> bool {
    let mut command = Command::new(program);
    command.arg("--utf8").arg("--body").arg(&mail.body).arg("--attach").arg(&mail.attachment);
    command.args(mail.addresses());
    reveal::quiet(&mut command).status().is_ok_and(|status| status.success())
}

/// Writes a draft beside the file under a free name: an existing draft may be the user's own. It
/// holds nothing that the container does not.
fn draft_beside(mail: &Mail) -> Result<PathBuf> {
    let attachment = &mail.attachment;
    let stem = attachment.file_stem().unwrap_or_default();
    for number in 1.. {
        let mut name = stem.to_owned();
        if number > 1 {
            name.push(format!(" ({number})"));
        }
        name.push(".eml");
        let draft = attachment.with_file_name(name);
        match write_draft(mail, &draft) {
            Err(Error::TargetExists { .. }) if number < MAX_DRAFTS => {}
            written => return written.map(|()| draft),
        }
    }
    Err(Error::TargetExists { path: attachment.to_owned() })
}

/// A message that was not sent yet, with the file attached.
fn write_draft(mail: &Mail, draft: &Path) -> Result<()> {
    let attachment = &mail.attachment;
    let failing = |operation, path: &Path| {
        let path = Some(path.to_owned());
        move |source| Error::Io { operation, path, source }
    };
    let mut content =
        File::open(attachment).map_err(failing(IoOperation::ReadInput, attachment))?;
    let mut output = Output::create(&Target::new(draft))?;
    let name = attachment.file_name().unwrap_or_default().to_string_lossy();
    write_message(mail, &mut content, &name, &mut output)
        .map_err(failing(IoOperation::WriteOutput, draft))?;
    output.commit()
}

fn write_message(
    mail: &Mail,
    content: &mut impl Read,
    name: &str,
    output: &mut impl Write,
) -> io::Result<()> {
    let boundary = "=_scelle_6f1d3f2a9c";
    let subject = encoded_word(&escape(name));
    write!(output, "X-Unsent: 1\r\n")?;
    let to = mail.addresses().join(",\r\n ");
    if !to.is_empty() {
        write!(output, "To: {to}\r\n")?;
    }
    write!(
        output,
        "Subject: {subject}\r\nMIME-Version: 1.0\r\n\
         Content-Type: multipart/mixed; boundary=\"{boundary}\"\r\n\r\n\
         --{boundary}\r\nContent-Type: text/plain; charset=utf-8\r\n\
         Content-Transfer-Encoding: base64\r\n\r\n"
    )?;
    write_base64(&mut mail.body.as_bytes(), output)?;
    write!(
        output,
        "--{boundary}\r\nContent-Type: application/octet-stream\r\n\
         Content-Transfer-Encoding: base64\r\n\
         Content-Disposition: attachment; filename*=UTF-8''{}\r\n\r\n",
        percent_encoded(name)
    )?;
    write_base64(content, output)?;
    write!(output, "--{boundary}--\r\n")
}

fn write_base64(content: &mut impl Read, output: &mut impl Write) -> io::Result<()> {
    let mut line = Vec::with_capacity(BYTES_PER_LINE);
    loop {
        line.clear();
        content.by_ref().take(BYTES_PER_LINE as u64).read_to_end(&mut line)?;
        if line.is_empty() {
            return Ok(());
        }
        write!(output, "{}\r\n", BASE64_STANDARD.encode(&line))?;
    }
}

/// RFC 2047.
fn encoded_word(text: &str) -> String {
    // A word has at most 75 characters: forty bytes of text at a time, never half a character.
    let mut words: Vec<String> = vec![String::new()];
    for c in text.chars() {
        match words.last_mut() {
            Some(word) if word.len() + c.len_utf8() <= 40 => word.push(c),
            _ => words.push(c.to_string()),
        }
    }
    let encode = |word: &String| format!("=?utf-8?B?{}?=", BASE64_STANDARD.encode(word));
    words.iter().map(encode).collect::<Vec<_>>().join("\r\n ")
}

/// RFC 5987.
fn percent_encoded(text: &str) -> String {
    let encode = |byte: u8| match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'.' | b'-' | b'_' => {
            char::from(byte).to_string()
        }
        _ => format!("%{byte:02X}"),
    };
    text.bytes().map(encode).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_draft_carries_the_container_as_it_is() {
        let content: Vec<u8> = (0..=255u8).cycle().take(10_000).collect();
        let mut message = Vec::new();
        let to = ["bob@exemple.fr", "x@y\r\nBcc: z@z", "-x@y.fr", "a, b@c.fr", "zoe+s@exemple.fr"];
        let mail = Mail::container("x".into(), to.map(str::to_owned).to_vec());
        let name = "réunion\r\nBcc: x.scelle";
        write_message(&mail, &mut content.as_slice(), name, &mut message).unwrap();
        let message = String::from_utf8(message).unwrap();
        let start =
            "X-Unsent: 1\r\nTo: bob@exemple.fr,\r\n zoe+s@exemple.fr\r\nSubject: =?utf-8?B?";
        assert!(message.starts_with(start), "{message}");
        assert!(!message.contains("Bcc:"), "{message}");
        assert!(message.lines().all(|line| line.len() <= 120));
        let subject: String =
            message.lines().skip(3).take_while(|l| !l.starts_with("MIME")).collect();
        let words = subject.split("=?utf-8?B?").skip(1).filter_map(|word| word.split_once("?="));
        let decoded: Vec<u8> =
            words.flat_map(|(word, _)| BASE64_STANDARD.decode(word).unwrap()).collect();
        assert!(!decoded.contains(&b'\n'), "{:?}", String::from_utf8_lossy(&decoded));
        let parts: Vec<&str> = message.split("--=_scelle_6f1d3f2a9c").collect();
        let (_, attached) = parts[2].split_once("\r\n\r\n").unwrap();
        let decoded = BASE64_STANDARD.decode(attached.replace("\r\n", "")).unwrap();
        assert_eq!(decoded, content);
        let (_, told) = parts[1].split_once("\r\n\r\n").unwrap();
        let told = BASE64_STANDARD.decode(told.replace("\r\n", "")).unwrap();
        assert!(String::from_utf8(told).unwrap().contains(SITE), "where to get Scellé");
    }

    #[test]
    fn a_draft_takes_the_place_of_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let (container, mail) = (folder.path().join("a.scelle"), folder.path().join("a.eml"));
        std::fs::write(&container, "sealed").unwrap();
        std::fs::write(&mail, "a mail of the user's").unwrap();
        let draft = draft_beside(&Mail::container(container, Vec::new())).unwrap();
        assert_eq!(draft, folder.path().join("a (2).eml"));
        assert_eq!(std::fs::read_to_string(mail).unwrap(), "a mail of the user's");
        assert!(std::fs::read_to_string(draft).unwrap().contains("c2VhbGVk"));
    }

    #[cfg(unix)]
    #[test]
    fn the_mail_program_is_given_the_file_whatever_its_name() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let program = |name: &str, end: &str| {
            let (path, said) = (folder.path().join(name), folder.path().join("said"));
            let script =
                format!("#!/bin/sh\nprintf '%s\\n' \"$@\" > '{}'\n{end}\n", said.display());
            std::fs::write(&path, script).unwrap();
            std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o700)).unwrap();
            path
        };
        let container = folder.path().join("-x; réunion 'du' $(soir).scelle");
        let to = vec!["bob@exemple.fr".to_owned(), "--attach".to_owned()];
        let mail = Mail { body: "Bonjour".to_owned(), ..Mail::container(container, to) };
        assert!(is_taken(&program("takes", "exit 0"), &mail));
        let said = std::fs::read_to_string(folder.path().join("said")).unwrap();
        let attached = mail.attachment.display();
        let expected = format!("--utf8\n--body\nBonjour\n--attach\n{attached}\nbob@exemple.fr\n");
        assert_eq!(said, expected);
        assert!(!is_taken(&program("fails", "exit 4"), &mail));
        assert!(!is_taken(&folder.path().join("missing"), &mail));
    }
}
