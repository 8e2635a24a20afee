//! Suppression comments that a fix writes, in the comment syntax of the language.

use std::ops::Range;

use super::{Applicability, Edit, Fix, FixKind, line_ending};
use crate::analysis::Page;
use crate::language::{Language, Shape, Traits};
use crate::rule::RuleId;
use crate::suppress::{self, Cover, Directive};
use crate::tree::Kind;

/// Lines of the start of a text that are looked at: what must come first stands there.
const HEAD: usize = 60;

/// A comment above the statement, which begins at a byte; `part` is the part of the text with a language of its own that
/// it stands in, and `commented` says whether the text has comments already.
pub(super) fn here(
    text: &str,
    language: &Language,
    rule: RuleId,
    id: &Range<usize>,
    statement: Option<usize>,
    part: Option<(usize, &Language)>,
    commented: bool,
) -> Option<Fix> {
    let statement = statement.filter(|&statement| statement <= id.start)?;
    let line = line_start(text, statement)?;
    let language = part.filter(|(start, _)| *start <= line).map_or(language, |(_, language)| language);
    let indent: String = text[line..].chars().take_while(|c| *c == ' ' || *c == '\t').collect();
    let comment = comment(language, commented, &format!("aadsts:ignore[{}]", rule.id()))?;
    Some(Fix {
        title: format!("Ignore {} here", rule.id()),
        edits: vec![Edit { range: line..line, text: format!("{indent}{comment}{}", line_ending(text)) }],
        applicability: Applicability::Unsafe,
        kind: FixKind::Ignore,
    })
}

/// A comment that silences the rule in the whole text, behind what must come first in it. `None` where the format has
/// no comments.
pub fn in_file(text: &str, language: &Language, rule: RuleId, directives: &[Directive]) -> Option<Edit> {
    let existing = directives.iter().find(|directive| directive.cover == Cover::File);
    if let Some(edit) = existing.and_then(|existing| append(text, existing, rule)) {
        return Some(edit);
    }
    let comment = comment(language, has_comments(text, language), &format!("aadsts:ignore-file[{}]", rule.id()))?;
    let at = behind_head(text, language);
    let open = !text[..at].is_empty() && !text[..at].ends_with('\n');
    let first = if open { line_ending(text) } else { "" };
    Some(Edit { range: at..at, text: format!("{first}{comment}{}", line_ending(text)) })
}

/// Takes away a comment that suppresses nothing: its whole line where it stands alone.
pub(crate) fn remove(page: &Page, directive: &Directive) -> Option<Fix> {
    let text = page.text;
    let Range { start, end } = directive.range;
    let line = line_start(text, start)?;
    let line_end = line_end(text, end)?;
    let before = text[line..start].trim_end();
    let opener = suppress::opener(before)?;
    let closer = match opener {
        "<!--" => "-->",
        "/*" | "*" => "*/",
        "<#" => "#>",
        "(*" => "*)",
        "{-" => "-}",
        _ => "",
    };
    // What stands behind a block comment on its line stays, and so does a block that goes on.
    if !text[end..line_end].trim_end().ends_with(closer) || opener == "*" {
        return None;
    }
    let code = before[..before.len() - opener.len()].trim_end();
    // What stands right behind the beginning of a template decides how it goes on.
    if code.ends_with("{{") {
        return None;
    }
    // `;` and `'` are much else, and a string may hold `#`: it has to be a comment indeed, or a line of a text inside,
    // and so to the end of the line.
    let tree = page.tree();
    let token = &tree.tokens[tree.token_at(start, end)?];
    let rest = text[..line_end].trim_end().len();
    match token.kind {
        _ if (token.end as usize) < rest => return None,
        Kind::Comment => {}
        Kind::Str | Kind::Text if code.is_empty() => {}
        _ => return None,
    }
    let range = if code.is_empty() {
        line..(line_end + 1).min(text.len())
    } else {
        let carriage = usize::from(text[..line_end].ends_with('\r'));
        line + code.len()..line_end - carriage
    };
    Some(Fix {
        title: "Remove this suppression".to_owned(),
        edits: vec![Edit { range, text: String::new() }],
        applicability: Applicability::Unsafe,
        kind: FixKind::Unignore,
    })
}

/// One more rule in the brackets of a comment that is there. `None` where it has no brackets.
pub fn append(text: &str, directive: &Directive, rule: RuleId) -> Option<Edit> {
    let close = directive.range.end.checked_sub(1)?;
    let inside = text.get(directive.range.clone())?.strip_suffix(']')?;
    let separator = if inside.ends_with('[') { "" } else { ", " };
    Some(Edit { range: close..close, text: format!("{separator}{}", rule.id()) })
}

/// The words as a comment of the language; `commented` says whether the text has comments already.
fn comment(language: &Language, commented: bool, words: &str) -> Option<String> {
    // Comments are read wherever somebody wrote them, but many readers of the format refuse them.
    if language.traits.has(Traits::RARE_COMMENTS) && !commented {
        return None;
    }
    if language.shape == Shape::Markup || language.traits.has(Traits::DOCUMENTATION) {
        return Some(format!("<!-- {words} -->"));
    }
    // `///` where there is `//` documents what follows.
    let plain = |open: &&&str| language.line_comments.iter().all(|other| other == *open || !open.starts_with(other));
    match (language.line_comments.iter().find(plain), language.block_comments.first()) {
        (Some(open), _) => Some(format!("{} {words}", open.trim_end())),
        (None, Some((open, close))) => Some(format!("{} {words} {close}", open.trim_end())),
        (None, None) => None,
    }
}

fn has_comments(text: &str, language: &Language) -> bool {
    text.lines().any(|line| language.line_comments.iter().any(|open| line.trim_start().starts_with(open)))
}

/// Behind the lines that lose their meaning when anything stands in front of them: interpreter, declaration of the
/// encoding, directives of the parser, front matter.
fn behind_head(text: &str, language: &Language) -> usize {
    let mut at = 0;
    let mut front_matter = false;
    for (number, line) in text.split_inclusive('\n').take(HEAD).enumerate() {
        let words = line.trim_start_matches('\u{feff}').trim().to_ascii_lowercase();
        let fence = words == "---" && language.traits.has(Traits::DOCUMENTATION);
        if fence && number == 0 {
            front_matter = true;
        } else if front_matter {
            front_matter = !fence;
        } else if !is_head(&words, number) {
            break;
        }
        at += line.len();
    }
    if front_matter { 0 } else { at }
}

fn is_head(line: &str, number: usize) -> bool {
    let always = ["<?xml", "<!doctype", "<?php", "@echo off", "# syntax=", "# escape=", "%yaml"];
    number == 0 && line.starts_with("#!")
        || number < 2 && line.starts_with('#') && line.contains("coding")
        || always.iter().any(|head| line.starts_with(head))
}

/// A line that is longer to either side is not one for people, and nobody suppresses a part of it.
const LONG: usize = 4000;

/// Where the line ends, without its line feed.
fn line_end(text: &str, offset: usize) -> Option<usize> {
    let window = (offset + LONG).min(text.len());
    let found = text.as_bytes()[offset..window].iter().position(|&byte| byte == b'\n').map(|at| offset + at);
    found.or((window == text.len()).then_some(window))
}

/// First byte of the line.
fn line_start(text: &str, offset: usize) -> Option<usize> {
    let window = offset.saturating_sub(LONG);
    let found = text.as_bytes()[window..offset].iter().rposition(|&byte| byte == b'\n').map(|at| window + at + 1);
    found.or((window == 0).then_some(0))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may fail")]
mod tests {
    use super::*;
    use crate::language::{self, LANGUAGES};
    use crate::suppress;

    fn applied(text: &str, edit: &Edit) -> String {
        let mut text = text.to_owned();
        text.replace_range(edit.range.clone(), &edit.text);
        text
    }

    fn file(name: &str, text: &str) -> String {
        let language = language::by_name(name).unwrap();
        let rule = RuleId::FirstPartyClientId;
        applied(text, &in_file(text, language, rule, &suppress::find(text)).unwrap())
    }

    #[test]
    fn every_language_with_comments_reads_what_is_written_in_it() {
        let mut without = Vec::new();
        for language in LANGUAGES {
            let Some(edit) = in_file("", language, RuleId::FirstPartyClientId, &[]) else {
                without.push(language.name);
                continue;
            };
            let directives = suppress::find(&edit.text);
            let [directive] = directives.as_slice() else { panic!("{}: {}", language.name, edit.text) };
            assert_eq!(directive.rules, [RuleId::FirstPartyClientId], "{}: {}", language.name, edit.text);
            let comment = comment(language, false, "aadsts:ignore").unwrap();
            let text = format!("{comment}\nx\ny\n");
            let directive = suppress::find(&text).remove(0);
            assert_eq!(text[directive.covers].trim(), "x", "{}: {comment}", language.name);
        }
        assert_eq!(without, ["json", "notebook", "csv", "text"]);
    }

    #[test]
    fn what_must_come_first_stays_first() {
        let comment = "aadsts:ignore-file[first-party-client-id]";
        assert_eq!(file("python", "x = 1\n"), format!("# {comment}\nx = 1\n"));
        assert_eq!(file("shell", "#!/bin/sh\r\nx"), format!("#!/bin/sh\r\n# {comment}\r\nx"));
        assert_eq!(
            file("python", "#!/usr/bin/python\n# -*- coding: utf-8 -*-\nx"),
            format!("#!/usr/bin/python\n# -*- coding: utf-8 -*-\n# {comment}\nx")
        );
        assert_eq!(file("php", "<?php\nx();"), format!("<?php\n// {comment}\nx();"));
        assert_eq!(file("xml", "<?xml version=\"1.0\"?>"), format!("<?xml version=\"1.0\"?>\n<!-- {comment} -->\n"));
        assert_eq!(
            file("markdown", "---\ntitle: x\n---\n# x\n"),
            format!("---\ntitle: x\n---\n<!-- {comment} -->\n# x\n")
        );
        assert_eq!(file("markdown", "---\nno end\n"), format!("<!-- {comment} -->\n---\nno end\n"));
        assert_eq!(file("dockerfile", "# syntax=x\nFROM y\n"), format!("# syntax=x\n# {comment}\nFROM y\n"));
        assert_eq!(file("tmdl", "table x\n"), format!("// {comment}\ntable x\n"));
    }

    #[test]
    fn a_comment_that_is_there_gets_one_more_rule() {
        assert_eq!(
            file("python", "# aadsts:ignore-file[retired-client-id] ours\n"),
            "# aadsts:ignore-file[retired-client-id, first-party-client-id] ours\n"
        );
        assert_eq!(file("python", "# aadsts:ignore-file[]\n"), "# aadsts:ignore-file[first-party-client-id]\n");
        let text = "# aadsts:ignore\n";
        assert_eq!(append(text, &suppress::find(text)[0], RuleId::FirstPartyClientId), None);
    }

    #[test]
    fn a_comment_goes_with_its_line_or_leaves_the_code() {
        let removed = |language: &str, text: &str| {
            let page = Page::of(text, language::by_name(language).unwrap());
            let fix = remove(&page, &suppress::find(text)[0]);
            fix.map(|fix| applied(text, &fix.edits[0]))
        };
        for (language, text, expected) in [
            ("python", "a\n  # aadsts:ignore[x] why\nb\n", "a\nb\n"),
            ("python", "a = 1  # aadsts:ignore\r\nb\r\n", "a = 1\r\nb\r\n"),
            ("xml", "<a/>\n<!-- aadsts:ignore -->\n<b/>", "<a/>\n<b/>"),
            ("xml", "<a/> <!-- aadsts:ignore -->\n<b/>", "<a/>\n<b/>"),
            ("csharp", "f(); /* aadsts:ignore */\n", "f();\n"),
            ("vb", "x = 1 ' aadsts:ignore", "x = 1"),
            ("go", "// aadsts:ignore", ""),
        ] {
            assert_eq!(removed(language, text).as_deref(), Some(expected), "{text}");
        }
        for (language, text) in [
            ("csharp", "/* aadsts:ignore */ f();"),
            ("csharp", "/*\n * aadsts:ignore\n * more\n */"),
            ("xml", "<a>x;aadsts:ignore[y]</a>"),
            ("python", "a = '# aadsts:ignore'"),
            ("csharp", "/* aadsts:ignore */ f(); /* b */"),
            ("xml", "<a>\n# aadsts:ignore[x] <b/>\n</a>"),
        ] {
            assert_eq!(removed(language, text), None, "{text}");
        }
    }

    #[test]
    fn comments_are_written_into_json_only_where_there_are_some() {
        let rule = RuleId::FirstPartyClientId;
        let json = language::by_name("json").unwrap();
        assert_eq!(in_file("{ \"a\": \"https://x\" }\n", json, rule, &[]), None);
        assert!(in_file("{\n  // why\n  \"a\": 1\n}\n", json, rule, &[]).is_some());
    }
}
