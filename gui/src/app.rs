//! The program: which page is shown, what is dropped on it, and what concerns all pages.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use eframe::egui::{
    Align2, CentralPanel, Context, CornerRadius, Frame, Id, Margin, Panel, RichText, Role, Sense,
    Stroke, Ui, ViewportCommand, WidgetInfo, vec2,
};
use lucide_icons::Icon;
use scelle_core::container::source::is_age;
use scelle_core::keys::passphrase::Passphrase;
use scelle_core::seal::EXTENSION;
use scelle_i18n::text;

use crate::desk::{self, Desk};
use crate::pages::contacts::ContactsPage;
use crate::pages::open::OpenPage;
use crate::pages::seal::SealPage;
use crate::pages::settings::SettingsPage;
use crate::pages::start::StartPage;
use crate::pages::welcome::WelcomePage;
use crate::theme::{self, icon_font, palette, strong_font};
use crate::widgets::people::is_card;
use crate::widgets::{Kind, Press, dialog, dialog_width, fault};

/// The keys that do things, told in tooltips.
pub(crate) mod keys {
    use eframe::egui::{Key, KeyboardShortcut, Modifiers, Ui};

    /// Stops, closes, goes back.
    pub(crate) const CANCEL: KeyboardShortcut = KeyboardShortcut::new(Modifiers::NONE, Key::Escape);
    /// Does what the page is for.
    pub(crate) const CONFIRM: KeyboardShortcut =
        KeyboardShortcut::new(Modifiers::COMMAND, Key::Enter);
    /// Asks for files.
    pub(crate) const OPEN: KeyboardShortcut = KeyboardShortcut::new(Modifiers::COMMAND, Key::O);

    /// Whether these keys were pressed just now, and are not for a dialog above; nobody else sees
    /// them then.
    pub(crate) fn pressed(ui: &Ui, keys: KeyboardShortcut) -> bool {
        let above = ui.memory(|memory| memory.is_above_modal_layer(ui.layer_id()));
        above && ui.is_enabled() && ui.input_mut(|input| input.consume_shortcut(&keys))
    }
}

/// A passphrase does not stay in the clipboard for longer.
const CLIPBOARD: Duration = Duration::from_secs(60);
/// A short message stays that long.
const TOAST: Duration = Duration::from_secs(4);

/// Below that, as with a window of 1280 pixels at 200 %, the page needs the room of the names.
const NARROW: f32 = 740.0;
/// And the places stand closer together.
const LOW: f32 = 400.0;

/// Where one may be.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub(crate) enum Place {
    /// Two buttons, and what was sealed or opened last.
    #[default]
    Start,
    /// The first time.
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

/// What a page wants of the whole program.
pub(crate) enum Wish {
    /// To be elsewhere.
    Go(Place),
    /// To open a container.
    Open(PathBuf),
    /// To say something for a moment.
    Tell(String),
    /// To put a passphrase in the clipboard for a minute.
    CopySecret(Passphrase),
    /// To have theme and scale as they are remembered now.
    Dress,
}

/// The program's state.
pub(crate) struct App {
    desk: Desk,
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
}

/// Whether the window is to be closed.
#[derive(Default, PartialEq)]
enum Closing {
    #[default]
    No,
    Asking,
    Yes,
}

/// What can tell and forget what the clipboard holds: egui only writes it.
pub(crate) trait Clipboard {
    /// Clears it, if it still holds this.
    fn clear_if(&mut self, ctx: &Context, secret: &str);
}

/// The system's. It is read, so that what was copied since is left alone.
#[derive(Default)]
pub(crate) struct SystemClipboard;

impl Clipboard for SystemClipboard {
    fn clear_if(&mut self, ctx: &Context, secret: &str) {
        let clipboard = arboard::Clipboard::new();
        let held = clipboard.map(|mut held| (held.get_text().map(zeroize::Zeroizing::new), held));
        match held {
            Ok((Ok(text), _)) if *text != secret => {}
            // A picture, or nothing any more.
            Ok((Err(arboard::Error::ContentNotAvailable), _)) => {}
            Ok((_, mut clipboard)) => {
                // When the program ends, nobody does what egui is asked to.
                let _ = clipboard.clear();
                ctx.copy_text(String::new());
            }
            // One that cannot be read is cleared all the same.
            Err(_) => ctx.copy_text(String::new()),
        }
    }
}

impl App {
    /// The program on this desk; `arguments` are what it was started with.
    #[must_use]
    pub(crate) fn new(
        ctx: &Context,
        desk: Desk,
        arguments: &[PathBuf],
        clipboards: Box<dyn Clipboard>,
    ) -> Self {
        theme::install(ctx);
        scelle_i18n::select(desk::language(&desk));
        let first = desk.own.is_empty() && !desk.memory.welcomed && arguments.is_empty();
        let mut app = Self {
            desk,
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
        };
        app.dress(ctx);
        app.take_in(ctx, arguments.to_vec());
        app
    }

    /// Goes to a page.
    pub(crate) fn go(&mut self, place: Place) {
        self.place = place;
        match place {
            Place::Seal => self.seal.enter(&self.desk),
            Place::Contacts => self.desk.reload(),
            Place::Settings => self.settings.enter(&self.desk),
            Place::Start | Place::Welcome | Place::Open => {}
        }
    }

    fn dress(&self, ctx: &Context) {
        ctx.set_theme(self.desk.memory.theme);
        ctx.set_zoom_factor(self.desk.memory.scale);
    }

    fn is_busy(&self) -> bool {
        self.seal.is_busy()
            || self.open.is_busy()
            || self.welcome.is_busy()
            || self.settings.is_busy()
    }

    /// Files that were dropped, or given as arguments: a container is opened, a card taken in,
    /// anything else sealed; where a page has its own use for them, that.
    fn take_in(&mut self, ctx: &Context, paths: Vec<PathBuf>) {
        if paths.is_empty() || self.is_busy() {
            return;
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
            [card] if is_card(card) => {
                self.go(Place::Contacts);
                self.contacts.import(card);
            }
            [container] if is_container(container) => {
                self.go(Place::Open);
                self.open.choose(ctx, container, &self.desk);
            }
            _ => {
                self.go(Place::Seal);
                self.seal.add(paths);
            }
        }
    }

    fn grant(&mut self, ctx: &Context) {
        for wish in std::mem::take(&mut self.desk.wishes) {
            match wish {
                Wish::Go(place) => self.go(place),
                Wish::Open(path) => {
                    self.go(Place::Open);
                    self.open.choose(ctx, &path, &self.desk);
                }
                Wish::Tell(text) => self.toast = Some((text, Instant::now())),
                Wish::CopySecret(passphrase) => {
                    ctx.copy_text(passphrase.reveal().to_owned());
                    self.clipboard = Some((passphrase, Instant::now()));
                    self.toast = Some((text!("win-copied-secret"), Instant::now()));
                }
                Wish::Dress => self.dress(ctx),
            }
        }
    }

    fn forget_clipboard(&mut self, ctx: &Context) {
        let Some((secret, since)) = &self.clipboard else { return };
        match CLIPBOARD.checked_sub(since.elapsed()) {
            Some(left) => ctx.request_repaint_after(left),
            None => {
                self.clipboards.clear_if(ctx, secret.reveal());
                self.clipboard = None;
            }
        }
    }

    /// Closing in mid-work asks.
    fn mind_closing(&mut self, ui: &mut Ui) {
        let asked = ui.input(|input| input.viewport().close_requested());
        if asked && self.is_busy() && self.closing != Closing::Yes {
            ui.ctx().send_viewport_cmd(ViewportCommand::CancelClose);
            self.closing = Closing::Asking;
        }
        if self.closing != Closing::Asking {
            return;
        }
        let modal = dialog("closing", ui.ctx()).show(ui.ctx(), |ui| {
            dialog_width(ui, 380.0);
            ui.label(theme::title(text!("win-close-title")));
            ui.label(text!("win-close-about"));
            ui.add_space(8.0);
            ui.horizontal(|ui| {
                let (stop, stay) = (text!("win-close-stop"), text!("win-close-stay"));
                if ui.add(Press::new(&stop).kind(Kind::Danger)).clicked() {
                    self.seal.cancel();
                    self.open.cancel();
                    self.closing = Closing::Yes;
                }
                if ui.add(Press::primary(&stay)).clicked() {
                    self.closing = Closing::No;
                }
            });
        });
        if modal.should_close() && self.closing == Closing::Asking {
            self.closing = Closing::No;
        }
    }

    /// Once the work has stopped and cleaned up, the window closes.
    fn close_when_idle(&mut self, ctx: &Context) {
        if self.closing == Closing::Yes && !self.is_busy() {
            ctx.send_viewport_cmd(ViewportCommand::Close);
        }
    }

    /// The places; where there is little room, by their icons alone.
    fn sidebar(&mut self, ui: &mut Ui, narrow: bool) {
        let busy = self.is_busy();
        brand(ui, narrow);
        // As low as a window may be, everything must still have room.
        let low = ui.available_height() < LOW;
        let height = if low { 32.0 } else { 40.0 };
        ui.spacing_mut().item_spacing.y = if low { 3.0 } else { 8.0 };
        ui.add_space(if low { 2.0 } else { 14.0 });
        let places = [
            (Place::Start, Icon::House, text!("win-place-start")),
            (Place::Seal, Icon::Stamp, text!("win-place-seal")),
            (Place::Open, Icon::PackageOpen, text!("win-place-open")),
            (Place::Contacts, Icon::Users, text!("win-place-contacts")),
            (Place::Settings, Icon::Settings, text!("win-place-settings")),
        ];
        for (number, (place, icon, name)) in places.into_iter().enumerate() {
            let shortcut = eframe::egui::KeyboardShortcut::new(
                eframe::egui::Modifiers::COMMAND,
                DIGITS.get(number).copied().unwrap_or(eframe::egui::Key::Num1),
            );
            let here = self.place == place;
            let press = if narrow { Press::icon_only(icon, &name) } else { Press::new(&name) };
            let press = press
                .icon(icon)
                .kind(Kind::Place { here })
                .width(ui.available_width())
                .height(height)
                .shortcut(shortcut);
            let clicked = ui.add_enabled(!busy || here, press).clicked();
            if !busy && (clicked || keys::pressed(ui, shortcut)) {
                self.go(place);
            }
        }
        ui.with_layout(eframe::egui::Layout::bottom_up(eframe::egui::Align::Min), |ui| {
            ui.add_space(4.0);
            let (icon, words) = match self.desk.own_name() {
                _ if self.desk.own.is_empty() => (Icon::KeyRound, text!("win-side-no-key")),
                Some(name) => (Icon::UserCheck, name.to_string()),
                None => (Icon::UserCheck, text!("win-side-key")),
            };
            let press = if narrow { Press::icon_only(icon, &words) } else { Press::new(&words) };
            let kind = Kind::Place { here: false };
            let press = press.icon(icon).kind(kind).width(ui.available_width()).height(height);
            let tooltip = text!("win-side-about");
            if ui.add_enabled(!busy, press.tooltip(&tooltip)).clicked() {
                self.go(if self.desk.own.is_empty() { Place::Welcome } else { Place::Settings });
            }
        });
    }

    fn page(&mut self, ui: &mut Ui) {
        fault(ui, &mut self.desk.fault);
        match self.place {
            Place::Start => self.start.ui(ui, &mut self.desk),
            Place::Welcome => self.welcome.ui(ui, &mut self.desk),
            Place::Seal => self.seal.ui(ui, &mut self.desk),
            Place::Open => self.open.ui(ui, &mut self.desk),
            Place::Contacts => self.contacts.ui(ui, &mut self.desk),
            Place::Settings => self.settings.ui(ui, &mut self.desk),
        }
    }

    fn toast(&mut self, ui: &Ui) {
        let Some((text, since)) = &self.toast else { return };
        let Some(left) = TOAST.checked_sub(since.elapsed()) else {
            self.toast = None;
            return;
        };
        ui.ctx().request_repaint_after(left);
        let p = palette(ui);
        let area = eframe::egui::Area::new(Id::unique("toast"))
            .anchor(Align2::CENTER_BOTTOM, vec2(100.0, -24.0))
            .interactable(false);
        area.show(ui.ctx(), |ui| {
            let frame = Frame::new()
                .fill(p.text)
                .corner_radius(CornerRadius::same(10))
                .inner_margin(Margin::symmetric(16, 10));
            frame.show(ui, |ui| ui.label(RichText::new(text).color(p.ground)));
        });
    }
}

const DIGITS: [eframe::egui::Key; 5] = {
    use eframe::egui::Key;
    [Key::Num1, Key::Num2, Key::Num3, Key::Num4, Key::Num5]
};

impl eframe::App for App {
    /// Also while the window is hidden.
    fn logic(&mut self, ctx: &Context, _frame: &mut eframe::Frame) {
        self.forget_clipboard(ctx);
    }

    fn ui(&mut self, ui: &mut Ui, _frame: &mut eframe::Frame) {
        let ctx = ui.ctx().clone();
        #[cfg(windows)]
        crate::dialogs::belong_to(&ctx, _frame);
        let dropped: Vec<PathBuf> =
            ui.input(|input| input.raw.dropped_files.iter().map(|f| f.path().to_owned()).collect());
        self.take_in(&ctx, dropped);
        let p = palette(ui);
        let side = Frame::new().fill(p.surface).inner_margin(Margin::symmetric(12, 14));
        let narrow = ui.available_width() < NARROW;
        Panel::left("places")
            .exact_size(if narrow { 64.0 } else { 196.0 })
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
        self.grant(&ctx);
        self.mind_closing(ui);
        self.close_when_idle(&ctx);
        self.toast(ui);
    }

    fn on_exit(&mut self, _gl: Option<&eframe::glow::Context>) {
        if let Some((secret, _)) = self.clipboard.take() {
            self.clipboards.clear_if(&Context::default(), secret.reveal());
        }
    }
}

/// The seal, and the name.
fn brand(ui: &mut Ui, narrow: bool) {
    let p = palette(ui);
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), 44.0), Sense::empty());
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, "Scellé"));
    let center = rect.left_center() + vec2(20.0, 0.0);
    let painter = ui.painter();
    // A blob of wax: twelve small bulges around a disc.
    for bulge in 0..12 {
        let angle = bulge as f32 * std::f32::consts::TAU / 12.0;
        painter.circle_filled(center + 13.5 * vec2(angle.cos(), angle.sin()), 4.2, p.wax);
    }
    painter.circle_filled(center, 14.5, p.wax);
    painter.circle_stroke(center, 10.5, Stroke::new(1.2, p.surface));
    let middle = Align2::CENTER_CENTER;
    painter.text(center, middle, theme::glyph(Icon::Lock), icon_font(12.5), p.surface);
    if !narrow {
        let at = rect.left_center() + vec2(46.0, 0.0);
        painter.text(at, Align2::LEFT_CENTER, "Scellé", strong_font(20.0), p.text);
    }
}

/// A container, by its name or by what it is.
fn is_container(path: &Path) -> bool {
    let named = path.extension().is_some_and(|end| end == EXTENSION || end == "age");
    path.is_file() && (named || is_age(path))
}

#[cfg(test)]
mod tests;
