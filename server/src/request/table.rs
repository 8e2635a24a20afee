//! The table of `data/requests.toml`: calls that make clients and calls that ask for tokens.

use super::{Flow, label};

/// One row: calls that are told the same things in the same way.
#[derive(Debug)]
pub(super) struct Call {
    /// Last name of the call, folded.
    names: &'static [&'static str],
    /// A name in front of it; empty where the last one says enough.
    of: &'static [&'static str],
    /// What the call does.
    pub(super) kind: Means,
    /// Number of the argument with the scopes; negative where every argument is one.
    pub(super) scopes: Option<i8>,
    /// Number of the argument with the scopes where that one has none.
    pub(super) or: Option<i8>,
    /// Number of the argument with the resource.
    pub(super) resource: Option<i8>,
    /// How somebody signs in, where the call says it.
    pub(super) flow: Option<Flow>,
    /// The API that it is for whatever it is told.
    pub(super) asks: Option<&'static str>,
}

/// What a call does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Means {
    /// Makes a client or credential.
    Constructor,
    /// Asks for a token.
    Acquire,
    /// Makes the argument of a call that does.
    Parameters,
    /// Is no call but the path of a setting.
    Setting,
}

include!(concat!(env!("OUT_DIR"), "/requests.rs"));

/// The row of a setting, by its path of names, where it is the client id.
pub(super) fn setting(name: &str) -> Option<&'static Call> {
    let setting = label::setting(name).filter(|setting| setting.name == "client.id")?;
    row(setting.path, true)
}

/// The row of a call, by its dotted chain.
pub(super) fn call(chain: &str) -> Option<&'static Call> {
    row(chain, false)
}

fn row(chain: &str, setting: bool) -> Option<&'static Call> {
    let mut names = chain.rsplit(['.', ':']).filter(|name| !name.is_empty()).map(crate::role::fold);
    let last = names.next()?;
    let before: Vec<String> = names.collect();
    CALLS.iter().find(|row| {
        (row.kind == Means::Setting) == setting
            && row.names.contains(&last.as_str())
            && (row.of.is_empty() || before.iter().any(|name| row.of.contains(&name.as_str())))
    })
}
