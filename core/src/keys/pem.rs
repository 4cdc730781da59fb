//! SSH private keys in the formats that OpenSSH wrote before its own: PEM of OpenSSL, and PKCS #8.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;

use crate::error::KeyFault;

/// 1.2.840.113549.1.1.1 in DER: PKCS #8 says with it that a key is one of RSA.
const RSA_OID: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01];

/// What is wrong with a private key in PEM of another format than OpenSSH's: RSA keys can be
/// converted. `None` for what is no such key, and for a plain RSA key, which is read as it is.
pub(crate) fn fault_of(text: &str) -> Option<KeyFault> {
    let (kind, body) = text.strip_prefix("-----BEGIN ")?.split_once("-----")?;
    match kind {
        "RSA PRIVATE KEY" => body.contains("ENCRYPTED").then_some(KeyFault::OldPem),
        // What it is shows once it is converted.
        "ENCRYPTED PRIVATE KEY" => Some(KeyFault::OldPem),
        "PRIVATE KEY" => {
            let encoded: String = body.split("-----").next()?.split_ascii_whitespace().collect();
            let bytes = BASE64_STANDARD.decode(encoded).ok()?;
            let is_rsa = bytes.windows(RSA_OID.len()).any(|window| window == RSA_OID);
            Some(if is_rsa { KeyFault::OldPem } else { KeyFault::Unsupported })
        }
        "EC PRIVATE KEY" | "DSA PRIVATE KEY" => Some(KeyFault::Unsupported),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_in_older_formats_are_told_apart() {
        let pem = |kind: &str, body: &[u8]| {
            let body = BASE64_STANDARD.encode(body);
            format!("-----BEGIN {kind}-----\n{body}\n-----END {kind}-----\n")
        };
        let locked = "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n\nAAAA\n";
        let rsa = [&[48, 13, 6, 9][..], RSA_OID, &[5, 0]].concat();
        for (text, fault) in [
            (pem("RSA PRIVATE KEY", b"plain"), None),
            (locked.to_owned(), Some(KeyFault::OldPem)),
            (pem("ENCRYPTED PRIVATE KEY", b"x"), Some(KeyFault::OldPem)),
            (pem("PRIVATE KEY", &rsa), Some(KeyFault::OldPem)),
            (pem("PRIVATE KEY", b"ed25519"), Some(KeyFault::Unsupported)),
            (pem("PRIVATE KEY", b""), Some(KeyFault::Unsupported)),
            (pem("EC PRIVATE KEY", b"x"), Some(KeyFault::Unsupported)),
            (pem("CERTIFICATE", b"x"), None),
            ("AGE-SECRET-KEY-1".to_owned(), None),
        ] {
            assert_eq!(fault_of(&text), fault, "{text}");
        }
    }
}
