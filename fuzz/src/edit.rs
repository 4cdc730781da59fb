//! A container, what was done to it, and what it must hold then.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use arbitrary::Arbitrary;
use scelle_core::archive::entry::{EntryName, Names};
use scelle_core::container::access::{AccessId, AccessKey, Role};
use scelle_core::edit::{Change, EditOptions, Editable, Editor, EntryEdit, Roles};
use scelle_core::error::{Error, Result};
use scelle_core::files::journal::Journal;
use scelle_core::files::output::Target;
use scelle_core::files::plan::{Plan, PlanOptions};
use scelle_core::keys::identity::{Identity, Keyring};
use scelle_core::keys::label::Label;
use scelle_core::open::Locked;
use scelle_core::pool::Threads;
use scelle_core::profile::directory::Trust;
use scelle_core::profile::identity_file::IdentityFile;
use scelle_core::progress::Progress;
use scelle_core::seal::{Grant, GrantKey, Input, SealOptions, seal_to_file};
use tempfile::TempDir;

const PEOPLE: [&str; 3] = [
    "AGE-SECRET-KEY-PQ-1QQQSYQCYQ5RQWZQFPG9SCRGWPUGPZYSNZS23V9CCRYDPK8QARC0S5DYVQQ",
    "AGE-SECRET-KEY-15RZEX75XL0QD99FQUC8KYLTEUCR2C2YASSHY6SY2K855N5FZWS4SS6TL2A",
    "AGE-SECRET-KEY-1MJ80GVVJ2EG2332RKZNQHZQPXVFJ35WMV2S5F76GCE37TUSQAT6SQMCG0U",
];
const NAMES: [&str; 7] = ["a", "d", "d/b", "d/e/f", "été", "nul", "d-"];

/// One edit, by one of the people.
#[derive(Arbitrary, Debug)]
pub struct Step {
    by: u8,
    what: What,
}

#[derive(Arbitrary, Debug)]
enum What {
    Join { who: u8, role: u8 },
    Leave { who: u8 },
    Rekey,
    Add { name: u8, len: u32, overwrite: bool },
    Remove { name: u8 },
    Rename { old: u8, new: u8, overwrite: bool },
}

/// A container on a disk, and what it must hold.
pub struct Desk {
    folder: TempDir,
    people: BTreeMap<usize, Role>,
    files: BTreeMap<String, Vec<u8>>,
}

impl Desk {
    /// A container of one file that its owner alone opens.
    pub fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let desk = Self {
            people: BTreeMap::from([(0, Role::Owner)]),
            files: BTreeMap::from([("a".to_owned(), content(9))]),
            folder,
        };
        let plan = desk.plan("a", &content(9));
        let mut options = SealOptions::new(vec![grant(0, Role::Owner)], 1_790_000_000);
        options.threads = Threads::ONE;
        let (input, path) = (Input::Plan(&plan), desk.path());
        seal_to_file(input, &Target::new(&path), &options, &Progress::new()).unwrap();
        desk
    }

    /// Tries an edit; one that is refused changes nothing.
    pub fn take(&mut self, step: &Step) {
        let _ = self.try_to(step);
    }

    /// Opens it as everyone.
    pub fn check(&self) {
        for person in 0..PEOPLE.len() {
            let locked = Locked::read(&self.path()).expect("a header").with_threads(Threads::ONE);
            let opened = locked.unlock(&keyring(person), Names::Refuse);
            if !self.people.contains_key(&person) {
                assert!(matches!(opened, Err(Error::NotARecipient)), "{person} still opens it");
                continue;
            }
            let mut container = opened.expect("a member opens it");
            let names: Vec<String> = container.entries().map(|e| e.name.to_string()).collect();
            let mut found = BTreeMap::new();
            for (id, name) in container.ids().zip(names) {
                let mut bytes = Vec::new();
                container.write_entry(id, &mut bytes, &Progress::new()).expect("an entry");
                found.insert(name, bytes);
            }
            assert!(found == self.files, "{:?}, not {:?}", found.keys(), self.files.keys());
            let listed = container.access().listed.iter();
            let listed: BTreeMap<usize, Role> =
                listed.map(|access| (who(&access.key), access.role)).collect();
            assert_eq!(listed, self.people);
        }
        let left = fs::read_dir(self.folder.path()).unwrap().count();
        assert_eq!(left, 2, "the container and the folder of inputs, and no lock");
    }

    fn path(&self) -> PathBuf {
        self.folder.path().join("dossier.scelle")
    }

    fn plan(&self, name: &str, bytes: &[u8]) -> Plan {
        let inputs = self.folder.path().join("inputs");
        fs::create_dir_all(&inputs).unwrap();
        fs::write(inputs.join("file"), bytes).unwrap();
        let paths = [inputs.join("file")];
        let plan = Plan::of_paths(&paths, &[], &PlanOptions::default(), &Progress::new()).unwrap();
        plan.named(EntryName::parse(name).unwrap()).unwrap()
    }

    fn try_to(&mut self, step: &Step) -> Result<()> {
        let editable = Editable::lock(&self.path(), &Journal::NONE)?.with_threads(Threads::ONE);
        let editor = editable.unlock(&keyring(step.by as usize % PEOPLE.len()))?;
        let mut people = self.people.clone();
        let mut files = self.files.clone();
        let Some(mut change) = self.plan_step(&editor, &step.what, &mut people, &mut files)? else {
            return Ok(());
        };
        editor.apply(&mut change, &Progress::new())?;
        (self.people, self.files) = (people, files);
        Ok(())
    }

    fn plan_step(
        &self,
        editor: &Editor<'_>,
        what: &What,
        people: &mut BTreeMap<usize, Role>,
        files: &mut BTreeMap<String, Vec<u8>>,
    ) -> Result<Option<Change>> {
        let options =
            EditOptions { allow_classical: true, force: true, ..EditOptions::new(1_790_000_001) };
        let name = |at: &u8| NAMES[*at as usize % NAMES.len()];
        match what {
            What::Join { who, role } => {
                let (who, role) = (*who as usize % PEOPLE.len(), role_of(*role));
                people.insert(who, role);
                editor.plan_additions(&[grant(who, role)], Roles::Change, &options)
            }
            What::Leave { who: leaving } => {
                let leaving = *leaving as usize % PEOPLE.len();
                people.remove(&leaving);
                let access = editor.access();
                let theirs = access.accesses().filter(|(_, access)| who(&access.key) == leaving);
                let theirs: Vec<AccessId> = theirs.map(|(id, _)| id).collect();
                editor.plan_removal(&theirs, &options).map(Some)
            }
            What::Rekey => editor.plan_rekey(&options).map(Some),
            What::Add { name: at, len, overwrite } => {
                let bytes = content(*len as usize % 200_000);
                let plan = self.plan(name(at), &bytes);
                files.insert(name(at).to_owned(), bytes);
                let edit = EntryEdit::Add { plan, overwrite: *overwrite };
                editor.plan_entries(edit, &[], &options).map(Some)
            }
            What::Remove { name: at } => {
                files.retain(|other, _| !is_at(other, name(at)));
                let names = [name(at).to_owned()];
                editor.plan_entries(EntryEdit::Remove { names: &names }, &[], &options).map(Some)
            }
            What::Rename { old, new, overwrite } => {
                let (old, new) = (name(old), name(new));
                let moving: Vec<String> =
                    files.keys().filter(|other| is_at(other, old)).cloned().collect();
                let moved: Vec<_> = moving
                    .iter()
                    .filter_map(|from| Some((from.replacen(old, new, 1), files.remove(from)?)))
                    .collect();
                files.extend(moved);
                let edit = EntryEdit::Rename { old, new, overwrite: *overwrite };
                editor.plan_entries(edit, &[], &options).map(Some)
            }
        }
    }
}

impl Default for Desk {
    fn default() -> Self {
        Self::new()
    }
}

fn is_at(name: &str, place: &str) -> bool {
    name.strip_prefix(place).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

fn content(len: usize) -> Vec<u8> {
    crate::plain(len)
}

fn role_of(number: u8) -> Role {
    [Role::Owner, Role::Member, Role::Recovery][number as usize % 3]
}

fn identity(person: usize) -> Identity {
    thread_local! {
        static ALL: Vec<Identity> = PEOPLE.iter().map(|text| read(text)).collect();
    }
    ALL.with(|all| all[person].clone())
}

fn read(text: &str) -> Identity {
    match IdentityFile::parse("key.txt".as_ref(), text.as_bytes()) {
        Ok(IdentityFile::Plain(mut identities)) => identities.remove(0),
        _ => panic!("an identity of the fuzzer's own"),
    }
}

fn keyring(person: usize) -> Keyring {
    let mut keyring = Keyring::new();
    keyring.add_identities([identity(person)]);
    keyring
}

fn who(key: &AccessKey) -> usize {
    let is_of = |person: &usize| match (key, identity(*person).to_recipient()) {
        (AccessKey::Recipient(key), Some(recipient)) => *key == recipient,
        _ => false,
    };
    (0..PEOPLE.len()).find(is_of).expect("a key of the fuzzer's own")
}

fn grant(person: usize, role: Role) -> Grant {
    let recipient = identity(person).to_recipient().expect("its public half");
    Grant {
        label: Label::lossy(["Alice", "Bob", "Carole"][person]),
        role,
        key: GrantKey::Recipient(recipient),
        trust: Trust::Verified,
        since: None,
    }
}
