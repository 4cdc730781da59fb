//! Closing the window.

use eframe::egui::{Context, Ui, ViewportCommand};
use scelle_i18n::text;

use super::App;
use crate::pages::seal::finished::only_passphrase;
use crate::widgets::{Kind, Press, dialog, dialog_title, dialog_width};

/// What stands in the way of closing the window.
#[derive(Default, PartialEq)]
pub(super) enum Closing {
    #[default]
    No,
    /// Work is in progress.
    Asking,
    /// The window shows the only copy of a passphrase.
    AskingForPassphrase,
    Yes,
}

impl App {
    /// Keeps the window open, shown or hidden, until the user has answered what closing would lose.
    pub(super) fn hold_the_window(&mut self, ctx: &Context) {
        let asked = ctx.input(|input| input.viewport().close_requested());
        if !asked || self.closing == Closing::Yes {
            return;
        }
        self.closing = match () {
            () if self.seal.holds_the_only_passphrase() => Closing::AskingForPassphrase,
            () if self.is_busy() => Closing::Asking,
            () => return,
        };
        let show = [ViewportCommand::Minimized(false), ViewportCommand::Focus];
        let commands = [ViewportCommand::CancelClose].into_iter().chain(show);
        commands.for_each(|command| ctx.send_viewport_cmd(command));
    }

    /// Asks before work is interrupted, and before the only copy of a passphrase is lost.
    pub(super) fn ask_before_closing(&mut self, ui: &mut Ui) {
        match self.closing {
            Closing::Asking => self.ask_to_interrupt(ui),
            Closing::AskingForPassphrase => {
                match only_passphrase(ui.ctx(), &text!("win-passed-on-close")) {
                    Some(true) => self.closing = Closing::Yes,
                    Some(false) => self.closing = Closing::No,
                    None => {}
                }
            }
            Closing::No | Closing::Yes => {}
        }
    }

    fn ask_to_interrupt(&mut self, ui: &Ui) {
        let modal = dialog("closing", ui.ctx()).show(ui.ctx(), |ui| {
            dialog_width(ui, 380.0);
            dialog_title(ui, &text!("win-close-title"));
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

    /// Closes the window once the work has stopped and cleaned up.
    pub(super) fn close_when_idle(&mut self, ctx: &Context) {
        if self.closing == Closing::Yes && !self.is_busy() {
            ctx.send_viewport_cmd(ViewportCommand::Close);
        }
    }
}
