//! Signing in at authorization servers nobody here wrote, through the command line, as a person would. A small program
//! stands in for the browser.

mod cases;
mod person;
mod secrecy;
mod site;

use std::path::{Path, PathBuf};
use std::time::Instant;

use crate::command::{cargo, run as run_command};
use crate::keychain::Session;

use super::peers;
use super::tally::Tally;
use person::Person;
use site::Site;

/// Seconds that access tokens live where their end is what matters.
const SHORT: u32 = 2;
/// Longer than any test.
const LONG: u32 = 3600;

/// What the own apps of the authorization server need, by the variable that holds it: secrets are never arguments.
const PASSWORDS: &[(&str, &str)] =
    &[("BASIC_SECRET", "basic-secret"), ("POST_SECRET", "post-secret"), ("SERVICE_SECRET", "service-secret")];

/// What all cases share.
struct Scene<'a> {
    root: &'a Path,
    session: &'a Session,
    folder: PathBuf,
    /// Access tokens that outlive the tests.
    lasting: Site,
    /// Access tokens that end all the time.
    fleeting: Site,
}

impl Scene<'_> {
    /// Somebody without connections, whose data is in a folder of that name.
    fn person(&self, name: &str) -> anyhow::Result<Person<'_>> {
        Person::new(self.root, self.session, self.folder.join(name))
    }
}

/// Runs every case, and says of each whether it holds.
pub fn run(root: &Path) -> anyhow::Result<Tally> {
    peers::install_python(root)?;
    run_command(cargo(root).args(["build", "--locked", "--workspace", "--bins"]))?;
    let folder = root.join("target/oauth");
    let session = Session::open(&folder)?;
    let scene = Scene {
        root,
        session: &session,
        lasting: Site::typescript(root, &folder, LONG)?,
        fleeting: Site::typescript(root, &folder, SHORT)?,
        folder,
    };
    let check = |(sentence, case): &(&str, cases::Case)| {
        let started = Instant::now();
        let outcome = case(&scene);
        match &outcome {
            Ok(()) => eprintln!("✓ {sentence} ({:.1} s)", started.elapsed().as_secs_f64()),
            Err(error) => eprintln!("✗ {sentence}: {error:#}"),
        }
        Tally::check(outcome.is_ok())
    };
    Ok(cases::ALL.iter().map(check).sum())
}
