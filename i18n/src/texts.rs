//! The texts themselves, and what finds them.

use std::borrow::Cow;
use std::sync::OnceLock;

use i18n_embed::fluent::FluentLanguageLoader;
use i18n_embed::unic_langid::LanguageIdentifier;
use i18n_embed::{I18nAssets, LanguageLoader};

use crate::language::{Language, current};

/// The name of the Fluent files, without their extension; `i18n.toml` says it too.
const DOMAIN: &str = "scelle";

/// The files, embedded: `i18n-embed` asks for them by path.
struct Texts;

const FILES: [(&str, &str); 2] = [
    ("en/scelle.ftl", include_str!("../en/scelle.ftl")),
    ("fr/scelle.ftl", include_str!("../fr/scelle.ftl")),
];

impl I18nAssets for Texts {
    fn get_files(&self, path: &str) -> Vec<Cow<'_, [u8]>> {
        let found = FILES.iter().filter(|(name, _)| *name == path);
        found.map(|(_, text)| Cow::Borrowed(text.as_bytes())).collect()
    }

    fn filenames_iter(&self) -> Box<dyn Iterator<Item = String> + '_> {
        Box::new(FILES.iter().map(|(name, _)| (*name).to_owned()))
    }
}

/// What finds the texts of the language selected. Each language has its own, so that switching
/// never shows a text half-way to a thread at work.
#[must_use]
pub fn loader() -> &'static FluentLanguageLoader {
    static ENGLISH: OnceLock<FluentLanguageLoader> = OnceLock::new();
    static FRENCH: OnceLock<FluentLanguageLoader> = OnceLock::new();
    let language = current();
    let slot = match language {
        Language::English => &ENGLISH,
        Language::French => &FRENCH,
    };
    slot.get_or_init(|| load(language))
}

fn load(language: Language) -> FluentLanguageLoader {
    let loader = FluentLanguageLoader::new(DOMAIN, identifier(Language::English));
    let loaded = loader.load_languages(&Texts, &[identifier(language)]);
    debug_assert!(loaded.is_ok(), "the texts are embedded: {loaded:?}");
    // Else every argument stands between U+2068 and U+2069, which terminals show.
    loader.set_use_isolating(false);
    loader
}

fn identifier(language: Language) -> LanguageIdentifier {
    language.code().parse().unwrap_or_default()
}

/// The text under a key that is only known at run time; it takes no argument.
#[must_use]
pub fn lookup(key: &str) -> Option<String> {
    let known = loader().with_fluent_message(key, |message| message.value().is_some());
    known.unwrap_or_default().then(|| loader().get(key))
}

#[cfg(test)]
pub(crate) mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use fluent_syntax::ast::{Entry, Expression, InlineExpression, Pattern, PatternElement};

    use super::*;
    use crate::typography::fault;

    /// Keys whose text is rightly the same in both languages, and why.
    const SAME_IN_BOTH: &[(&str, &str)] = &[
        ("cli-progress", "two sizes and a comma"),
        ("key-control", "a key of the keyboard"),
        ("win-about-version", "the same word"),
        ("win-title-working", "a number, the name of a job, and ours"),
        ("value-fd", "a number"),
        ("win-step", "a number and a name"),
    ];

    /// A text as it is written: `{$name}` for its arguments, `|` between its variants.
    pub(crate) struct Written {
        pub(crate) text: String,
        pub(crate) variables: BTreeSet<String>,
    }

    impl Written {
        fn pattern(&mut self, pattern: &Pattern<&str>) {
            for element in &pattern.elements {
                match element {
                    PatternElement::TextElement { value } => self.text.push_str(value),
                    PatternElement::Placeable { expression } => self.expression(expression),
                }
            }
        }

        fn expression(&mut self, expression: &Expression<&str>) {
            match expression {
                Expression::Inline(inline) => self.inline(inline),
                Expression::Select { selector, variants } => {
                    let before = std::mem::take(&mut self.text);
                    self.inline(selector);
                    self.text = before;
                    for variant in variants {
                        self.text.push('|');
                        self.pattern(&variant.value);
                    }
                }
            }
        }

        fn inline(&mut self, inline: &InlineExpression<&str>) {
            match inline {
                InlineExpression::StringLiteral { value } => self.text.push_str(value),
                InlineExpression::VariableReference { id } => {
                    self.text.push_str(&format!("{{${}}}", id.name));
                    self.variables.insert(id.name.to_owned());
                }
                InlineExpression::Placeable { expression } => self.expression(expression),
                other => panic!("teach this test about {other:?}"),
            }
        }
    }

    /// The texts of a file, by key; `key.attribute` for attributes.
    pub(crate) fn written(source: &str) -> BTreeMap<String, Written> {
        let resource = fluent_syntax::parser::parse(source).expect("valid Fluent");
        let mut texts = BTreeMap::new();
        let mut add = |key: String, pattern: &Pattern<&str>| {
            let mut text = Written { text: String::new(), variables: BTreeSet::new() };
            text.pattern(pattern);
            assert!(texts.insert(key.clone(), text).is_none(), "{key} is written twice");
        };
        for entry in &resource.body {
            if let Entry::Message(message) = entry {
                if let Some(value) = &message.value {
                    add(message.id.name.to_owned(), value);
                }
                for attribute in &message.attributes {
                    add(format!("{}.{}", message.id.name, attribute.id.name), &attribute.value);
                }
            }
        }
        texts
    }

    fn both() -> [BTreeMap<String, Written>; 2] {
        FILES.map(|(_, source)| written(source))
    }

    /// Without what stands between backquotes: that is for the computer.
    fn prose(text: &str) -> String {
        text.split('`').step_by(2).collect::<Vec<_>>().join("`")
    }

    #[test]
    fn both_languages_have_the_same_keys_and_variables() {
        let [english, french] = both();
        let keys = |texts: &BTreeMap<String, Written>| texts.keys().cloned().collect::<Vec<_>>();
        assert_eq!(keys(&english), keys(&french));
        for (key, text) in &english {
            assert_eq!(text.variables, french[key].variables, "{key}");
        }
    }

    #[test]
    fn nothing_was_left_untranslated() {
        let [english, french] = both();
        // Examples are commands, whose words are the same.
        for (key, text) in english.iter().filter(|(key, _)| !key.ends_with("-examples")) {
            let same = text.text == french[key].text;
            let allowed = SAME_IN_BOTH.iter().any(|(known, _)| known == key);
            assert_eq!(same, allowed, "{key}");
        }
    }

    #[test]
    fn french_is_set_as_french_is() {
        for (key, text) in &both()[1] {
            assert_eq!(fault(&prose(&text.text)), None, "{key}");
        }
    }

    #[test]
    fn the_french_loader_speaks_french_and_nothing_isolates_arguments() {
        let french = load(Language::French);
        assert_eq!(french.get("error-wrong-passphrase"), "phrase secrète incorrecte");
        let english = load(Language::English);
        assert_eq!(english.get("error-wrong-passphrase"), "wrong passphrase");
        let args = [("limit", 256)].into_iter().collect();
        let text = french.get_args("error-too-many-recipients", args);
        assert_eq!(text, "un conteneur admet au plus 256 accès");
    }

    #[test]
    fn counts_agree_with_what_they_count() {
        let told = |language, key: &str, count: i32| {
            load(language).get_args(key, [("count", count)].into_iter().collect())
        };
        // In French zero is singular; "one" never stands for it all the same.
        for (key, none, one, several) in [
            ("win-extracted", "Aucun fichier", "Un fichier extrait", "fichiers extraits"),
            ("win-group-of", "sans membre", "d’une personne", "3 personnes"),
            ("win-contacts-added", "Aucune carte", "Un contact a été", "contacts ont été"),
        ] {
            for (count, part) in [(0, none), (1, one), (3, several)] {
                let text = told(Language::French, key, count);
                assert!(text.contains(part), "{key} of {count}: {text}");
            }
        }
        for key in ["win-total", "win-checked", "win-folder-size", "win-extracted"] {
            for (language, words) in
                [(Language::French, ["Un ", "un "]), (Language::English, ["One ", "one "])]
            {
                let text = told(language, key, 0);
                assert!(!words.iter().any(|word| text.starts_with(word)), "{key}: {text}");
            }
        }
    }

    #[test]
    fn a_key_made_at_run_time_may_be_unknown() {
        assert!(lookup("error-cancelled").is_some());
        assert_eq!(lookup("error-none-such"), None);
        assert_eq!(lookup("not a key { $x }"), None);
    }
}
