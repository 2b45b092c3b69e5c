//! The sentences of the pages, for files and programs that speak without them.

use std::collections::HashMap;
use std::sync::LazyLock;

use serde::Deserialize;
use ts_rs::TS;

/// In which language people are spoken to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Language {
    /// Tiếng Việt.
    Vi,
    /// English.
    En,
}

static VI: LazyLock<HashMap<String, String>> = LazyLock::new(|| read(include_str!("../../../ui/messages/vi.json")));
static EN: LazyLock<HashMap<String, String>> = LazyLock::new(|| read(include_str!("../../../ui/messages/en.json")));

fn read(text: &str) -> HashMap<String, String> {
    serde_json::from_str(text).unwrap_or_default()
}

/// The sentence `key` of the message files; its parameters stand in it as `{name}`.
pub fn message(language: Language, key: &str) -> Option<&'static str> {
    let all = match language {
        Language::Vi => &VI,
        Language::En => &EN,
    };
    all.get(key).map(String::as_str)
}

/// A sentence with its parameters in their places.
pub fn filled<'a>(sentence: &str, params: impl IntoIterator<Item = (&'a str, &'a str)>) -> String {
    params.into_iter().fold(sentence.to_owned(), |text, (name, value)| text.replace(&format!("{{{name}}}"), value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_languages_are_there_and_parameters_land_in_their_places() {
        for language in [Language::Vi, Language::En] {
            let sentence = message(language, "finding_number_duplicate_in_list").expect("a sentence");
            assert!(filled(sentence, [("row", "7")]).contains('7') && !filled(sentence, [("row", "7")]).contains('{'));
        }
        assert_eq!(message(Language::En, "never_heard_of"), None);
    }
}
