//! `scelle card`: the user's own contact card, to give to whoever seals for them. What it says of the
//! user is kept for the next time, and names them in the containers that they seal.

use scelle_core::files::output::{Existing, write_text};
use scelle_core::profile::card::Card;

use super::{Context, contact, today};
use crate::args::CardArgs;
use crate::failure::{Failure, Result};

pub(crate) fn run(args: &CardArgs, context: &Context<'_>) -> Result<()> {
    let recipient = context.home.own_recipient()?.ok_or(Failure::NoKey)?;
    let kept = context.home.own_card()?;
    let label = |given: &Option<String>, kept: Option<_>| match given {
        Some(text) => contact::label(text).map(Some),
        None => Ok(kept),
    };
    let (name, email, organisation) = match kept {
        Some(card) => (card.name, card.email, card.organisation),
        None => (None, None, None),
    };
    let card = Card {
        name: Some(
            label(&args.name, name.or_else(|| context.config.name.clone()))?
                .ok_or(Failure::NameNeeded)?,
        ),
        email: label(&args.email, email)?,
        organisation: label(&args.organisation, organisation)?,
        date: Some(contact::label(&today())?),
        recipient,
    };
    write_text(
        &context.home.card_path().ok_or(Failure::NoHome)?,
        &card.to_string(),
        Existing::Replace,
    )?;
    contact::write_card(&card, args.output.as_deref(), context)
}
