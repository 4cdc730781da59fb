//! The user's own card.

use std::path::PathBuf;

use eframe::egui::{Color32, Rect, Role, Sense, Ui, Vec2, WidgetInfo, vec2};
use lucide_icons::Icon;
use scelle_core::display::escape;
use scelle_core::keys::fingerprint::Fingerprint;
use scelle_core::profile::card::Card;
use scelle_i18n::text;

use super::{ContactsPage, Purpose};
use crate::app::Command;
use crate::dialogs::{Dialog, Wanted};
use crate::job::{Job, finished};
use crate::mail::{self, Mail, Mailed};
use crate::session::Session;
use crate::widgets::{Press, Tone, muted, path_field, section};
use crate::{own_keys, theme};

impl ContactsPage {
    pub(super) fn my_card(&mut self, ui: &mut Ui, session: &mut Session) {
        section(ui, Icon::ContactRound, text!("win-my-card"));
        let card = match (session.card().cloned(), session.own().last()) {
            (Some(card), _) => card,
            (_, Some(recipient)) => {
                let name = session.own_name().map(|name| name.to_string()).unwrap_or_default();
                own_keys::card(&name, "", "", recipient.clone())
            }
            _ => {
                ui.label(muted(ui, text!("win-my-card-none")));
                let make = text!("win-side-no-key");
                if ui.add(Press::new(&make).icon(Icon::KeyRound)).clicked() {
                    session.ask_for(Command::Go(crate::app::Place::Welcome));
                }
                return;
            }
        };
        ui.label(muted(ui, text!("win-my-card-about")));
        ui.horizontal_top(|ui| {
            let fingerprint = Fingerprint::of(&card.recipient).to_string();
            qr_code(ui, &fingerprint);
            ui.add_space(10.0);
            ui.vertical(|ui| {
                let name = card.name.as_ref().map(ToString::to_string).unwrap_or_default();
                ui.label(theme::strong(name));
                ui.label(muted(ui, text!("win-fingerprint")));
                crate::pages::fingerprint_digits(ui, &fingerprint);
            });
        });
        if self.my_card_path.is_empty() {
            let name = card.name.as_ref().map(ToString::to_string);
            let name = name.unwrap_or_else(|| "me".to_owned()).replace(['/', '\\'], "-");
            let user = directories::UserDirs::new();
            let folder = user.map(|user| user.home_dir().to_owned()).unwrap_or_default();
            self.my_card_path = folder.join(format!("{name}.scelle-card")).display().to_string();
        }
        let (_, browse) = path_field(ui, &text!("win-card-path"), &mut self.my_card_path);
        if browse && self.dialog.is_none() {
            let proposed = Wanted::Save(PathBuf::from(&self.my_card_path));
            let title = text!("win-my-card");
            self.dialog = Some(Dialog::show(ui.ctx(), Purpose::MyCard, proposed, title));
        }
        ui.horizontal(|ui| {
            let (save, copy) = (text!("win-card-save"), text!("win-card-copy"));
            if ui.add(Press::new(&save).icon(Icon::Save)).clicked() {
                let path = PathBuf::from(self.my_card_path.trim());
                match own_keys::export_card(&card, &path, false) {
                    Ok(()) => {
                        let place = escape(&path.display().to_string());
                        self.said = Some((Tone::Good, text!("win-card-saved-at", path = place)));
                    }
                    Err(error) => self.fault = Some(error.into()),
                }
            }
            let send = text!("win-card-send");
            let press = Press::new(&send).icon(Icon::Mail);
            if ui.add_enabled(self.mailing.is_none(), press).clicked() {
                self.send_card(ui, &card);
            }
            if ui.add(Press::new(&copy).icon(Icon::Copy)).clicked() {
                ui.ctx().copy_text(card.to_string());
                session.ask_for(Command::Tell(text!("win-copied")));
            }
        });
    }

    /// Writes the card to the chosen path, unless it is there, and mails it.
    fn send_card(&mut self, ui: &Ui, card: &Card) {
        let path = PathBuf::from(self.my_card_path.trim());
        let text = card.to_string();
        let is_there = std::fs::read_to_string(&path).is_ok_and(|there| there == text);
        if !is_there && let Err(error) = own_keys::export_card(card, &path, false) {
            return self.fault = Some(error.into());
        }
        let letter = Mail::card(path);
        let send = move |_: &_| mail::send(&letter);
        self.mailing = Some(Job::start(ui.ctx(), text!("win-mailing"), send));
    }

    /// Result of mailing the card.
    pub(super) fn listen_to_mail(&mut self, ui: &Ui) {
        match finished(&mut self.mailing, ui.ctx()) {
            Some(Ok(Ok(Mailed::Draft(draft)))) => {
                let path = escape(&draft.display().to_string());
                self.said = Some((Tone::Plain, text!("win-mail-card-draft", path = path)));
            }
            Some(Ok(Err(error)) | Err(error)) => self.fault = Some(error.into()),
            Some(Ok(Ok(Mailed::Program))) | None => {}
        }
    }
}

/// A fingerprint as a QR code for a telephone; left out if it cannot be drawn.
fn qr_code(ui: &mut Ui, text: &str) {
    let Ok(code) = qrcode::QrCode::new(text.as_bytes()) else { return };
    let modules = code.width();
    let size = 128.0;
    let (rect, response) = ui.allocate_exact_size(Vec2::splat(size), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Image, true, text!("win-qr-code")));
    let painter = ui.painter();
    painter.rect_filled(rect, 6.0, Color32::WHITE);
    let (inner, step) = (rect.shrink(10.0), (size - 20.0) / modules as f32);
    for (at, color) in code.to_colors().into_iter().enumerate() {
        if color == qrcode::Color::Dark {
            let corner = vec2((at % modules) as f32, (at / modules) as f32) * step;
            let module = Rect::from_min_size(inner.left_top() + corner, Vec2::splat(step + 0.2));
            painter.rect_filled(module, 0.0, Color32::BLACK);
        }
    }
}
