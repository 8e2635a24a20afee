//! The client among the words of one command: as an option beside others, or in one of the forms that are sent together.

use super::Asked;
use super::draft::{Draft, sent_to};
use super::follow::Search;
use super::form;
use super::function::{self, Given};
use super::label::{Label, grant, label};
use super::pair::Pair;
use super::table::{self, Means};
use super::template::{Formatted, Template};
use super::value::Reader;
use crate::language::Traits;
use crate::tree::{Kind, NONE, Tree};

/// So many words of a command are read on either side of a place.
const MOST_WORDS: usize = 48;
/// So many bytes on either side of the client in one text say how people sign in.
const NEAR: usize = 2_000;
/// How many names and calls lead on from the option of a command.
const FURTHER: usize = 5;

impl Search<'_> {
    /// The client is an operand or an argument that a text is made of.
    pub(super) fn joined(&mut self, token: usize, draft: &Draft) -> bool {
        let tree = self.tree;
        let start = tree.tokens[token].start as usize;
        let formatted = Formatted::around(tree, token).and_then(|text| Some((text.number(token)?, text)));
        let template = match &formatted {
            Some((client, text)) => Template::formatted(tree, text, *client),
            None => Template::around(tree, token, start),
        };
        if !template.text.contains('=') {
            return false;
        }
        self.text(token, &[template], draft);
        true
    }

    /// The client is filled into a text: a form, an address, or one of the forms that a command sends together.
    pub(super) fn filled_in(&mut self, token: usize, client: usize, draft: &Draft) {
        let tree = self.tree;
        self.seen.insert((token, draft.way()));
        let parent = tree.tokens[token].parent;
        let traits = tree.language.traits;
        let (commands, messages) = (traits.has(Traits::COMMANDS), traits.has(Traits::MESSAGES));
        // A message begins and ends at `###`, a command with its line.
        let begins = |at: usize| {
            let ends = tree.kind_of(at) == Some(Kind::Comment) && tree.text_of(at).starts_with("###");
            if messages { ends } else { tree.tokens[at].line_start && tree.tokens[at].parent == parent }
        };
        let first = (token.saturating_sub(MOST_WORDS)..=token)
            .rev()
            .take_while(|&at| commands || messages || at == token)
            .find(|&at| begins(at))
            .unwrap_or(token);
        let goes_on = |at: usize| messages && !begins(at) || commands && !tree.tokens[at].line_start;
        let words = (first..tree.tokens.len().min(token + MOST_WORDS))
            .take_while(|&at| at <= token || goes_on(at))
            .filter(|&at| tree.tokens[at].parent == parent && tree.kind_of(at) == Some(Kind::Str));
        let all: Vec<Template> = words
            .map(|at| {
                let start = tree.tokens[at].inner_start as usize;
                Template::around(tree, at, if at == token { client } else { start })
            })
            .collect();
        self.text(token, &all, draft);
    }

    fn text(&mut self, token: usize, all: &[Template], draft: &Draft) {
        let mut draft = draft.clone();
        for template in all {
            let text = template.near_client(NEAR);
            draft.secret |= text.contains("client_secret") || text.contains("client_credentials");
            draft.signs_in_at(text);
            let settings = text.split(['&', '?', '"', '\'', '\n']).filter_map(|part| part.split_once('='));
            let kind = settings
                .filter_map(|(name, value)| Some((name.split_whitespace().last()?, value.split_whitespace().next()?)))
                .find(|(name, _)| label(name) == Some(Label::Grant))
                .map(|(_, kind)| kind);
            draft.flow = kind.and_then(grant).or(draft.flow).or_else(|| sent_to(text));
        }
        self.gather(token, &draft, &|reader, asked| {
            for template in all {
                asked.extend(form::read(template, reader));
            }
        });
    }

    /// Where the word of a command ends that begins at a token; `None` where that is no bare text.
    fn bare(&self, at: usize) -> Option<usize> {
        let tree = self.tree;
        let own = tree.tokens.get(at)?;
        if own.kind != Kind::Word || tree.text_of(at).starts_with(['$', '-', '@', '%']) {
            return None;
        }
        let goes_on = |next: &usize| {
            tree.tokens.get(*next).is_some_and(|token| {
                matches!(token.kind, Kind::Word | Kind::Op)
                    && token.parent == own.parent
                    && !token.space_before
                    && !token.line_start
                    && !tree.text_of(*next).starts_with(['$', '|'])
            })
        };
        Some((at + 1..at + 24).find(|next| !goes_on(next)).unwrap_or(at + 1))
    }

    /// Reads the value of an option or field that begins at a token: a bare text, or an expression.
    fn word(&self, at: usize, resource: bool, reader: &Reader, asked: &mut Vec<Asked>) {
        let tree = self.tree;
        match self.bare(at) {
            Some(end) => {
                let range = tree.tokens[at].start as usize..tree.tokens[end - 1].end as usize;
                let text = tree.text[range.clone()].to_owned();
                asked.push(Asked { text, range, resource });
            }
            None => reader.read(&[at], resource, asked),
        }
    }

    /// The client is a field of the form that a command sends without quotes: `curl -d client_id=ID -d scope=…`.
    pub(super) fn fields(&mut self, token: usize, draft: &Draft) -> bool {
        let tree = self.tree;
        let name_of = |value: usize| {
            let name = value.checked_sub(2).filter(|_| tree.is_op(value - 1, &["="]))?;
            let field = tree.kind_of(name) == Some(Kind::Word)
                && !tree.tokens[name].line_start
                && !begins_statement(tree, name);
            (field && !tree.tokens[value].space_before).then_some(name)
        };
        if !tree.language.traits.has(Traits::COMMANDS) || name_of(token).is_none() {
            return false;
        }
        let parent = tree.tokens[token].parent;
        let inside = |at: &usize| tree.tokens[*at].parent == parent;
        let before = (token.saturating_sub(MOST_WORDS)..token).rev().take_while(|&at| !tree.tokens[at + 1].line_start);
        let behind =
            (token + 1..tree.tokens.len().min(token + MOST_WORDS)).take_while(|&at| !tree.tokens[at].line_start);
        let values = before.chain(behind).filter(inside);
        let fields: Vec<Pair> = values
            .filter_map(|at| Some(Pair { name: tree.text_of(name_of(at)?).to_owned(), value: vec![at] }))
            .collect();
        let mut draft = draft.clone();
        self.secrets(&fields, &mut draft);
        let this = &*self;
        let asked = |reader: &Reader, asked: &mut Vec<Asked>| {
            for field in &fields {
                match label(&field.name) {
                    Some(Label::Scopes) => this.word(field.value[0], false, reader, asked),
                    Some(Label::Resource) => this.word(field.value[0], true, reader, asked),
                    _ => {}
                }
            }
        };
        let found = this.gathered(&draft, &asked);
        self.push_all(token, found, &draft);
        true
    }

    /// The options of the command that the client is an option of.
    pub(super) fn command(&mut self, token: usize, draft: &Draft) {
        let tree = self.tree;
        let mut start = token;
        while start > 0 && !tree.tokens[start].line_start && token - start < 200 {
            let before = start - 1;
            let previous = &tree.tokens[before];
            if matches!(tree.text_of(before), "|" | "&&" | "||" | ";") {
                break;
            }
            if previous.kind == Kind::Open && before as u32 == tree.tokens[start].parent {
                break;
            }
            start = if previous.kind == Kind::Close && previous.mate != NONE { previous.mate as usize } else { before };
        }
        let parent = tree.tokens[token].parent;
        let mut draft = draft.clone();
        let (mut units, mut given_as): (Vec<(bool, usize)>, Option<&str>) = (Vec::new(), None);
        let mut at = start;
        let mut option: Option<Label> = None;
        let mut name = "";
        let mut first = true;
        while let Some(own) = tree.tokens.get(at).filter(|own| own.parent == parent && (first || !own.line_start)) {
            first = false;
            if own.kind == Kind::Close || matches!(tree.text_of(at), "|" | "&&" | "||" | ";" | ">" | ">>" | "&") {
                break;
            }
            let text = tree.text_of(at);
            if text.starts_with('-') && own.kind == Kind::Word {
                option = label(text);
                name = text;
                if at + 1 == token {
                    given_as = Some(text);
                }
                draft.secret |= option == Some(Label::Secret);
            } else {
                match option {
                    Some(Label::Scopes) => units.push((false, at)),
                    Some(Label::Resource) => units.push((true, at)),
                    Some(Label::Authority) if form::is_api(tree.content_of(at)) => units.push((true, at)),
                    Some(Label::Authority) => self.authority_in(&[at], &mut draft),
                    Some(_) | None => {}
                }
                if let Some(Label::Tenant | Label::Redirect) = option {
                    self.setting(name, &[at], &mut draft);
                }
                at = self.bare(at).map_or(at, |end| end - 1);
            }
            at = tree.behind(at);
        }
        let before = self.requests.len();
        let this = &*self;
        let found = this.gathered(&draft, &|reader, asked| {
            for (resource, at) in &units {
                this.word(*at, *resource, reader, asked);
            }
        });
        self.push_all(start, found, &draft);
        // `$app = New-MsalClientApplication -ClientId …` is asked for tokens later.
        let made =
            (start..token).find(|&at| tree.kind_of(at) == Some(Kind::Word) && !tree.text_of(at).starts_with('$'));
        if made.and_then(|at| table::call(tree.text_of(at))).is_some_and(|row| row.kind == Means::Constructor)
            && tree.is_op(start + 1, &["="])
        {
            self.uses(tree.text_of(start), start, &draft, FURTHER);
        }
        // A function of the same text gets the client, and its own calls say the rest.
        if self.requests.len() == before
            && let Some(own) = given_as
            && let Some(call) = (start..token)
                .find(|&at| tree.kind_of(at) == Some(Kind::Word) && !tree.text_of(at).starts_with(['$', '-']))
            && let Some(function) = function::named(self.index, tree, tree.text_of(call))
            && let Some((name, parameter)) = function.parameter_of(tree, Some(own), 0)
        {
            self.parameter(&name, parameter, Given { function, call }, &draft, FURTHER);
        }
    }
}

/// Whether a statement of a script begins at a word: behind the head of a branch, or a word that declares.
fn begins_statement(tree: &Tree, word: usize) -> bool {
    let begins = ["then", "do", "else", "export", "local", "readonly", "declare", "typeset"];
    word.checked_sub(1).is_some_and(|before| {
        tree.kind_of(before) == Some(Kind::Sep) || tree.is_op(before, &[")"]) || begins.contains(&tree.text_of(before))
    })
}
