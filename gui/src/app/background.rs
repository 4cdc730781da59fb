//! Work that the user does not watch: progress in the window's title, a notification at its end.

use std::time::{Duration, Instant};

use eframe::egui::{Context, UserAttentionType, ViewportCommand};
use scelle_i18n::text;

use crate::job::Glance;
use crate::reveal;

/// Interval at which the title is updated while the window is hidden.
const REFRESH: Duration = Duration::from_secs(1);
/// Work that took less is not announced.
const LONG: Duration = Duration::from_secs(8);
/// The window's title without work in progress.
const TITLE: &str = "Scellé";

/// What was shown last.
#[derive(Default)]
pub(super) struct Background {
    title: Option<String>,
    since: Option<Instant>,
}

impl Background {
    /// Shows the progress of the work in progress, or that it ended.
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
        if glance.is_some() {
            ctx.request_repaint_after(REFRESH);
        }
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
