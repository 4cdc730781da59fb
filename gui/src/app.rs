//! The program: the page that is shown, dropped files, and everything that concerns all pages.

mod background;
mod clipboard;
mod closing;
pub(crate) mod keys;
mod sidebar;

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

pub(crate) use self::clipboard::{Clipboard, SystemClipboard};
use eframe::egui::{
    Align2, CentralPanel, Context, CornerRadius, Frame, Id, Margin, Panel, RichText, Stroke, Ui,
    vec2,
};
use scelle_core::container::source::is_age;
use scelle_core::keys::passphrase::Passphrase;
use scelle_core::profile::card::Card;
use scelle_core::profile::directory::Addressee;
use scelle_core::seal::EXTENSION;
use scelle_i18n::text;

use self::background::Background;
use self::closing::Closing;
use crate::pages::column;
use crate::pages::contacts::ContactsPage;
use crate::pages::open::OpenPage;
use crate::pages::seal::SealPage;
use crate::pages::settings::SettingsPage;
use crate::pages::start::StartPage;
use crate::pages::welcome::WelcomePage;
use crate::session::Session;
use crate::theme::{self, palette};
use crate::widgets::people::is_card;
use crate::widgets::{access, fault, note_input};

/// How long a short message stays.
const TOAST: Duration = Duration::from_secs(4);

/// Width below which the places are shown by icons alone, such as 1280 pixels at 200 %.
const NARROW: f32 = 740.0;

/// The argument before files that are to be sealed, even if they are containers.
const TO_SEAL: &str = "--seal";

/// A place of the program.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub(crate) enum Place {
    /// Two buttons, and the recent containers.
    #[default]
    Start,
    /// The first start.
    Welcome,
    /// Sealing.
    Seal,
    /// Opening.
    Open,
    /// The contacts.
    Contacts,
    /// The settings.
    Settings,
}

/// What a page asks of the program.
pub(crate) enum Command {
    /// Go to another place.
    Go(Place),
    /// Open a container.
    Open(PathBuf),
    /// Show a short message.
    Tell(String),
    /// Copy a passphrase; it is cleared after a minute.
    CopySecret(Passphrase),
    /// Show a card before it becomes a contact, under this name.
    TakeCard(Box<Card>, String),
    /// Seal for these recipients.
    SealFor(Vec<Addressee>),
    /// Apply the remembered theme and scale.
    Dress,
}

/// The program's state.
pub(crate) struct App {
    session: Session,
    place: Place,
    start: StartPage,
    welcome: WelcomePage,
    seal: SealPage,
    open: OpenPage,
    contacts: ContactsPage,
    settings: SettingsPage,
    toast: Option<(String, Instant)>,
    clipboard: Option<(Passphrase, Instant)>,
    clipboards: Box<dyn Clipboard>,
    closing: Closing,
    background: Background,
}

impl App {
    /// The program on this session, started with these arguments.
    #[must_use]
    pub(crate) fn new(
        ctx: &Context,
        session: Session,
        arguments: &[PathBuf],
        clipboards: Box<dyn Clipboard>,
    ) -> Self {
        theme::install(ctx);
        let _language = scelle_i18n::enter(session.language);
        let first = session.own().is_empty() && !session.memory.welcomed && arguments.is_empty();
        let mut app = Self {
            session,
            place: if first { Place::Welcome } else { Place::Start },
            start: StartPage,
            welcome: WelcomePage::default(),
            seal: SealPage::default(),
            open: OpenPage::default(),
            contacts: ContactsPage::default(),
            settings: SettingsPage::default(),
            toast: None,
            clipboard: None,
            clipboards,
            closing: Closing::No,
            background: Background::default(),
        };
        app.dress(ctx);
        match arguments {
            [first, files @ ..] if first.as_os_str() == TO_SEAL => {
                app.go(Place::Seal);
                app.seal.add(files.to_vec());
            }
            files => app.take_in(ctx, files.to_vec()),
        }
        app
    }

    /// Goes to a page.
    pub(crate) fn go(&mut self, place: Place) {
        self.place = place;
        self.session.visit += 1;
        match place {
            Place::Seal => {
                self.session.reload();
                self.seal.enter(&self.session);
            }
            Place::Contacts => self.session.reload(),
            Place::Settings => self.settings.enter(&self.session),
            Place::Start | Place::Welcome | Place::Open => {}
        }
    }

    fn dress(&self, ctx: &Context) {
        ctx.set_theme(self.session.memory.theme);
        ctx.set_zoom_factor(self.session.memory.scale);
    }

    /// Remembers the window's size for the next start.
    fn note_size(&mut self, ctx: &Context) {
        let zoom = ctx.zoom_factor();
        let size = ctx.input(|input| {
            let viewport = input.viewport();
            let whole = viewport.maximized == Some(true) || viewport.fullscreen == Some(true);
            viewport.inner_rect.filter(|_| !whole).map(|rect| rect.size() * zoom)
        });
        self.session.memory.size = size.map(|size| [size.x, size.y]).or(self.session.memory.size);
    }

    fn is_busy(&self) -> bool {
        self.seal.is_busy()
            || self.open.is_busy()
            || self.welcome.is_busy()
            || self.settings.is_busy()
    }

    /// Takes files that were dropped or given as arguments: a container is opened, a card becomes a
    /// contact, anything else is sealed, unless the page has its own use for files.
    fn take_in(&mut self, ctx: &Context, paths: Vec<PathBuf>) {
        if paths.is_empty() || self.is_busy() {
            return;
        }
        if paths.iter().all(|path| is_card(path)) {
            self.go(Place::Contacts);
            return self.contacts.import(&paths);
        }
        if self.place == Place::Seal {
            return self.seal.add(paths);
        }
        if self.place == Place::Open
            && self.open.is_open()
            && !paths.iter().all(|p| is_container(p))
        {
            return self.open.offer(paths);
        }
        match paths.as_slice() {
            [container] if is_container(container) => {
                self.go(Place::Open);
                self.open.choose(ctx, container, &self.session);
            }
            _ => {
                self.go(Place::Seal);
                self.seal.add(paths);
            }
        }
    }

    fn run_commands(&mut self, ctx: &Context) {
        for command in std::mem::take(&mut self.session.commands) {
            match command {
                Command::Go(place) => self.go(place),
                Command::Open(path) => {
                    self.go(Place::Open);
                    self.open.choose(ctx, &path, &self.session);
                }
                Command::Tell(text) => self.toast = Some((text, Instant::now())),
                Command::CopySecret(passphrase) => {
                    ctx.copy_text(passphrase.reveal().to_owned());
                    self.clipboard = Some((passphrase, Instant::now()));
                    self.toast = Some((text!("win-copied-secret"), Instant::now()));
                }
                Command::TakeCard(card, name) => {
                    self.go(Place::Contacts);
                    self.contacts.offer(*card, &name);
                }
                Command::SealFor(people) => {
                    self.go(Place::Seal);
                    self.seal.choose(people);
                }
                Command::Dress => self.dress(ctx),
            }
        }
    }

    fn page(&mut self, ui: &mut Ui) {
        if self.session.fault.is_some() {
            column(ui, |ui| fault(ui, &mut self.session.fault));
            ui.add_space(6.0);
        }
        match self.place {
            Place::Start => self.start.ui(ui, &mut self.session),
            Place::Welcome => self.welcome.ui(ui, &mut self.session),
            Place::Seal => self.seal.ui(ui, &mut self.session),
            Place::Open => self.open.ui(ui, &mut self.session),
            Place::Contacts => self.contacts.ui(ui, &mut self.session),
            Place::Settings => self.settings.ui(ui, &mut self.session),
        }
    }

    /// The window's title: the program and the place.
    fn title(&self) -> String {
        let place = match self.place {
            Place::Start => text!("win-place-start"),
            Place::Welcome => text!("win-place-welcome"),
            Place::Seal => text!("win-place-seal"),
            Place::Open => text!("win-place-open"),
            Place::Contacts => text!("win-place-contacts"),
            Place::Settings => text!("win-place-settings"),
        };
        text!("win-title", place = place)
    }

    fn toast(&mut self, ui: &Ui) {
        let Some((text, since)) = &self.toast else { return };
        let Some(left) = TOAST.checked_sub(since.elapsed()) else {
            self.toast = None;
            return;
        };
        ui.ctx().request_repaint_after(left);
        let p = palette(ui);
        // Centred on the page, and never wider than it.
        let mut page = ui.ctx().content_rect();
        page.min.x += side_width(page.width() < NARROW);
        let area = eframe::egui::Area::new(Id::unique("toast"))
            .pivot(Align2::CENTER_BOTTOM)
            .fixed_pos(page.center_bottom() - vec2(0.0, 24.0))
            .interactable(false);
        area.show(ui.ctx(), |ui| {
            ui.set_max_width(page.width() - 80.0);
            access::announce(ui, false);
            let frame = Frame::new()
                .fill(p.text)
                .corner_radius(CornerRadius::same(10))
                .inner_margin(Margin::symmetric(16, 10));
            frame.show(ui, |ui| ui.label(RichText::new(text).color(p.ground)));
        });
    }
}

impl eframe::App for App {
    /// Everything that goes on while the window is hidden, when no frame is drawn.
    fn logic(&mut self, ctx: &Context, _frame: &mut eframe::Frame) {
        let _language = scelle_i18n::enter(self.session.language);
        self.forget_clipboard(ctx);
        self.hold_the_window(ctx);
        let glance = self.seal.glance().or_else(|| self.open.glance());
        self.background.tell(ctx, glance);
    }

    fn ui(&mut self, ui: &mut Ui, _frame: &mut eframe::Frame) {
        let _language = scelle_i18n::enter(self.session.language);
        let ctx = ui.ctx().clone();
        note_input(&ctx);
        #[cfg(windows)]
        crate::dialogs::belong_to(&ctx, _frame);
        let dropped: Vec<PathBuf> =
            ui.input(|input| input.raw.dropped_files.iter().map(|f| f.path().to_owned()).collect());
        self.take_in(&ctx, dropped);
        access::name_window(&ctx, &self.title());
        let p = palette(ui);
        let side = Frame::new().fill(p.surface).inner_margin(Margin::symmetric(12, 14));
        let narrow = ui.available_width() < NARROW;
        Panel::left("places")
            .exact_size(side_width(narrow))
            .resizable(false)
            .show_separator_line(false)
            .frame(side)
            .show(ui, |ui| self.sidebar(ui, narrow));
        let page = Frame::new().fill(p.ground).inner_margin(Margin {
            left: if narrow { 14 } else { 24 },
            right: 10,
            top: 20,
            bottom: 14,
        });
        CentralPanel::default().frame(page).show(ui, |ui| self.page(ui));
        if ui.input(|input| !input.raw.hovered_files.is_empty()) {
            let edge = Stroke::new(3.0, p.primary);
            let all = ui.ctx().content_rect().shrink(3.0);
            let front =
                eframe::egui::LayerId::new(eframe::egui::Order::Foreground, Id::unique("drop"));
            let painter = ui.ctx().layer_painter(front);
            painter.rect_stroke(all, CornerRadius::same(8), edge, eframe::egui::StrokeKind::Inside);
        }
        self.run_commands(&ctx);
        self.note_size(&ctx);
        self.ask_before_closing(ui);
        self.close_when_idle(&ctx);
        self.toast(ui);
    }

    fn on_exit(&mut self, _gl: Option<&eframe::glow::Context>) {
        self.session.save_memory();
        if let Some((secret, _)) = self.clipboard.take() {
            self.clipboards.clear_if(&Context::default(), secret.reveal());
        }
    }
}

/// Width of the side bar.
fn side_width(narrow: bool) -> f32 {
    if narrow { 64.0 } else { 196.0 }
}

/// Whether a file is a container, by its name or content.
fn is_container(path: &Path) -> bool {
    let named = path.extension().is_some_and(|end| end == EXTENSION || end == "age");
    path.is_file() && (named || is_age(path))
}

#[cfg(test)]
mod tests;
