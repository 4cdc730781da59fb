//! Those whom the stories are about.

use scelle_tests::{Outcome, Scene};

use super::Tongue;

/// A user with a configuration of their own, in a folder of that name, who reads one language.
pub(super) struct Person<'a> {
    scene: &'a Scene,
    name: &'a str,
    tongue: Tongue,
}

impl<'a> Person<'a> {
    /// With a key, and a card `NAME.scelle-card` in the folder that all of them use.
    pub(super) fn new(scene: &'a Scene, name: &'a str, tongue: Tongue) -> Self {
        let person = Self { scene, name, tongue };
        person.runs(&["key", "new", "--plain", "-q"]).exits(0);
        person.runs(&["card", "--name", name, "-o", &person.card(), "-q"]).exits(0);
        person
    }

    pub(super) fn card(&self) -> String {
        format!("{}.scelle-card", self.name)
    }

    pub(super) fn runs(&self, args: &[&str]) -> Outcome {
        let home = self.scene.at(format!("../home-{}", self.name));
        let run = self.scene.scelle(args).env("SCELLE_HOME", home);
        run.env("LANG", self.tongue.locale()).run()
    }

    pub(super) fn fingerprint(&self) -> String {
        let shown = self.runs(&["key", "show", "--json"]).exits(0).json();
        shown["fingerprint"].as_str().unwrap().to_owned()
    }

    pub(super) fn adds(&self, other: &Self) {
        self.runs(&["contact", "add", &other.card(), "-q"]).exits(0);
    }

    /// The report of a container's accesses.
    pub(super) fn lists(&self, container: &str) -> String {
        self.runs(&["list", container]).exits(0).output()
    }
}
