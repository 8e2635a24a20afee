//! Name -> its uses in the same text.

use std::borrow::Cow;
use std::collections::HashMap;

use crate::language::Traits;
use crate::site::{is_declaration, plain_name};
use crate::tree::{Kind, Tree};

/// So many uses of one name are kept: enough to judge it, few enough to stay linear.
const MOST_USES: usize = 96;

/// One place where a name stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Use {
    /// The token it is, or the string it stands in.
    pub(crate) token: usize,
    /// Its interpolation in that string, as byte range in the text.
    pub(crate) hole: Option<(usize, usize)>,
}

/// All names of a text with their uses.
#[derive(Debug)]
pub(crate) struct Index<'t> {
    uses: HashMap<Cow<'t, str>, Vec<Use>>,
    functions: HashMap<Cow<'t, str>, Vec<usize>>,
    caseless: bool,
}

impl<'t> Index<'t> {
    /// Reads all names of the text.
    pub(crate) fn of(tree: &Tree<'t>) -> Self {
        let caseless = tree.language.traits.has(Traits::CASELESS);
        let mut index = Self { uses: HashMap::new(), functions: HashMap::new(), caseless };
        for (at, token) in tree.tokens.iter().enumerate() {
            match token.kind {
                Kind::Word => {
                    let name = plain_name(tree.text_of(at));
                    if name.is_empty() || name.len() >= 64 {
                        continue;
                    }
                    if is_declaration(tree, at) {
                        index.functions.entry(folded_case(name, caseless)).or_default().push(at);
                    }
                    index.add(name, Use { token: at, hole: None });
                }
                // An alias of YAML.
                Kind::Str if tree.content_of(at).starts_with('*') && tree.content_of(at).len() < 64 => {
                    index.add(tree.content_of(at), Use { token: at, hole: None });
                }
                _ => {}
            }
        }
        for hole in &tree.holes {
            let (start, end) = (hole.start as usize, hole.end as usize);
            let place = Use { token: hole.token as usize, hole: Some((start, end)) };
            let expression = tree.text.get(start..end).unwrap_or("");
            for name in names_in(expression) {
                index.add(name, place);
            }
        }
        for uses in index.uses.values_mut() {
            uses.sort_by_key(|place| (place.token, place.hole));
        }
        index
    }

    fn add(&mut self, name: &'t str, place: Use) {
        let uses = self.uses.entry(folded_case(name, self.caseless)).or_default();
        if uses.len() < MOST_USES && uses.last() != Some(&place) {
            uses.push(place);
        }
    }

    /// The places where the name stands, in order.
    pub(crate) fn uses(&self, name: &str) -> &[Use] {
        self.uses.get(folded_case(plain_name(name), self.caseless).as_ref()).map_or(&[], Vec::as_slice)
    }

    /// The words that declare a function of this name.
    pub(crate) fn functions(&self, name: &str) -> &[usize] {
        self.functions.get(folded_case(plain_name(name), self.caseless).as_ref()).map_or(&[], Vec::as_slice)
    }
}

fn folded_case(name: &str, caseless: bool) -> Cow<'_, str> {
    if caseless && name.bytes().any(|byte| byte.is_ascii_uppercase()) {
        Cow::Owned(name.to_ascii_lowercase())
    } else {
        Cow::Borrowed(name)
    }
}

/// The first and the last segment of each dotted name in an interpolated expression.
fn names_in(expression: &str) -> impl Iterator<Item = &str> {
    let chains = expression.split(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | '.' | ':')));
    chains
        .flat_map(|chain| {
            let chain = chain.trim_matches(['.', ':']);
            let last = chain.rsplit(['.', ':']).next().unwrap_or("");
            let first = chain.split(['.', ':']).next().unwrap_or("");
            [last, first].into_iter().take(if first.len() == last.len() { 1 } else { 2 })
        })
        .filter(|name| name.len() > 1)
}
