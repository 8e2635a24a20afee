//! The page of an error code, and its short form for a hover.

use std::fmt::Write;

use super::markdown::escape;
use super::shared_text::look_up;
use super::{Explanation, Subject};
use crate::catalog::{self, Code, DATE, Page};

/// The page of a code. Every number gets an honest answer, also one that nobody here has seen.
pub fn code(number: u32) -> Explanation {
    let code = catalog::code(number);
    let mut fields = vec![("code", number.to_string()), ("look_up", look_up(number))];
    let mut out = format!("# AADSTS{number}\n\n");
    match code {
        Some(Code { page: Some(page), symbol, category, .. }) => {
            out.push_str(page.meaning);
            out.push_str("\n\n");
            head(&mut out, page, symbol);
            out.push('\n');
            let (body, sources) = page.body.split_once("## Sources").unwrap_or((page.body, ""));
            out.push_str(body);
            related(&mut out, page);
            out.push_str("\n## Sources");
            out.push_str(sources);
            fields.extend([
                ("symbol", symbol.to_string()),
                ("group", category.to_string()),
                ("severity", page.severity.to_owned()),
                ("category", page.category.to_owned()),
                ("who", page.who.to_owned()),
                ("meaning", page.meaning.to_owned()),
                ("oauth_error", page.oauth_error.to_owned()),
                ("retry", page.retry.to_owned()),
                ("related", page.related.iter().map(|code| format!("AADSTS{code}")).collect::<Vec<_>>().join(" ")),
                ("date", page.date.to_owned()),
            ]);
        }
        Some(code @ Code { page: None, symbol, category, .. }) => {
            without_page(&mut out, code);
            fields.extend([("symbol", symbol.to_string()), ("group", category.to_string())]);
            fields.extend((!code.gist.is_empty()).then(|| ("meaning", code.gist.to_string())));
        }
        None => unknown(&mut out, number),
    }
    writeln!(out, "\n[Microsoft's look-up of AADSTS{number}]({})", look_up(number)).unwrap_or_default();
    Explanation { subject: Subject::Code, id: format!("AADSTS{number}"), title: title(number), fields, markdown: out }
}

/// One line about a code, without markup.
pub fn title(number: u32) -> String {
    match catalog::code(number) {
        Some(Code { page: Some(page), .. }) => format!("AADSTS{number}: {}", first_clause(page.meaning)),
        Some(code) if !code.gist.is_empty() => format!("AADSTS{number}: {}", code.gist.trim_end_matches('.')),
        Some(code) if !code.symbol.is_empty() => format!("AADSTS{number}: {}", code.symbol),
        Some(code) => format!("AADSTS{number}: {}", group(&code.category)),
        None => format!("AADSTS{number}: not in the catalogue"),
    }
}

fn first_clause(meaning: &str) -> &str {
    meaning.split(';').next().unwrap_or(meaning).trim_end_matches('.')
}

fn head(out: &mut String, page: &Page, symbol: &str) {
    let who = page.who.replace("tenant-admin", "tenant administrator").replace("microsoft", "Microsoft");
    let mut row = |name: &str, value: &str| {
        if !value.is_empty() {
            writeln!(out, "- {name}: {value}").unwrap_or_default();
        }
    };
    row("Severity", page.severity);
    row("Category", page.category);
    row("Who can fix it", &who);
    row("Symbol", &escape(symbol));
    row("OAuth error", &escape(page.oauth_error));
    row("Trying again", page.retry);
    row("Date of this page", page.date);
}

fn related(out: &mut String, page: &Page) {
    out.push_str("## Related codes\n\n");
    for number in page.related {
        let about = match catalog::code(*number) {
            Some(Code { page: Some(page), .. }) => page.meaning.to_owned(),
            Some(code) if !code.gist.is_empty() => code.gist.to_string(),
            Some(code) if code.symbol.is_empty() => format!("{}.", group(&code.category)),
            Some(code) => format!("{} ({}).", escape(&code.symbol), group(&code.category)),
            None => String::new(),
        };
        writeln!(out, "- [AADSTS{number}]({}): {about}", look_up(*number)).unwrap_or_default();
    }
}

fn without_page(out: &mut String, code: &Code) {
    if !code.gist.is_empty() {
        writeln!(out, "{}\n", escape(&code.gist)).unwrap_or_default();
    }
    if code.symbol.is_empty() {
        writeln!(out, "It belongs to the group \"{}\"; Microsoft publishes no symbol for it.", group(&code.category))
    } else {
        writeln!(out, "**{}**, of the group \"{}\".", escape(&code.symbol), group(&code.category))
    }
    .unwrap_or_default();
    out.push_str("\nThere is no page about this code here yet: no causes and no steps were written down.\n");
    if let Some(parent) = parent(code.number) {
        general(out, parent);
    }
    if !code.article.is_empty() {
        writeln!(
            out,
            "\n[Microsoft's article about it](https://learn.microsoft.com/troubleshoot/entra/entra-id/app-integration/{})",
            code.article
        )
        .unwrap_or_default();
    }
}

fn unknown(out: &mut String, number: u32) {
    writeln!(
        out,
        "The catalogue has {} codes as of {DATE}, and this is none of them.\n\
         It may be newer, or mistyped.",
        catalog::codes().len()
    )
    .unwrap_or_default();
    if let Some(parent) = parent(number) {
        general(out, parent);
    } else if let Some(family) = family(number) {
        writeln!(out, "\nCodes that begin like this one usually are about {family}.").unwrap_or_default();
    }
}

fn general(out: &mut String, parent: &Code) {
    let symbol = if parent.symbol.is_empty() { group(&parent.category) } else { parent.symbol.as_str() };
    writeln!(
        out,
        "\nIts first digits are those of [AADSTS{}]({}) ({}), of which it is usually a special case.",
        parent.number,
        look_up(parent.number),
        escape(symbol)
    )
    .unwrap_or_default();
    if let Some(page) = parent.page {
        writeln!(out, "{}", page.meaning).unwrap_or_default();
    }
}

/// The five-digit code that a longer one refines: 650057 -> 65005, 7000215 -> 70002.
fn parent(number: u32) -> Option<&'static Code> {
    let mut shorter = number / 10;
    while shorter >= 10_000 {
        if let Some(code) = catalog::code(shorter) {
            return Some(code);
        }
        shorter /= 10;
    }
    None
}

/// What the codes of a range have in common, where that is plain.
fn family(number: u32) -> Option<&'static str> {
    let digits = number.to_string();
    let families = [
        ("1003", "custom authentication extensions"),
        ("120", "changing or resetting a password"),
        ("130", "Windows Hello for Business keys"),
        ("135", "device keys"),
        ("53", "Conditional Access"),
        ("65", "consent"),
        ("75", "SAML requests"),
        ("80", "pass-through authentication against an on-premises directory"),
        ("81", "seamless single sign-on"),
    ];
    families.iter().find(|(start, _)| digits.starts_with(start)).map(|(_, family)| *family)
}

/// Our classification in words.
fn group(category: &str) -> &str {
    match category {
        "app-config" => "registration and configuration of the application",
        "client-credentials" => "credentials of the application",
        "conditional-access" => "Conditional Access",
        "consent" => "consent and permissions",
        "device" => "devices and certificates",
        "federation" => "federation and SAML",
        "mfa" => "multifactor authentication",
        "request-format" => "form of the request",
        "tenant" => "tenants and guests",
        "throttling" => "throttling and temporary failures",
        "token" => "tokens and sessions",
        "user-state" => "state of the user's account",
        other => other,
    }
}

/// What fits into a hover: the meaning, the first causes, the first steps.
pub(super) fn brief(number: u32) -> String {
    let Some(Code { page: Some(page), .. }) = catalog::code(number) else {
        let whole = code(number).markdown;
        let (_, text) = whole.split_once("\n\n").unwrap_or(("", &whole));
        return format!("**AADSTS{number}**\n\n{}\n", text.trim());
    };
    let mut out = format!("**AADSTS{number}**: {}\n", page.meaning);
    likely_causes(&mut out, page);
    out.push_str("\n**What to do**\n\n");
    for (index, step) in steps(page).take(4).enumerate() {
        writeln!(out, "{}. {step}", index + 1).unwrap_or_default();
    }
    writeln!(out, "\nTrying again: {}", page.retry).unwrap_or_default();
    questions(&mut out, page);
    relatives(&mut out, page);
    out
}

/// The likely causes, one clause each.
pub(super) fn likely_causes(out: &mut String, page: &Page) {
    out.push_str("\n**Likely causes**\n\n");
    for cause in causes(page).take(5) {
        writeln!(out, "- {cause}").unwrap_or_default();
    }
}

/// The first questions, each with the first sentence of its answer.
pub(super) fn questions(out: &mut String, page: &Page) {
    let mut lines = section(page, "Questions").lines();
    let mut title = "\n**Questions**\n\n";
    for _ in 0..3 {
        let Some(question) = lines.find_map(|line| line.strip_prefix("**")?.strip_suffix("**")) else { return };
        let answer: Vec<&str> = lines.by_ref().take_while(|line| !line.is_empty()).collect();
        // "No." alone answers nothing.
        let shown = if answer.first().is_some_and(|first| first.len() < 12) { 2 } else { 1 };
        writeln!(out, "{title}- *{question}* {}", answer.iter().take(shown).copied().collect::<Vec<_>>().join(" "))
            .unwrap_or_default();
        title = "";
    }
}

/// One line about how bad it is and what it is confused with.
pub(super) fn relatives(out: &mut String, page: &Page) {
    // Those with a page of their own are the ones that people meet.
    let has_page = |code: &&u32| catalog::code(**code).is_some_and(|code| code.page.is_some());
    let (first, rest): (Vec<&u32>, Vec<&u32>) = page.related.iter().partition(has_page);
    let codes: Vec<String> =
        first.into_iter().chain(rest).take(8).map(|code| format!("[AADSTS{code}]({})", look_up(*code))).collect();
    writeln!(out, "\nSeverity: {} · Category: {} · Related errors: {}", page.severity, page.category, codes.join(", "))
        .unwrap_or_default();
}

/// The bold beginnings of the likely causes.
fn causes(page: &Page) -> impl Iterator<Item = &'static str> {
    section(page, "Likely causes").lines().filter_map(|line| {
        let rest = line.strip_prefix("- **")?;
        Some(rest.split_once("**")?.0.trim_end_matches('.'))
    })
}

/// The first sentence of each numbered step; pages keep one sentence per line.
pub(super) fn steps(page: &Page) -> impl Iterator<Item = &'static str> {
    section(page, "What to do").lines().filter_map(|line| {
        let (number, step) = line.split_once(". ")?;
        number.parse::<u8>().ok().map(|_| step)
    })
}

fn section(page: &Page, name: &str) -> &'static str {
    let body: &'static str = page.body;
    body.split("## ").find(|section| section.lines().next() == Some(name)).unwrap_or("")
}

#[cfg(test)]
mod tests {
    use super::{brief, code, parent};
    use crate::catalog;

    #[test]
    fn every_code_has_an_answer_with_its_look_up() {
        for row in catalog::codes() {
            let answer = code(row.number);
            assert!(answer.markdown.contains(&format!("error?code={}", row.number)));
            assert!(answer.markdown.contains(row.symbol.replace('_', "\\_").as_str()), "{}", answer.markdown);
            assert_eq!(row.page.is_none(), answer.markdown.contains("no page about this code"), "{}", row.number);
            assert!(answer.markdown.contains(row.gist.as_str()), "{}", answer.markdown);
            assert!(answer.title.starts_with(&format!("AADSTS{}: ", row.number)));
        }
    }

    #[test]
    fn unknown_numbers_are_answered_honestly() {
        let answer = code(5_300_399).markdown;
        assert!(answer.contains("none of them"), "{answer}");
        assert!(answer.contains("AADSTS53003"), "{answer}");
        assert!(code(530_999).markdown.contains("Conditional Access"));
        assert!(!code(999_999).markdown.contains("usually"));
    }

    #[test]
    fn longer_codes_refine_shorter_ones() {
        assert_eq!(parent(650_057).map(|code| code.number), Some(65005));
        assert_eq!(parent(7_000_215).map(|code| code.number), Some(70002));
        assert_eq!(parent(65002), None);
    }

    #[test]
    fn briefs_fit_a_screen_and_say_what_to_do() {
        for row in catalog::codes() {
            let brief = brief(row.number);
            assert!(brief.lines().count() <= 32, "{brief}");
            if row.page.is_some() {
                assert!(brief.contains("\n1. ") && brief.contains("\n3. ") && brief.contains("\n- "), "{brief}");
            }
        }
    }
}
