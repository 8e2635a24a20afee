//! The tables of `data/built-in.toml`.

use crate::guid::Guid;

/// One way to make something that signs in as an application of Microsoft's where nobody names a client id.
#[derive(Debug)]
pub(super) struct Library {
    /// The call's last name, as written.
    pub(super) names: &'static [&'static str],
    /// Names of the languages that have it.
    pub(super) languages: &'static [&'static str],
    /// The application that it signs in as.
    pub(super) client: Guid,
    /// What the setting for a client id is called, folded.
    pub(super) option: &'static str,
    /// Settings one of which must have the value behind it; empty where the client is always used.
    pub(super) enabled: &'static [(&'static str, &'static str)],
    /// What an empty list of arguments gets; empty where `entry` goes there.
    pub(super) argument: &'static str,
    /// What options or arguments get in front; empty where there are none.
    pub(super) entry: &'static str,
    /// What the call is followed by; empty where it is no builder.
    pub(super) method: &'static str,
    /// Scopes are turned into the resource of a v1.0 request.
    pub(super) resource: bool,
}

/// A command that signs in as an application of Microsoft's.
#[derive(Debug)]
pub(super) struct Command {
    /// Its words, in order.
    pub(super) words: &'static [&'static str],
    /// The application.
    pub(super) client: Guid,
}

include!(concat!(env!("OUT_DIR"), "/built-in.rs"));

#[cfg(test)]
mod tests {
    use super::{COMMANDS, LIBRARIES};
    use crate::{catalog, language};

    #[test]
    fn every_row_names_what_there_is() {
        for library in &LIBRARIES {
            assert!(catalog::app(library.client).is_some(), "{library:?}");
            assert!(library.languages.iter().all(|name| language::by_name(name).is_some()), "{library:?}");
            let credential = library.names.iter().all(|name| super::super::is_mentioned(name) || *name == "getSession");
            assert!(credential, "not found at once: {library:?}");
        }
        for command in &COMMANDS {
            assert!(catalog::app(command.client).is_some(), "{command:?}");
            let line = format!("{} --tenant x --scope y", command.words.join(" "));
            assert!(super::super::is_mentioned(&line), "not found at once: {line}");
        }
    }

    #[test]
    fn no_name_has_two_rows_in_a_language() {
        let mut seen = std::collections::BTreeSet::new();
        for library in &LIBRARIES {
            for language in library.languages {
                for name in library.names {
                    assert!(seen.insert((language, name)), "{name} in {language}");
                }
            }
        }
    }
}
