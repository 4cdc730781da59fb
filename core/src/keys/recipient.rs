//! Recipients: the public keys to which a container can be sealed.

use std::fmt;
use std::io::Read;
use std::path::Path;
use std::str::FromStr;

use age_core::format::{FileKey, Stanza};
use zeroize::Zeroizing;

use crate::error::{Error, IoOperation, KeyFault, Result};
use crate::keys::hybrid::{self, HybridRecipient};
use crate::keys::label::Label;
use crate::keys::ssh::SshRecipient;
use crate::keys::x25519::X25519Recipient;
use crate::text::{self, TextFault};

/// A file of recipients may not be longer, in bytes.
const MAX_FILE_BYTES: u64 = 16 << 20;

/// A public key of one of the kinds that age knows.
#[derive(Clone)]
pub enum Recipient {
    /// `age1pq1…`: ML-KEM-768 with X25519, our default.
    Hybrid(Box<HybridRecipient>),
    /// `ssh-ed25519 …` or `ssh-rsa …`.
    Ssh(SshRecipient),
    /// `age1…`: X25519.
    X25519(X25519Recipient),
}

/// The kinds of public keys, by the names that age gives them.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum RecipientKind {
    /// ML-KEM-768 with X25519.
    Hybrid,
    /// Ed25519, as SSH has it.
    SshEd25519,
    /// RSA, as SSH has it.
    SshRsa,
    /// X25519.
    X25519,
}

impl Recipient {
    /// Which kind of key it is.
    #[must_use]
    pub fn kind(&self) -> RecipientKind {
        match self {
            Self::Hybrid(_) => RecipientKind::Hybrid,
            Self::Ssh(key) => key.kind(),
            Self::X25519(_) => RecipientKind::X25519,
        }
    }

    /// Enough of it to recognise it, where it has no name: `age1pq1qqxy…4f7zk2`.
    #[must_use]
    pub fn short_label(&self) -> Label {
        let text = self.to_string();
        let head: String = text.chars().take(20).collect();
        let tail: String = text.chars().skip(text.chars().count().saturating_sub(6)).collect();
        Label::lossy(&format!("{head}…{tail}"))
    }

    /// Whether a stanza can be for this recipient: of its type, and where the type tells more of the
    /// key (the lengths of a hybrid one, the tag of an SSH one), that is right as well.
    pub(crate) fn fits(&self, stanza: &Stanza) -> bool {
        match self {
            Self::Hybrid(_) => hybrid::has_shape(stanza),
            Self::Ssh(key) => key.fits(stanza),
            Self::X25519(_) => stanza.tag == RecipientKind::X25519.tag(),
        }
    }

    /// Wraps the file key for this recipient.
    pub(crate) fn wrap_file_key(&self, file_key: &FileKey) -> Result<Stanza> {
        match self {
            Self::Hybrid(recipient) => recipient.wrap_file_key(file_key),
            Self::Ssh(recipient) => recipient.wrap_file_key(file_key),
            Self::X25519(recipient) => single_stanza(&recipient.0, file_key),
        }
    }
}

impl RecipientKind {
    /// Whether a container sealed to it stays closed to a quantum computer, as far as is known.
    #[must_use]
    pub fn is_post_quantum(self) -> bool {
        self == Self::Hybrid
    }

    /// The tag of its stanzas, and the name by which scripts know it.
    #[must_use]
    pub fn tag(self) -> &'static str {
        match self {
            Self::Hybrid => hybrid::TAG,
            Self::SshEd25519 => "ssh-ed25519",
            Self::SshRsa => "ssh-rsa",
            Self::X25519 => "X25519",
        }
    }
}

/// The one stanza that each of the kinds we know makes.
pub(crate) fn single_stanza(recipient: &impl age::Recipient, file_key: &FileKey) -> Result<Stanza> {
    let wrapped = recipient.wrap_file_key(file_key).ok().and_then(|(mut stanzas, _)| stanzas.pop());
    wrapped.ok_or(Error::NoRecipients)
}

impl FromStr for Recipient {
    type Err = Error;

    /// Reads a recipient as age, SSH and the `.pub` files write it; SSH comments are dropped.
    fn from_str(text: &str) -> Result<Self> {
        parse(text.trim()).map_err(|fault| Error::Recipient { recipient: excerpt(text), fault })
    }
}

fn parse(text: &str) -> std::result::Result<Recipient, KeyFault> {
    if holds_several(text) {
        return Err(KeyFault::Several);
    }
    if text.starts_with(hybrid::RECIPIENT_PREFIX) {
        return text.parse().map(Box::new).map(Recipient::Hybrid);
    }
    if hybrid::is_plugin_recipient(text) {
        return Err(KeyFault::Plugin);
    }
    if text.starts_with("age1") {
        return text.parse().map(Recipient::X25519);
    }
    if text.to_ascii_uppercase().starts_with("AGE-SECRET-KEY-") || text.starts_with("-----BEGIN") {
        return Err(KeyFault::Secret);
    }
    text.parse().map(Recipient::Ssh)
}

/// Whether a text holds more than one key, of which the `age` crate would take the first: lines, or
/// a key where the comment of an SSH key would be.
fn holds_several(text: &str) -> bool {
    let starts_key = |word: &str| {
        ["ssh-ed25519", "ssh-rsa"].contains(&word)
            || word.starts_with("age1") && word.parse::<X25519Recipient>().is_ok()
            || word.starts_with(hybrid::RECIPIENT_PREFIX)
                && word.len() > hybrid::RECIPIENT_PREFIX.len()
    };
    let mut words = text.split_whitespace();
    let first_is_key = words.next().is_some_and(starts_key);
    let another = words.any(starts_key);
    first_is_key && (another || text.trim().contains(['\n', '\r']))
}

/// Enough of what was given to recognise it by; never a whole secret pasted by mistake.
fn excerpt(text: &str) -> String {
    const SHOWN: usize = 16;
    let mut start: String =
        text.trim().chars().take(SHOWN).flat_map(char::escape_default).collect();
    if text.trim().chars().count() > SHOWN {
        start.push('…');
    }
    start
}

/// The recipient as it is written everywhere; SSH keys without their comment.
impl fmt::Display for Recipient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Hybrid(recipient) => recipient.fmt(f),
            Self::Ssh(recipient) => recipient.fmt(f),
            Self::X25519(recipient) => recipient.fmt(f),
        }
    }
}

impl fmt::Debug for Recipient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl PartialEq for Recipient {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            // Their text has 1,959 characters, and each of a list is compared with each.
            (Self::Hybrid(one), Self::Hybrid(other)) => one == other,
            (one, other) => one.kind() == other.kind() && one.to_string() == other.to_string(),
        }
    }
}

impl Eq for Recipient {}

/// The keys of a file of recipients, and the lines that were left out.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct RecipientsFile {
    /// The keys, in order.
    pub recipients: Vec<Recipient>,
    /// SSH keys to which nothing can be sealed, as an `authorized_keys` holds them.
    pub skipped: Vec<SkippedLine>,
}

/// A line of a file of recipients that was left out.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct SkippedLine {
    /// Its number, from 1.
    pub line: usize,
    /// The type of its key, and the comment that says whose it is.
    pub key: Label,
    /// Why it was left out.
    pub why: WhySkipped,
}

/// Why a line of a file of recipients was left out.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum WhySkipped {
    /// Keys of this kind cannot seal files.
    Unsupported,
    /// Options of SSH restrict the key.
    Options,
}

/// Reads a file of recipients that the user named, from a pipe too.
///
/// # Errors
/// [`Error::RecipientsFile`] with the line at fault, [`Error::Io`].
pub fn read_recipients_file(path: &Path) -> Result<RecipientsFile> {
    let file = text::open_given(path)?;
    parse_recipients_file(path, &read_text(path, file, MAX_FILE_BYTES)?)
}

/// The same, from what was opened already; `path` names it in errors.
///
/// # Errors
/// As [`read_recipients_file`].
pub fn read_recipients(path: &Path, input: impl Read) -> Result<RecipientsFile> {
    parse_recipients_file(path, &read_text(path, input, MAX_FILE_BYTES)?)
}

/// The text of a file of public keys.
pub(crate) fn read_text(path: &Path, file: impl Read, limit: u64) -> Result<Zeroizing<String>> {
    let fault = |fault| Error::RecipientsFile { path: path.to_owned(), line: 1, fault };
    let read = text::read(file, limit).map_err(Error::io(IoOperation::ReadInput, path))?;
    read.map_err(|why| match why {
        TextFault::NotText => fault(KeyFault::Unknown),
        TextFault::TooLarge => fault(KeyFault::TooLarge),
    })
}

/// Reads a file of recipients, one a line, `#` before comments: what `age -R` takes. SSH keys to
/// which nothing can be sealed are left out, as age does.
///
/// # Errors
/// [`Error::RecipientsFile`] with the line at fault, and where no key is left.
pub fn parse_recipients_file(path: &Path, content: &str) -> Result<RecipientsFile> {
    let at = |line, fault| Error::RecipientsFile { path: path.to_owned(), line, fault };
    let content = content.strip_prefix('\u{feff}').unwrap_or(content);
    let mut file = RecipientsFile { recipients: Vec::new(), skipped: Vec::new() };
    for (number, text) in content.lines().enumerate() {
        let (line, text) = (number + 1, text.trim());
        if text.is_empty() || text.starts_with('#') {
            continue;
        }
        match parse(text) {
            Ok(recipient) => file.recipients.push(recipient),
            Err(fault) => {
                let (key, why) = skipped(text, fault).ok_or_else(|| at(line, fault))?;
                file.skipped.push(SkippedLine { line, key: Label::lossy(&named(key)), why });
            }
        }
    }
    match (file.recipients.as_slice(), file.skipped.first()) {
        ([], None) => Err(at(1, KeyFault::Empty)),
        ([], Some(first)) => Err(at(first.line, KeyFault::Unsupported)),
        _ => Ok(file),
    }
}

/// The SSH key of a line to which nothing can be sealed, and why; `None` for what is an error.
fn skipped(line: &str, fault: KeyFault) -> Option<(&str, WhySkipped)> {
    match fault {
        KeyFault::Unsupported => Some((line, WhySkipped::Unsupported)),
        KeyFault::Unknown => {
            let key = after_options(line)?;
            let is_key = matches!(key.parse::<SshRecipient>(), Ok(_) | Err(KeyFault::Unsupported));
            is_key.then_some((key, WhySkipped::Options))
        }
        _ => None,
    }
}

/// What follows the options of a line of `authorized_keys` (sshd(8)), when it begins with any.
fn after_options(line: &str) -> Option<&str> {
    const OPTIONS: [&str; 21] = [
        "agent-forwarding",
        "cert-authority",
        "command",
        "environment",
        "expiry-time",
        "from",
        "no-agent-forwarding",
        "no-port-forwarding",
        "no-pty",
        "no-user-rc",
        "no-x11-forwarding",
        "permitlisten",
        "permitopen",
        "port-forwarding",
        "principals",
        "pty",
        "restrict",
        "tunnel",
        "user-rc",
        "verify-required",
        "x11-forwarding",
    ];
    let name = line.split([' ', '\t', ',', '=']).next()?.to_ascii_lowercase();
    // Allows a key of hardware to be used without a touch.
    if !OPTIONS.contains(&name.as_str()) && name != "no-touch-required" {
        return None;
    }
    let (mut quoted, mut escaped) = (false, false);
    let end = line.find(|c: char| {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = quoted,
            '"' => quoted = !quoted,
            _ => {}
        }
        !quoted && c.is_ascii_whitespace()
    })?;
    line.get(end..).map(str::trim_start)
}

/// The type and the comment of an SSH key, which is their first and third word.
fn named(key: &str) -> String {
    let mut words = key.split_ascii_whitespace();
    let kind = words.next().unwrap_or_default();
    let comment: Vec<&str> = words.skip(1).collect();
    [vec![kind], comment].concat().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    const ED25519: &str =
        "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHsKLqeplhpW+uObz5dvMgjz1OxfM/XXUB+VHtZ6isGN";

    fn fault(text: &str) -> KeyFault {
        match text.parse::<Recipient>() {
            Err(Error::Recipient { fault, .. }) => fault,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn reads_every_kind_and_writes_it_again() {
        let hybrid = hybrid::HybridIdentity::generate().unwrap().to_recipient().to_string();
        let x25519 = age::x25519::Identity::generate().to_public().to_string();
        for (text, kind) in [
            (hybrid.as_str(), RecipientKind::Hybrid),
            (x25519.as_str(), RecipientKind::X25519),
            (ED25519, RecipientKind::SshEd25519),
        ] {
            let recipient: Recipient = text.parse().unwrap();
            assert_eq!(recipient.to_string(), text);
            assert_eq!(recipient.kind(), kind);
        }
        let commented = format!("{ED25519} alice@example.fr");
        assert_eq!(commented.parse::<Recipient>().unwrap().to_string(), ED25519);
    }

    #[test]
    fn tells_apart_what_is_wrong() {
        assert_eq!(fault("alice"), KeyFault::Unknown);
        assert_eq!(fault("age1alice"), KeyFault::Malformed);
        assert_eq!(fault("age1pq1alice"), KeyFault::Malformed);
        assert_eq!(fault("ssh-ed25519 AAAA"), KeyFault::Malformed);
        assert_eq!(fault("AGE-SECRET-KEY-1QQQQ"), KeyFault::Secret);
    }

    /// From the documentation of age-plugin-yubikey, and made with the reference `bech32`.
    #[test]
    fn keys_of_plugins_and_devices_are_named_for_what_they_are() {
        let plugin = |name: &str, len: usize| {
            let hrp = bech32::Hrp::parse(&format!("age1{name}")).unwrap();
            bech32::encode_lower::<bech32::Bech32>(hrp, &vec![7; len]).unwrap()
        };
        for text in [
            "age1yubikey1q2w7u3vpya839jxxuq8g0sedh3d740d4xvn639sqhr95ejj8vu3hyfumptt",
            &plugin("tag", 33),
            &plugin("se", 33),
        ] {
            assert_eq!(fault(text), KeyFault::Plugin, "{text}");
            let slip = text.replacen('q', "p", 1);
            assert_eq!(fault(&slip[..slip.len() - 1]), KeyFault::Malformed);
        }
    }

    #[test]
    fn several_keys_are_not_taken_for_the_first_of_them() {
        let hybrid = hybrid::HybridIdentity::generate().unwrap().to_recipient().to_string();
        let x25519 = age::x25519::Identity::generate().to_public().to_string();
        for one in [hybrid.as_str(), &x25519, ED25519] {
            for other in [hybrid.as_str(), &x25519, ED25519] {
                for between in ["\n", "\r\n", " ", " alice@ici\n"] {
                    assert_eq!(fault(&format!("{one}{between}{other}\n")), KeyFault::Several);
                }
            }
            assert!(format!("{one}\n").parse::<Recipient>().is_ok());
        }
        // A comment may be any words, a name of a kind of key among them.
        for comment in ["alice ssh", "age1 de Bob", "clé d’Alice, 2026"] {
            assert!(format!("{ED25519} {comment}").parse::<Recipient>().is_ok(), "{comment}");
        }
        assert_eq!(fault(&format!("{ED25519}\nnonsense")), KeyFault::Several);
    }

    #[test]
    fn a_secret_given_by_mistake_is_not_repeated() {
        let secret = hybrid::HybridIdentity::generate().unwrap().encode();
        let Err(error) = secret.parse::<Recipient>() else { panic!("accepted") };
        assert!(!format!("{error:?}").contains(&secret[24..]));
    }

    #[test]
    fn a_file_of_recipients_names_its_bad_line() {
        let good = format!("\u{feff}# moi\r\n\r\n{ED25519} moi@ici\r\n");
        let path = Path::new("r.txt");
        assert_eq!(parse_recipients_file(path, &good).unwrap().recipients.len(), 1);
        let bad = format!("{good}nonsense\n");
        let error = parse_recipients_file(path, &bad);
        assert!(matches!(error, Err(Error::RecipientsFile { line: 4, .. })), "{error:?}");
        assert!(parse_recipients_file(path, "# nobody\n").is_err());
    }

    /// The base point of its curve: a key whose secret half is 1.
    const ECDSA: &str = "ecdsa-sha2-nistp256 AAAAE2VjZHNhLXNoYTItbmlzdHAyNTYAAAAIbmlzdHAyNTYAAA\
        BBBGsX0fLhLEJH+Lzm5WOkQPJ3A32BLeszoPShOUXYmMKWT+NC4v4af5uO5+tKfA+eFivOM1drMV7Oy7ZAaDe/UfU=";
    const TOKEN: &str = "sk-ssh-ed25519@openssh.com AAAAGnNrLXNzaC1lZDI1NTE5QG9wZW5zc2guY29tAAAAIAABAg\
        MEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4fAAAABHNzaDo=";

    #[test]
    fn an_authorized_keys_gives_the_keys_that_seal_and_names_the_others() {
        let content = format!(
            "# serveur\n{ECDSA} bob@ici\n{ED25519} alice@ici\n{TOKEN}\n\
             command=\"echo \\\"ssh-rsa\\\" $HOME\",no-pty {ED25519} sauvegarde de nuit\nrestrict {ECDSA}\n"
        );
        let file = parse_recipients_file(Path::new("k"), &content).unwrap();
        assert_eq!(file.recipients, [ED25519.parse().unwrap()]);
        let found: Vec<(usize, &str, WhySkipped)> =
            file.skipped.iter().map(|line| (line.line, line.key.as_str(), line.why)).collect();
        let expected = [
            (2, "ecdsa-sha2-nistp256 bob@ici", WhySkipped::Unsupported),
            (4, "sk-ssh-ed25519@openssh.com", WhySkipped::Unsupported),
            (5, "ssh-ed25519 sauvegarde de nuit", WhySkipped::Options),
            (6, "ecdsa-sha2-nistp256", WhySkipped::Options),
        ];
        assert_eq!(found, expected);
    }

    #[test]
    fn a_file_in_which_no_key_is_left_and_a_line_that_is_none_are_errors() {
        let broken = |content: &str| match parse_recipients_file(Path::new("k"), content) {
            Err(Error::RecipientsFile { line, fault, .. }) => (line, fault),
            other => panic!("{content}: {other:?}"),
        };
        assert_eq!(broken(&format!("#\n{ECDSA}\n{TOKEN}\n")), (2, KeyFault::Unsupported));
        assert_eq!(broken(&format!("{ED25519}\nalice {ED25519}\n")), (2, KeyFault::Unknown));
        assert_eq!(broken(&format!("{ED25519}\nrestrict ssh-rsa AAAA\n")), (2, KeyFault::Unknown));
        assert_eq!(broken(&format!("{ED25519}\n{}\n", &ECDSA[..61])), (2, KeyFault::Malformed));
    }
}
