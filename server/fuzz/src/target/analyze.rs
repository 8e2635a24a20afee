//! The engine's one door, with any text in any language at any path.

use aadsts::analysis::{Analysis, analyze};
use aadsts::explain;

use super::input::Input;
use crate::random::{hash, hash_text};
use crate::{Facts, pace};

/// How often the time of plain text any text may take. Every id is judged by what stands around it, up to a bound, and
/// a text may hold one every forty bytes.
pub(crate) const TIMES: u32 = 600;

/// Checks any bytes.
pub(crate) fn check(bytes: &[u8]) -> Facts {
    let input = Input::of(bytes);
    let text = &*input.text;
    let run = || analyze(text, &input.path, input.said, &input.options);
    let analysis = pace::keep("analyze", text.len(), TIMES, run);
    ranges_fit(text, &analysis);
    // One in sixteen, because the answer is the same where no order of a hash map gets into it.
    if hash_text(text).is_multiple_of(16) {
        let again = run();
        let shown = |analysis: &Analysis| format!("{:?} {:?}", analysis.findings, analysis.occurrences);
        assert_eq!(shown(&analysis), shown(&again), "two answers for one text");
    }
    for occurrence in analysis.occurrences.iter().take(4) {
        let page = pace::keep("hover", text.len(), TIMES, || explain::occurrence(occurrence, text, (&analysis).into()));
        assert!(!page.markdown.is_empty() && !page.title.is_empty(), "nothing to say about {occurrence:?}");
    }
    facts(&input, &analysis)
}

/// What was seen: which row decided in which language, with which evidence and which edits.
pub(crate) fn facts(input: &Input, analysis: &Analysis) -> Facts {
    let row = hash_text(input.language.name);
    let mut facts: Facts = analysis
        .occurrences
        .iter()
        .flat_map(|occurrence| {
            let decided = hash_text(occurrence.row);
            let shape: String =
                occurrence.why.chars().map(|c| if c.is_alphanumeric() { 'a' } else { c }).collect::<String>();
            let evidence = hash_text(&shape.replace("aa", "a").replace("aa", "a")) % 64;
            [hash(&[1, row, decided, occurrence.role as u64]), hash(&[2, decided, evidence])]
        })
        .collect();
    facts.extend(analysis.findings.iter().map(|finding| {
        let kinds = finding.fixes.iter().fold(0, |kinds, fix| kinds * 8 + 1 + fix.kind as u64);
        let edits = finding.fixes.iter().map(|fix| fix.edits.len() as u64).sum::<u64>();
        hash(&[3, row, finding.rule as u64, finding.level as u64, kinds, edits, finding.related.len().min(3) as u64])
    }));
    facts.extend(analysis.directives.iter().map(|directive| {
        hash(&[4, row, u64::from(directive.used), directive.rules.len().min(3) as u64, directive.unknown.len() as u64])
    }));
    facts.sort_unstable();
    facts.dedup();
    facts
}

/// Everything that an editor is going to underline or replace stands in the text.
pub(crate) fn ranges_fit(text: &str, analysis: &Analysis) {
    let occurrences = &analysis.occurrences;
    assert!(occurrences.is_sorted_by_key(|occurrence| occurrence.range.start), "occurrences are not in order");
    for pair in occurrences.windows(2) {
        assert!(pair[0].range.end <= pair[1].range.start, "occurrences share a byte: {pair:?}");
    }
    for occurrence in occurrences {
        assert!(text.get(occurrence.range.clone()).is_some_and(|own| !own.is_empty()), "{occurrence:?}");
        assert!(!occurrence.why.is_empty() && !occurrence.row.is_empty(), "no evidence: {occurrence:?}");
    }
    assert!(analysis.findings.is_sorted_by_key(|finding| finding.range.start), "findings are not in order");
    for finding in &analysis.findings {
        assert!(text.get(finding.range.clone()).is_some() && !finding.message.is_empty(), "{finding:?}");
        assert!(!finding.message.contains('\n'), "a message has one line: {finding:?}");
        assert!(finding.occurrence.is_none_or(|index| index < occurrences.len()), "{finding:?}");
        for fix in &finding.fixes {
            assert!(!fix.title.is_empty() && !fix.title.contains('\n'), "{fix:?}");
            assert!(fix.edits.iter().all(|edit| text.get(edit.range.clone()).is_some()), "{fix:?}");
            for pair in fix.edits.windows(2) {
                assert!(pair[0].range.end <= pair[1].range.start, "edits share a byte: {fix:?}");
            }
        }
        for related in &finding.related {
            assert!(text.get(related.range.clone()).is_some() && !related.message.is_empty(), "{related:?}");
        }
    }
    for directive in &analysis.directives {
        assert!(text.get(directive.range.clone()).is_some(), "{directive:?}");
    }
}
