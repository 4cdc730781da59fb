//! The TOML files: a policy, preferences, contacts. Twice the same policy is that policy.
#![no_main]
use libfuzzer_sys::fuzz_target;
use scelle_core::profile::config::Config;
use scelle_core::profile::contacts::Contacts;
use scelle_core::profile::policy::Policy;

fuzz_target!(|bytes: &[u8]| {
    scelle_fuzz::in_a_file(bytes, |path| {
        let _ = Config::read(path);
        let _ = Contacts::open(path);
        if let Ok(Some(policy)) = Policy::read(path) {
            let twice = policy.clone().tightened(policy.clone());
            assert_eq!(twice.recovery.len(), policy.recovery.len());
            assert_eq!(format!("{:?}", twice.passphrases), format!("{:?}", policy.passphrases));
        }
    });
});
