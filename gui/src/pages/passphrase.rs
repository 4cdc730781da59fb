//! Choosing a passphrase: typed twice, or generated and shown.

use eframe::egui::{Key, Ui};
use lucide_icons::Icon;
use scelle_core::error::Result;
use scelle_core::keys::passphrase::Passphrase;
use scelle_core::keys::strength::{self, WordList};
use scelle_i18n::{Language, text};

use super::{shown_passphrase, strength_line};
use crate::session::Session;
use crate::theme::palette;
use crate::widgets::{Press, Secret, secret_field};

/// The fields.
#[derive(Default)]
pub(super) struct NewPassphrase {
    generated: Option<Passphrase>,
    typed: Secret,
    again: Secret,
}

impl NewPassphrase {
    /// Draws the fields, the first under this name; `true` when Enter was pressed in the last one.
    pub(super) fn ui(&mut self, ui: &mut Ui, name: &str, session: &mut Session) -> bool {
        if let Some(passphrase) = &self.generated {
            let _copied = shown_passphrase(ui, passphrase, session);
            return false;
        }
        secret_field(ui, name, &mut self.typed);
        strength_line(ui, &self.typed);
        let again = secret_field(ui, &text!("win-passphrase-again"), &mut self.again);
        if !self.again.is_empty() && self.again.typed() != self.typed.typed() {
            ui.colored_label(palette(ui).danger, text!("win-passphrases-differ"));
        }
        again.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter))
    }

    /// The button that generates one, or goes back to typing.
    ///
    /// # Errors
    /// When there are no random numbers.
    pub(super) fn other_way(&mut self, ui: &mut Ui) -> Result<()> {
        let other = match self.is_generated() {
            false => text!("win-generate"),
            true => text!("win-choose-own"),
        };
        if !ui.add(Press::new(&other).icon(Icon::Dices)).clicked() {
            return Ok(());
        }
        if self.generated.take().is_none() {
            self.generated = Some(generate()?);
        }
        Ok(())
    }

    /// Whether it was generated, so that the user must note it.
    #[must_use]
    pub(super) fn is_generated(&self) -> bool {
        self.generated.is_some()
    }

    /// Whether one was typed or generated.
    #[must_use]
    pub(super) fn has_begun(&self) -> bool {
        self.is_generated() || !self.typed.is_empty()
    }

    /// Whether it is complete.
    #[must_use]
    pub(super) fn is_ready(&self) -> bool {
        let typed = !self.typed.is_empty() && self.typed.typed() == self.again.typed();
        self.is_generated() || typed
    }

    /// The passphrase, if it is good enough.
    ///
    /// # Errors
    /// [`PassphraseRefused`](scelle_core::error::Error::PassphraseRefused), and the policy's.
    pub(super) fn chosen(&self, session: &Session) -> Result<Passphrase> {
        if let Some(generated) = &self.generated {
            return Ok(generated.clone());
        }
        let typed = self.typed.passphrase()?;
        strength::check(&typed)?;
        session.rules().check_passphrase(&typed)?;
        Ok(typed)
    }
}

/// Generates a passphrase, in words of the reader's language.
pub(super) fn generate() -> Result<Passphrase> {
    strength::generate(match scelle_i18n::current() {
        Language::English => WordList::English,
        Language::French => WordList::French,
    })
}
