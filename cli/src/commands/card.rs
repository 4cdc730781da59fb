//! `scelle card`: the user's own contact card, to give to those who seal for them. What it says of the
//! user is kept for the next time, and names them in the containers that they seal.

use scelle_core::files::output::{Target, write_text};
use scelle_core::profile::card::Card;

use super::contact;
use crate::args::CardArgs;
use crate::clock::today;
use crate::context::Context;
use crate::failure::{Failure, Result};

pub(crate) fn run(args: &CardArgs, context: &Context) -> Result<()> {
    let recipient = context.profile.own()?.last().ok_or(Failure::NoKey)?.clone();
    let kept = context.profile.card()?.cloned();
    let label = |given: &Option<String>, kept: Option<_>| match given {
        Some(text) => contact::label(text).map(Some),
        None => Ok(kept),
    };
    let (email, organisation) = match kept {
        Some(card) => (card.email, card.organisation),
        None => (None, None),
    };
    let card = Card {
        name: Some(label(&args.name, context.profile.own_name()?)?.ok_or(Failure::NameNeeded)?),
        email: label(&args.email, email)?,
        organisation: label(&args.organisation, organisation)?,
        date: Some(contact::label(&today())?),
        recipient,
    };
    let path = context.home().card_path().ok_or(scelle_core::error::Error::NoHome)?;
    // What could not be written is not remembered either.
    contact::write_card(&card, &args.to, context)?;
    write_text(&Target::replacing(&path), &card.to_string())?;
    Ok(())
}
