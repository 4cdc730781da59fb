//! What is told of work while the user looks elsewhere: in the title of the window, and when it ends.

use std::time::{Duration, Instant};

use eframe::egui::{Context, UserAttentionType, ViewportCommand};
use scelle_i18n::text;

use crate::job::Glance;
use crate::reveal;

/// The end of work that took less is not announced.
const LONG: Duration = Duration::from_secs(8);
/// The title of the window, when nothing is at work.
const TITLE: &str = "Scellé";

/// What was told.
#[derive(Default)]
pub(super) struct Background {
    title: Option<String>,
    since: Option<Instant>,
}

impl Background {
    /// Tells how far the work at hand is, or that it ended.
    pub(super) fn tell(&mut self, ctx: &Context, glance: Option<Glance>) {
        let title = match &glance {
            Some(Glance { name, percent: Some(percent), .. }) => {
                let percent = text!("win-percent", percent = *percent);
                text!("win-title-working", percent = percent, name = name.as_str())
            }
            _ => TITLE.to_owned(),
        };
        if self.title.as_ref().is_some_and(|told| *told != title)
            || self.title.is_none() && title != TITLE
        {
            ctx.send_viewport_cmd(ViewportCommand::Title(title.clone()));
        }
        self.title = Some(title);
        let since = glance.map(|glance| glance.since);
        let ended = self.since.filter(|_| since.is_none());
        self.since = since;
        let focused = ctx.input(|input| input.viewport().focused != Some(false));
        if ended.is_some_and(|begun| begun.elapsed() >= LONG) && !focused {
            let attention = UserAttentionType::Informational;
            ctx.send_viewport_cmd(ViewportCommand::RequestUserAttention(attention));
            reveal::notify(&text!("win-notify-done"));
        }
    }
}
