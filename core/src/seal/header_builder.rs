//! The header of a container: the file key wrapped for each grant, and the access list.

use age_core::format::{FileKey, Stanza};

use super::{Grant, GrantKey, SealOptions, grant};
use crate::container::access::{self, Access};
use crate::container::header::Header;
use crate::error::{Error, Result};
use crate::keys::passphrase::{self, Argon2Cost, Argon2Stanza};
use crate::progress::Progress;

/// What a header keeps of the one before it, when the file key stays.
#[derive(Default)]
pub(crate) struct Kept {
    /// Accesses that are listed.
    pub(crate) listed: Vec<(Access, Stanza)>,
    /// Stanzas that no list names.
    pub(crate) unlisted: Vec<Stanza>,
    /// The length of that header, when what follows it is to be shared: see
    /// [`Header::seal_in_step`].
    pub(crate) in_step: Option<u64>,
}

/// Wraps the file key for everyone who comes, and lists them with those who stay.
pub(crate) fn make_header(
    file_key: &FileKey,
    kept: Kept,
    grants: &[Grant],
    options: &SealOptions,
    progress: &Progress,
) -> Result<Header> {
    let takes_scrypt =
        grant::takes_scrypt(options, grants, kept.listed.len() + kept.unlisted.len());
    let mut listed = kept.listed;
    for grant in grants {
        let stanza = match &grant.key {
            GrantKey::Passphrase(typed) if takes_scrypt => {
                passphrase::wrap_scrypt(file_key, typed, options.scrypt, progress)?
            }
            _ => grant.wrap_file_key(file_key, options, progress)?,
        };
        listed.push((grant.to_access(options.date), stanza));
    }
    let mut list = None;
    // age's own passphrase stanza stands alone.
    if !options.anonymous && !takes_scrypt {
        let entries: Vec<_> = listed.iter().map(|(access, stanza)| (access, stanza)).collect();
        list = Some(access::seal(&entries, file_key)?);
    }
    let given = listed.into_iter().map(|(_, stanza)| stanza);
    let stanzas: Vec<Stanza> = kept.unlisted.into_iter().chain(given).chain(list).collect();
    check_readable(&stanzas)?;
    match kept.in_step {
        Some(len) => Header::seal_in_step(stanzas, file_key, len),
        None => Header::seal(stanzas, file_key),
    }
}

/// Refuses to write what every reader refuses: the container could not be opened any more.
fn check_readable(stanzas: &[Stanza]) -> Result<()> {
    let count = |tag| stanzas.iter().filter(|stanza| stanza.tag == tag).count();
    if stanzas.len() > 1 && count(passphrase::SCRYPT_TAG) > 0 {
        return Err(Error::PassphraseNotAlone);
    }
    let ours = stanzas.iter().filter(|stanza| stanza.tag == passphrase::ARGON2_TAG);
    let costs = ours.map(|stanza| Ok(Argon2Stanza::parse(stanza)?.cost));
    let costs: Vec<Argon2Cost> = costs.collect::<Result<_>>()?;
    if passphrase::is_affordable(costs.iter().copied()) {
        return Ok(());
    }
    // As many as fit of those that are the dearest.
    let limit = costs.into_iter().map(Argon2Cost::most_stanzas).min().unwrap_or_default();
    Err(Error::TooManyRecipients { limit })
}

impl Grant {
    fn wrap_file_key(
        &self,
        file_key: &FileKey,
        options: &SealOptions,
        progress: &Progress,
    ) -> Result<Stanza> {
        match &self.key {
            GrantKey::Recipient(recipient) => recipient.wrap_file_key(file_key),
            GrantKey::Passphrase(typed) => {
                let imposed = options.policy.argon2.unwrap_or(options.argon2);
                let cost = options.argon2.max(imposed);
                passphrase::wrap_argon2(file_key, typed, cost, progress)
            }
        }
    }
}
