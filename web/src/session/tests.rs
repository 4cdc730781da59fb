//! What the page does, without a browser.

use scelle_core::error::IoOperation;
use scelle_core::keys::hybrid::HybridIdentity;
use scelle_core::keys::identity::{Identity, Keyring};
use scelle_core::keys::passphrase::{Argon2Cost, ScryptCost};
use scelle_core::keys::recipient::Recipient;
use scelle_core::profile::identity_file::{to_file, to_locked_file};

use super::*;
use crate::facts::refused;

fn recipient(identity: &HybridIdentity) -> Recipient {
    Recipient::Hybrid(Box::new(identity.to_recipient()))
}

fn grant(name: &str, identity: &HybridIdentity, role: Role) -> Grant {
    Grant { label: Label::lossy(name), ..Grant::recipient(recipient(identity), role) }
}

fn phrase(text: &str) -> Grant {
    let passphrase = Passphrase::new(text).unwrap();
    Grant::passphrase(Label::lossy("Guichet"), passphrase, Role::Member)
}

/// A container of two files.
fn sealed(grants: Vec<Grant>) -> Vec<u8> {
    let options = SealOptions {
        argon2: Argon2Cost::insecure_for_tests(),
        scrypt: ScryptCost::insecure_for_tests(),
        ..SealOptions::new(grants, 1_790_000_000)
    };
    let files = vec![file("plans/a.txt", b"Bonjour"), file("b.bin", &[7; 200_000])];
    let mut container = Vec::new();
    seal_to_stream(Input::Streams(files), &mut container, &options, &Progress::new()).unwrap();
    container
}

fn file<'a>(name: &str, content: &'a [u8]) -> StreamedFile<'a> {
    streamed(name, Some(1_790_000_000), content.len() as u64, content).unwrap()
}

fn opened(container: &[u8], name: &str, means: &Means<'_>) -> Result<(Session, OpenedFacts)> {
    let mut session = Session::default();
    session.open(Arc::new(container.to_vec()), name)?;
    let facts = session.unlock(means, Names::Refuse)?;
    Ok((session, facts))
}

#[test]
fn a_passphrase_opens_and_a_wrong_one_is_told() {
    let alice = HybridIdentity::generate().unwrap();
    for grants in
        [vec![phrase("deux mots")], vec![grant("A", &alice, Role::Owner), phrase("deux mots")]]
    {
        let container = sealed(grants);
        let open = |typed: &str| opened(&container, "dossier.scelle", &Means::Passphrase(typed));
        let (mut session, facts) = open("deux mots").unwrap();
        assert_eq!(facts.summary.en, "2 files, 200 kB");
        assert_eq!(facts.summary.fr, "2 fichiers, 200\u{a0}ko");
        assert_eq!(facts.whole.as_deref(), Some("dossier.zip"));
        let at = facts.entries.iter().position(|entry| entry.name == "plans/a.txt").unwrap();
        let mut content = Vec::new();
        session.write_entry(EntryId::at(at), false, &mut content).unwrap();
        assert_eq!(content, b"Bonjour");

        let fault = crate::facts::Fault::from(open("trois mots").err().unwrap());
        assert_eq!(fault.kind, "no-access");
        assert_eq!(fault.message.fr, "Phrase secrète incorrecte.");
        assert!(fault.hint.unwrap().en.starts_with("Type it again"));
    }
}

#[test]
fn a_key_opens_in_the_clear_and_under_a_passphrase() {
    let (alice, mallory) =
        (HybridIdentity::generate().unwrap(), HybridIdentity::generate().unwrap());
    let container = sealed(vec![grant("Alice", &alice, Role::Owner)]);
    let plain = to_file(&alice, "2026-11-27T10:00:00Z");
    let cost = Argon2Cost::insecure_for_tests();
    let locked = to_locked_file(&plain, &Passphrase::new("clé").unwrap(), cost).unwrap();
    let open = |content: &[u8], passphrase: &str| {
        let means = Means::Key { name: "k.age", content, passphrase };
        opened(&container, "a.scelle", &means).map(|(_, facts)| facts)
    };
    for (content, passphrase, under) in
        [(plain.as_bytes(), "", false), (locked.as_slice(), "clé", true)]
    {
        assert_eq!(is_locked("k.age", content).unwrap(), under);
        let facts = open(content, passphrase).unwrap();
        let [access] = facts.accesses.as_slice() else { panic!("{:?}", facts.accesses) };
        assert!(access.own && access.known.en == "This is you" && access.name == "Alice");
        assert!(facts.answerable);
    }
    let other = to_file(&mallory, "2026-11-27T10:00:00Z");
    assert!(matches!(open(other.as_bytes(), ""), Err(Error::NotARecipient)));
    assert!(matches!(open(&locked, "faux"), Err(Error::WrongPassphrase)));
    assert!(matches!(open(&locked, ""), Err(Error::NotARecipient)));
    assert!(matches!(open(b"no key", ""), Err(Error::Identity { .. })));
}

#[test]
fn an_answer_opens_for_those_who_are_listed_and_for_a_passphrase() {
    let (alice, bob) = (HybridIdentity::generate().unwrap(), HybridIdentity::generate().unwrap());
    let container =
        sealed(vec![grant("Alice", &alice, Role::Owner), grant("Bob", &bob, Role::Member)]);
    let key = to_file(&bob, "2026-11-27T10:00:00Z");
    let means = Means::Key { name: "k", content: key.as_bytes(), passphrase: "" };
    let (session, _) = opened(&container, "dossier.scelle", &means).unwrap();
    let answer = |chosen: &[AccessId], with_passphrase| {
        let files = vec![file("c.txt", b"Merci"), file("d.txt", b"encore")];
        let answer =
            Answer { files, chosen, with_passphrase, allow_classical: false, now: 1_790_000_000 };
        let mut container = Vec::new();
        session.answer(answer, &mut container).map(|facts| (facts, container))
    };
    let (facts, reply) = answer(&[AccessId::at(0), AccessId::at(1)], true).unwrap();
    assert_eq!(facts.name, "reply to dossier.scelle");
    assert_eq!(facts.openers, ["Alice", "Bob", "Passphrase"]);
    let locked = Locked::read_stream(&reply[..], "r.scelle").unwrap();
    let mut keyring = Keyring::new();
    keyring.add_identities([Identity::Hybrid(Box::new(alice))]);
    let to_alice = locked.unlock(&keyring, Names::Refuse).unwrap();
    let roles: Vec<Role> = to_alice.access().listed.iter().map(|access| access.role).collect();
    assert_eq!(roles, [Role::Member, Role::Owner, Role::Member]);
    let mut keyring = Keyring::new();
    keyring.add_passphrase(Passphrase::new(&facts.passphrase.unwrap()).unwrap());
    assert_eq!(locked.unlock(&keyring, Names::Refuse).unwrap().entries().len(), 2);

    assert!(matches!(answer(&[], false), Err(Error::NoRecipients)));
}

#[test]
fn a_file_that_a_browser_does_not_read_or_write_is_no_internal_error() {
    let fault = |operation, path, exception| {
        crate::facts::Fault::from(refused(operation, path, exception, "its words".to_owned()))
    };
    let full = fault(IoOperation::WriteOutput, None, "QuotaExceededError");
    assert_eq!(full.message.en, "Cannot write the result: the disk is full.");
    assert!(full.technical.ends_with("its words"), "{}", full.technical);
    let denied = fault(IoOperation::WriteOutput, None, "NotAllowedError");
    assert_eq!(denied.message.en, "Cannot write the result: permission denied.");
    let key = fault(IoOperation::ReadInput, Some("k.age".into()), "NotFoundError");
    assert_eq!(key.message.en, "Cannot read \"k.age\": no such file or folder.");
    assert_eq!(key.hint.unwrap().en, "It was moved, changed or removed: choose it again.");
    let container = fault(IoOperation::ReadContainer, None, "NotReadableError");
    assert!(container.hint.unwrap().fr.ends_with("choisissez-le de nouveau."));
}

#[test]
fn a_key_file_that_is_too_large_is_told_as_that() {
    let content = vec![b'#'; (1 << 20) + 1];
    let fault = crate::facts::Fault::from(is_locked("film.mkv", &content).unwrap_err());
    assert!(fault.message.en.contains("too large"), "{:?}", fault.message);
}

#[test]
fn a_file_of_a_reply_is_renamed_by_its_owner() {
    let refused = || streamed("a\u{202e}b.txt", None, 0, &[][..]).err().unwrap();
    let fault = crate::facts::Fault::of_reply(refused());
    assert_eq!(fault.hint.unwrap().en, "Rename the file, then choose it again.");
    assert_eq!(fault.choice, None);
    assert_eq!(crate::facts::Fault::from(refused()).choice, Some("names"));
}

#[test]
fn a_text_that_is_shown_keeps_its_lines_and_nothing_that_deceives() {
    let shown = crate::facts::shown("payez\t\u{202e}1\u{2028}\r\nici\u{7}\r\n\nfin\rx");
    assert_eq!(*shown, "payez\t\\u{202e}1\\u{2028}\nici\\u{7}\n\nfin\\rx");
}

#[test]
fn a_reply_is_not_called_as_the_container_that_came() {
    let session = opened(
        &sealed(vec![phrase("deux mots")]),
        "rapport.scelle",
        &Means::Passphrase("deux mots"),
    );
    let answer = Answer {
        files: vec![file("rapport.odt", b"relu")],
        chosen: &[],
        with_passphrase: true,
        allow_classical: false,
        now: 1_790_000_000,
    };
    let facts = session.unwrap().0.answer(answer, &mut Vec::new()).unwrap();
    assert_eq!(facts.name, "reply to rapport.scelle");
}

#[test]
fn a_container_in_a_mail_opens_and_the_whole_of_it_is_the_archive() {
    let container = sealed(vec![phrase("deux mots")]);
    let armor = scelle_core::profile::identity_file::to_armor(&container).unwrap();
    let mail = format!("Bonjour,\r\n\r\n{}\r\n-- \r\nCamille\r\n", armor.replace('\n', "\r\n"));
    let (session, facts) =
        opened(mail.as_bytes(), "m.eml", &Means::Passphrase("deux mots")).unwrap();
    let mut whole = Vec::new();
    session.payload(false).unwrap().read_to_end(&mut whole).unwrap();
    assert_eq!(whole.len() as u64, facts.whole_bytes);
    assert!(whole.starts_with(b"PK\x03\x04"));
}

#[test]
fn what_only_the_command_line_can_do_is_not_proposed() {
    for error in [
        Error::ClassicalRecipient { recipient: "age1x".to_owned() },
        Error::Large { bytes: 1, container: 1 },
        Error::NotAnArchive,
    ] {
        let told = format!("{:?}", crate::facts::Fault::from(error).hint);
        assert!(!told.contains('`') && !told.contains("--"), "{told}");
    }
    let large = crate::facts::Fault::from(Error::Large { bytes: 1, container: 1 });
    assert_eq!((large.choice, large.kind), (Some("large"), "policy"));
}

#[test]
fn a_container_as_text_that_does_not_fit_in_memory_is_told_with_the_limit() {
    let source = std::io::ErrorKind::FileTooLarge.into();
    let fault = crate::facts::Fault::from(Error::Temporary { folder: "".into(), source });
    assert_eq!(fault.kind, "io");
    let [message, hint] = [fault.message, fault.hint.unwrap()];
    assert!(message.en.contains("1 GB") && message.fr.contains("1\u{a0}Go"), "{message:?}");
    assert!(!format!("{hint:?}").contains("variable"), "{hint:?}");
}
