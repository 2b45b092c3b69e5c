//! Sentences for people: the window's message files, and before them the few that read otherwise at a command line.

use std::collections::BTreeMap;

use luudong_app::{AppError, messages};
use serde_json::{Map, Value};

/// In which language people are spoken to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Language {
    /// Tiếng Việt
    Vi,
    /// English
    En,
}

/// The sentences of one language.
pub(crate) struct Messages {
    own: Map<String, Value>,
    language: messages::Language,
}

impl Messages {
    /// The sentences of `language`.
    pub(crate) fn new(language: Language) -> Messages {
        let (own, language) = match language {
            Language::Vi => (include_str!("../messages/vi.json"), messages::Language::Vi),
            Language::En => (include_str!("../messages/en.json"), messages::Language::En),
        };
        Messages { own: serde_json::from_str(own).unwrap_or_default(), language }
    }

    /// The language that they are in.
    pub(crate) fn language(&self) -> messages::Language {
        self.language
    }

    fn known(&self, key: &str) -> Option<&str> {
        self.own.get(key).and_then(Value::as_str).or_else(|| messages::message(self.language, key))
    }

    /// The sentence `key` with its parameters; the key itself where there is none.
    pub(crate) fn say(&self, key: &str, params: &[(&str, &dyn ToString)]) -> String {
        let params: Vec<(&str, String)> = params.iter().map(|(name, value)| (*name, value.to_string())).collect();
        messages::filled(self.known(key).unwrap_or(key), params.iter().map(|(name, value)| (*name, value.as_str())))
    }

    /// What a refusal says.
    pub(crate) fn error(&self, error: &AppError) -> String {
        self.of_code("error", &error.code, &error.params)
    }

    /// What a finding about a row says.
    pub(crate) fn finding(&self, code: &str, params: &BTreeMap<String, String>) -> String {
        self.of_code("finding", code, params)
    }

    fn of_code(&self, kind: &str, code: &str, params: &BTreeMap<String, String>) -> String {
        let key = format!("{kind}_{code}");
        let params: Vec<(&str, &dyn ToString)> =
            params.iter().map(|(name, value)| (name.as_str(), value as &dyn ToString)).collect();
        match self.known(&key) {
            Some(_) => self.say(&key, &params),
            None => self.say(&format!("{kind}_unknown"), &[("code", &code)]),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_languages_say_the_same_things() {
        let keys = |language| Messages::new(language).own.keys().cloned().collect::<Vec<_>>();
        assert!(!keys(Language::Vi).is_empty());
        assert_eq!(keys(Language::Vi), keys(Language::En));
    }

    #[test]
    fn a_parameter_lands_in_its_place_and_an_unknown_code_is_named() {
        let messages = Messages::new(Language::En);
        let params = BTreeMap::from([("row".to_owned(), "7".to_owned())]);
        assert!(messages.finding("number_duplicate_in_list", &params).contains('7'));
        assert!(messages.error(&AppError::of("never_heard_of")).contains("never_heard_of"));
    }
}
