//! The client among the words of one command: as an option beside others, or in one of the forms that are sent together.

use std::ops::Range;

use super::follow::{Draft, Search, cloud};
use super::beside::{self, What};
use super::value::{self, Label, label};
use super::{Asked, form};
use crate::language::Traits;
use crate::tree::{Kind, NONE, Tree};

/// So many words of a command are read on either side of a place.
const MOST_WORDS: usize = 48;

impl Search<'_> {
    /// The client is filled into a text: a form, an address, or one of the forms that a command sends together.
    pub(super) fn filled_in(&mut self, token: usize, hole: &Range<usize>, draft: &Draft) {
        let tree = self.tree;
        let mut draft = draft.clone();
        let mut asked = Vec::new();
        let parent = tree.tokens[token].parent;
        let commands = tree.language.traits.has(Traits::COMMANDS);
        let first = (token.saturating_sub(MOST_WORDS)..=token)
            .rev()
            .take_while(|&at| commands || at == token)
            .find(|&at| tree.tokens[at].line_start && tree.tokens[at].parent == parent)
            .unwrap_or(token);
        let words = (first..tree.tokens.len().min(token + MOST_WORDS))
            .take_while(|&at| at <= token || commands && !tree.tokens[at].line_start)
            .filter(|&at| tree.tokens[at].parent == parent && tree.kind_of(at) == Some(Kind::Str));
        for at in words {
            let content = tree.content_of(at);
            let start = tree.tokens[at].inner_start as usize;
            let place = if at == token { hole.clone() } else { start..start };
            asked.extend(form::read(content, start, &place));
            self.beside.extend(beside::in_form(content, start));
            draft.secret |= content.contains("client_secret") || content.contains("client_credentials");
            draft.cloud = cloud(content).unwrap_or(draft.cloud);
        }
        self.push(token, asked, &draft);
    }

    /// The options of the command that the client is an option of.
    pub(super) fn command(&mut self, token: usize, draft: &Draft) {
        let tree = self.tree;
        let mut start = token;
        while start > 0 && !tree.tokens[start].line_start && token - start < 200 {
            let before = start - 1;
            let previous = &tree.tokens[before];
            if previous.kind == Kind::Open && before as u32 == tree.tokens[start].parent {
                break;
            }
            start = if previous.kind == Kind::Close && previous.mate != NONE { previous.mate as usize } else { before };
        }
        let parent = tree.tokens[token].parent;
        let (mut asked, mut draft) = (Vec::new(), draft.clone());
        let mut at = start;
        let mut option: Option<Label> = None;
        let mut first = true;
        while let Some(own) = tree.tokens.get(at).filter(|own| own.parent == parent && (first || !own.line_start)) {
            first = false;
            if own.kind == Kind::Close || tree.is_op(at, &["|", "&&", "||", ";"]) {
                break;
            }
            let text = tree.text_of(at);
            if text.starts_with('-') && own.kind == Kind::Word {
                option = label(text);
                draft.secret |= option == Some(Label::Secret);
                if at + 1 < tree.tokens.len() {
                    self.beside.extend(beside::of_value(tree, text, &[at + 1]));
                }
                if text.eq_ignore_ascii_case("--service-principal") || text.eq_ignore_ascii_case("-ServicePrincipal") {
                    self.beside.push((What::NoUser, own.start as usize..own.end as usize));
                }
            } else if let (Some(Label::Scopes | Label::Resource), Some((range, behind))) = (option, bare(tree, at)) {
                let text = tree.text[range.clone()].to_owned();
                asked.push(Asked { text, range, resource: option == Some(Label::Resource) });
                at = behind;
                continue;
            } else {
                match option {
                    Some(Label::Scopes) => value::read(self.index, tree, &[at], false, &mut asked),
                    Some(Label::Resource) => value::read(self.index, tree, &[at], true, &mut asked),
                    Some(Label::Authority) => self.authority_in(&[at], &mut draft),
                    Some(Label::Secret) | None => {}
                }
            }
            at = tree.behind(at);
        }
        self.push(start, asked, &draft);
    }
}

/// A URI without quotes: its bytes, and the token behind it. `None` where a program fills something in.
fn bare(tree: &Tree, token: usize) -> Option<(Range<usize>, usize)> {
    let first = tree.tokens.get(token).filter(|own| own.kind == Kind::Word)?;
    let goes_on = |at: &usize| {
        tree.tokens
            .get(*at)
            .is_some_and(|next| !next.space_before && !next.line_start && matches!(next.kind, Kind::Word | Kind::Op))
    };
    let behind = (token + 1..).take_while(goes_on).last().map_or(token + 1, |last| last + 1);
    let range = first.start as usize..tree.tokens.get(behind - 1)?.end as usize;
    let text = tree.text.get(range.clone())?;
    (text.contains("://") && !text.contains(['$', '%', '{', '*'])).then_some((range, behind))
}
