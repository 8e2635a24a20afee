//! The client among the words of one command: as an option beside others, or in one of the forms that are sent together.

use std::ops::Range;

use super::follow::{Draft, Search, cloud};
use super::form;
use super::value::{self, Label, label};
use crate::language::Traits;
use crate::tree::{Kind, NONE};

/// So many words of a command are read on either side of a place.
const MOST_WORDS: usize = 48;

impl Search<'_> {
    /// The client is filled into a text: a form, an address, or one of the forms that a command sends together.
    pub(super) fn filled_in(&mut self, token: usize, hole: &Range<usize>, draft: &Draft) {
        self.places.insert(token);
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
