//! The platform's keychain through the `keyring` crate.

use keyring::{Entry, Error};

use super::{Fault, SecretStore};
use crate::failure::KeychainFault;

/// Items of one service in the platform's keychain.
pub(super) struct OsKeychain {
    service: String,
}

impl OsKeychain {
    pub fn new(service: &str) -> Self {
        Self { service: service.to_owned() }
    }

    fn entry(&self, account: &str) -> Result<Entry, Fault> {
        // The crate connects once per process; a keychain that appears later needs a new start.
        if let Err(error) = Entry::store_status() {
            return Err(Fault { kind: KeychainFault::Absent, reason: describe(error) });
        }
        Entry::new(&self.service, account).map_err(|error| fault(&error))
    }
}

impl SecretStore for OsKeychain {
    fn write(&self, account: &str, bytes: &[u8]) -> Result<(), Fault> {
        self.entry(account)?.set_secret(bytes).map_err(|error| fault(&error))
    }

    fn read(&self, account: &str) -> Result<Option<Vec<u8>>, Fault> {
        match self.entry(account)?.get_secret() {
            Ok(bytes) => Ok(Some(bytes)),
            Err(Error::NoEntry) => Ok(None),
            Err(error) => Err(fault(&error)),
        }
    }

    fn delete(&self, account: &str) -> Result<(), Fault> {
        match self.entry(account)?.delete_credential() {
            Ok(()) | Err(Error::NoEntry) => Ok(()),
            Err(error) => Err(fault(&error)),
        }
    }
}

fn fault(error: &Error) -> Fault {
    let kind = match error {
        Error::NoStorageAccess(_) => KeychainFault::Locked,
        Error::NoDefaultStore => KeychainFault::Absent,
        // The crate's list is open: everything else is beyond what a person could unlock or install.
        _ => KeychainFault::Other,
    };
    Fault { kind, reason: describe(error) }
}

/// The error in words. Some variants carry what was read, which may be the secret: those are named only.
fn describe(error: &Error) -> String {
    match error {
        Error::BadEncoding(_) | Error::BadDataFormat(..) => "the saved item can't be decoded".to_owned(),
        Error::Ambiguous(_) => "several items have the same name".to_owned(),
        other => other.to_string(),
    }
}
