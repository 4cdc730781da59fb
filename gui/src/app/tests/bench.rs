//! A user at the window, and the files that exist before it starts.

use super::*;
use scelle_core::files::output::{Existing, Target};

pub(super) const PHRASE: &str = "violet cactus regarde treize ponts";

/// Time limit of a job.
const PATIENCE: Duration = Duration::from_secs(60);

/// A user at the window.
pub(super) struct Bench {
    pub(super) harness: Harness<'static, App>,
    pub(super) canvas: Canvas,
    pub(super) folder: TempDir,
    /// Texts of a journey are in the language of its window.
    _language: scelle_i18n::Entered,
}

/// The files that exist before the window starts.
pub(super) struct Scene {
    pub(super) folder: TempDir,
    pub(super) language: &'static str,
}

impl Scene {
    pub(super) fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        Self { folder, language: "en" }
    }

    /// The same, for a user who reads this language.
    pub(super) fn in_language(language: &'static str) -> Self {
        Self { language, ..Self::new() }
    }

    pub(super) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(super) fn home(&self) -> Home {
        Home::at(self.path("home"))
    }

    pub(super) fn file(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, content).unwrap();
        path
    }

    /// The user's own key, under [`PHRASE`].
    pub(super) fn own_key(&self) -> Recipient {
        crate::own_keys::make(&self.home(), &phrase(PHRASE), cheap()).unwrap()
    }

    /// A colleague, among the contacts.
    pub(super) fn contact(&self, name: &str) -> Identity {
        let identity = HybridIdentity::generate().unwrap();
        let card = card_of(name, &identity);
        let mut contacts = Contacts::edit(&self.home().contacts().unwrap()).unwrap();
        contacts.add(&card, Label::parse(name).unwrap(), "2026-11-22", Existing::Refuse).unwrap();
        contacts.save().unwrap();
        Identity::Hybrid(Box::new(identity))
    }

    /// A container of these files, for these.
    pub(super) fn seal(&self, files: &[&str], grants: Vec<Grant>) -> PathBuf {
        let paths: Vec<_> = files.iter().map(|name| self.path(name)).collect();
        let plan = Plan::of_paths(&paths, &[], &PlanOptions::default(), &Progress::new()).unwrap();
        let scrypt = ScryptCost::insecure_for_tests();
        let options = SealOptions::new(grants, 1_790_000_000);
        let options = SealOptions { argon2: cheap(), scrypt, ..options };
        let path = self.path("box.scelle");
        let (input, existing) = (Input::Plan(&plan), Existing::Refuse);
        seal_to_file(input, &Target::new(&path).existing(existing), &options, &Progress::new())
            .unwrap();
        path
    }

    pub(super) fn start(self) -> Bench {
        self.start_with(&[])
    }

    pub(super) fn start_with(self, arguments: &[PathBuf]) -> Bench {
        let home = self.home();
        let config = home.config_path().unwrap();
        std::fs::create_dir_all(config.parent().unwrap()).unwrap();
        std::fs::write(&config, format!("language = \"{}\"\n", self.language)).unwrap();
        let policy = self.path("policy.toml");
        let arguments = arguments.to_vec();
        let create = move |creation: &mut eframe::CreationContext<'_>| {
            let mut session = Session::of(Profile::at(home, policy));
            session.cost = cheap();
            session.scrypt = ScryptCost::insecure_for_tests();
            App::new(&creation.egui_ctx, session, &arguments, Box::new(NoClipboard))
        };
        let language = scelle_i18n::enter(Language::parse(self.language).unwrap());
        let canvas = Canvas::default();
        let builder = Harness::builder().with_size(Vec2::new(1280.0, 800.0));
        let harness = builder.renderer(canvas.clone()).build_eframe(create);
        let mut bench = Bench { harness, canvas, folder: self.folder, _language: language };
        bench.settle();
        bench
    }
}

struct NoClipboard;

impl Clipboard for NoClipboard {
    fn clear_if(&mut self, ctx: &Context, _secret: &str) {
        ctx.copy_text(String::new());
    }
}

#[derive(Debug)]
struct Dropped(PathBuf);

impl eframe::egui::DroppedFile for Dropped {
    fn path(&self) -> &Path {
        &self.0
    }

    fn bytes(&self) -> Result<Vec<u8>, String> {
        std::fs::read(&self.0).map_err(|error| error.to_string())
    }
}

impl Bench {
    pub(super) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// A few frames: animations do not end by themselves while a job runs.
    pub(super) fn settle(&mut self) {
        self.harness.run_steps(4);
    }

    /// Resizes the window, in points of `scale` pixels.
    pub(super) fn resize(&mut self, size: [f32; 2], scale: f32) {
        // Points of another size change that of the window: first the one, then the other.
        self.harness.ctx.set_pixels_per_point(scale);
        self.harness.run_steps(2);
        self.harness.set_size(Vec2::from(size));
        self.settle();
    }

    pub(super) fn has(&self, label: &str) -> bool {
        self.harness.query_all_by_label(label).next().is_some()
    }

    pub(super) fn says(&self, part: &str) -> bool {
        self.harness.query_all_by_label_contains(part).next().is_some()
    }

    pub(super) fn labels(&self) -> Vec<String> {
        let nodes = self.harness.query_all_by_label_contains("");
        let told = |node: egui_kittest::Node<'_>| {
            let node = node.accesskit_node();
            node.label().or_else(|| node.value())
        };
        nodes.filter_map(told).collect()
    }

    /// Waits until a job led to this text.
    pub(super) fn wait(&mut self, part: &str) {
        self.until(part, |bench| bench.says(part));
    }

    pub(super) fn click(&mut self, label: &str) {
        let role = |role| self.harness.query_all_by_role_and_label(role, label).last();
        match role(NodeRole::Button).or_else(|| role(NodeRole::Tab)) {
            Some(button) => button.click_accesskit(),
            None => panic!("no button “{label}” in {:#?}", self.labels()),
        }
        self.settle();
    }

    /// Opens the container that was chosen, with its passphrase.
    pub(super) fn unlock(&mut self) {
        self.write("Passphrase of the container", PHRASE);
        self.click("Unlock");
        self.wait("Extract all");
    }

    /// Draws until this holds, during a job.
    pub(super) fn until(&mut self, what: &str, holds: impl Fn(&Self) -> bool) {
        let start = Instant::now();
        while !holds(self) {
            assert!(start.elapsed() < PATIENCE, "no “{what}” in {:#?}", self.labels());
            std::thread::sleep(Duration::from_millis(5));
            self.harness.step();
        }
        self.settle();
    }

    fn has_field(&self, label: &str) -> bool {
        let fields = [NodeRole::TextInput, NodeRole::PasswordInput];
        let is_there =
            |role| self.harness.query_all_by_role_and_label(role, label).next().is_some();
        fields.into_iter().any(is_there)
    }

    /// Waits for a field and replaces its content.
    pub(super) fn write(&mut self, label: &str, text: &str) {
        self.until(label, |bench| bench.has_field(label));
        let role = |role| self.harness.query_all_by_role_and_label(role, label).next();
        let Some(field) = role(NodeRole::TextInput).or_else(|| role(NodeRole::PasswordInput))
        else {
            panic!("no field “{label}” in {:#?}", self.labels());
        };
        field.focus();
        self.harness.run_steps(2);
        self.harness.key_press_modifiers(Modifiers::COMMAND, Key::A);
        self.harness.run_steps(2);
        self.harness.event(eframe::egui::Event::Text(text.to_owned()));
        self.settle();
    }

    /// The same, into a field of several lines.
    pub(super) fn write_lines(&mut self, label: &str, text: &str) {
        let role = NodeRole::MultilineTextInput;
        self.harness.get_by_role_and_label(role, label).focus();
        self.harness.run_steps(2);
        self.harness.key_press_modifiers(Modifiers::COMMAND, Key::A);
        self.harness.run_steps(2);
        self.harness.event(eframe::egui::Event::Paste(text.to_owned()));
        self.settle();
    }

    pub(super) fn press(&mut self, key: Key) {
        self.harness.key_press(key);
        self.settle();
    }

    pub(super) fn drop_files(&mut self, paths: &[PathBuf]) {
        let handles = paths.iter().map(|path| Arc::new(Dropped(path.clone())) as DroppedFileHandle);
        self.harness.input_mut().dropped_files = handles.collect();
        self.settle();
    }

    pub(super) fn choose(&mut self, entry: &str) {
        self.harness.get_by_label(&format!("Choose {entry}")).click_accesskit();
        self.settle();
    }

    pub(super) fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.path(name)).unwrap()
    }
}

pub(super) fn cheap() -> Argon2Cost {
    Argon2Cost::insecure_for_tests()
}

pub(super) fn phrase(text: &str) -> Passphrase {
    Passphrase::new(text).unwrap()
}

pub(super) fn card_of(name: &str, identity: &HybridIdentity) -> Card {
    crate::own_keys::card(name, "", "", Recipient::Hybrid(Box::new(identity.to_recipient())))
}

pub(super) fn to(identity: &Identity, name: &str) -> Grant {
    let (label, recipient) = (Label::parse(name).unwrap(), identity.to_recipient().unwrap());
    let addressee = Addressee { label, recipient, trust: Trust::Given };
    Grant::to(addressee, scelle_core::container::access::Role::Owner)
}

pub(super) fn by_phrase(name: &str, text: &str) -> Grant {
    let role = scelle_core::container::access::Role::Owner;
    Grant::passphrase(Label::parse(name).unwrap(), phrase(text), role)
}

pub(super) fn open_as(path: &Path, identity: &Identity) -> scelle_core::error::Result<Container> {
    let mut keyring = Keyring::new();
    keyring.add_identities([identity.clone()]);
    Locked::read(path)?.unlock(&keyring, Names::Refuse)
}

pub(super) fn open_with(path: &Path, text: &str) -> scelle_core::error::Result<Container> {
    let mut keyring = Keyring::new();
    keyring.add_passphrase(phrase(text));
    Locked::read(path)?.unlock(&keyring, Names::Refuse)
}

pub(super) fn names(container: &Container) -> Vec<String> {
    container.entries().map(|entry| entry.name.to_string()).collect()
}

pub(super) fn labels(container: &Container) -> Vec<String> {
    container.access().listed.iter().map(|access| access.label.to_string()).collect()
}

/// The event of a window that the user closes.
pub(super) fn close_window(bench: &mut Bench) {
    let root = eframe::egui::ViewportId::ROOT;
    let viewport = bench.harness.input_mut().viewports.entry(root).or_default();
    viewport.events.push(eframe::egui::ViewportEvent::Close);
    bench.harness.step();
}

pub(super) fn asked_of_the_system(bench: &Bench, command: &ViewportCommand) -> bool {
    let output = &bench.harness.output().viewport_output;
    output.values().any(|viewport| viewport.commands.contains(command))
}
