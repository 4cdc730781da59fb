//! A file of identities, of any kind: each of age's own has its public half, which is read again.
#![no_main]
use libfuzzer_sys::fuzz_target;
use scelle_core::keys::identity::Identity;
use scelle_core::profile::identity_file::IdentityFile;

fuzz_target!(|bytes: &[u8]| {
    let path = std::path::Path::new("key.txt");
    if let Ok(IdentityFile::Plain(identities)) = IdentityFile::parse(path, bytes) {
        for identity in identities {
            let recipient = identity.to_recipient();
            let again = recipient.as_ref().and_then(|key| key.to_string().parse().ok());
            // Weak RSA keys open what others sealed to them, and nothing more is sealed to them.
            assert!(again == recipient || matches!(identity, Identity::Ssh(_)));
        }
    }
});
