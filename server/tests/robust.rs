//! Whatever a text is, the engine answers, its ranges fit the text, and its fixes end.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use aadsts::analysis::{Analysis, Options, analyze, says_nothing};
use aadsts::fix::FixKind;
use aadsts::language::LANGUAGES;
use proptest::prelude::*;
use proptest::sample::Index;

const ID: &str = "04b07795-8ddb-461a-bbee-02f9e1bf7b46";

/// Texts of all fixtures, with the path that their language is told by.
fn texts() -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fixtures");
    let mut files = Vec::new();
    let mut folders = vec![root.clone()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("fixtures are there") {
            let path: PathBuf = entry.expect("an entry").path();
            let twin = path.extension().is_some_and(|extension| extension == "expected" || extension == "fixed");
            if path.is_dir() {
                folders.push(path);
            } else if !twin {
                let name = path.strip_prefix(&root).expect("below the root").to_string_lossy().into_owned();
                files.push((name, fs::read_to_string(&path).expect("a fixture is text")));
            }
        }
    }
    files.sort();
    files
}

fn check_ranges(text: &str, analysis: &Analysis) {
    for occurrence in &analysis.occurrences {
        assert!(text.get(occurrence.range.clone()).is_some(), "{:?}", occurrence.range);
        assert!(!occurrence.why.is_empty() && !occurrence.row.is_empty());
    }
    for finding in &analysis.findings {
        for fix in &finding.fixes {
            assert!(fix.edits.is_sorted_by_key(|edit| edit.range.start), "{fix:?}");
            assert!(fix.edits.iter().all(|edit| text.get(edit.range.clone()).is_some()), "{fix:?}");
        }
        assert!(finding.related.iter().all(|related| text.get(related.range.clone()).is_some()));
    }
}

/// What skims a text in pieces never misses anything.
fn check_skimming(text: &str, analysis: &Analysis) {
    // Pieces that begin and end anywhere, and enough of nothing that the windows end anywhere, too.
    let padding = "nothing of note\n".repeat(8_000);
    let length = 1 + text.len() % 97;
    let (mut pieces, mut rest) = (vec![padding.as_str()], text);
    while !rest.is_empty() {
        let (piece, behind) = rest.split_at(rest.ceil_char_boundary(length.min(rest.len())));
        pieces.push(piece);
        rest = behind;
    }
    // An id at the very end must not run into a word.
    pieces.push("\n");
    pieces.push(&padding);
    let silent = analysis.occurrences.is_empty() && analysis.findings.is_empty() && analysis.directives.is_empty();
    assert!(silent || !says_nothing(pieces, &Options::default()), "{text}");
}

/// The text after the placeholder fix of every finding.
fn fixed(text: &str, analysis: &Analysis) -> String {
    let mut text = text.to_owned();
    for finding in analysis.findings.iter().rev() {
        let fix = finding.fixes.iter().find(|fix| fix.kind == FixKind::Placeholder);
        for edit in fix.into_iter().flat_map(|fix| fix.edits.iter().rev()) {
            text.replace_range(edit.range.clone(), &edit.text);
        }
    }
    text
}

/// One change of a text: cut out, doubled, or something put in.
#[derive(Clone, Debug)]
enum Change {
    Cut(Index, u8),
    Double(Index, u8),
    Insert(Index, &'static str),
}

fn apply(text: &mut String, change: &Change) {
    let at = |text: &String, index: &Index| text.floor_char_boundary(index.index(text.len() + 1));
    match change {
        Change::Cut(index, length) => {
            let start = at(text, index);
            let end = text.ceil_char_boundary((start + usize::from(*length)).min(text.len()));
            text.replace_range(start..end, "");
        }
        Change::Double(index, length) => {
            let start = at(text, index);
            let end = text.ceil_char_boundary((start + usize::from(*length)).min(text.len()));
            let piece = text[start..end].to_owned();
            text.insert_str(start, &piece);
        }
        Change::Insert(index, piece) => {
            let start = at(text, index);
            text.insert_str(start, piece);
        }
    }
}

fn change() -> impl Strategy<Value = Change> {
    let pieces = prop::sample::select(vec![
        "\"",
        "'",
        "`",
        "(",
        ")",
        "[",
        "]",
        "{",
        "}",
        "<",
        "/*",
        "*/",
        "<#",
        "\"\"\"",
        "\\",
        "${",
        "=",
        ":",
        ",",
        "\n",
        "ä",
        "😀",
        "\u{0}",
        "<<EOF\n",
        "-- ",
        "# ",
        "// ",
        "\r\n",
        "{{",
        ID,
        "client_id=",
        "/.default",
        "- ",
        "&x ",
    ]);
    prop_oneof![
        (any::<Index>(), any::<u8>()).prop_map(|(index, length)| Change::Cut(index, length)),
        (any::<Index>(), any::<u8>()).prop_map(|(index, length)| Change::Double(index, length)),
        (any::<Index>(), pieces).prop_map(|(index, piece)| Change::Insert(index, piece)),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 600, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn mutated_fixtures(which in any::<Index>(), changes in prop::collection::vec(change(), 1..8), language in any::<Index>()) {
        let texts = texts();
        let (path, text) = which.get(&texts);
        let mut text = text.clone();
        for change in &changes {
            apply(&mut text, change);
        }
        let analysis = analyze(&text, path, None, &Options::default());
        check_ranges(&text, &analysis);
        check_skimming(&text, &analysis);
        // A file may also be opened as anything.
        let other = analyze(&text, "untitled", Some(*language.get(LANGUAGES)), &Options::default());
        check_ranges(&text, &other);
        let after = fixed(&text, &analysis);
        let again = analyze(&after, path, None, &Options::default());
        check_ranges(&after, &again);
    }

    #[test]
    fn any_text_with_an_id(before in "\\PC{0,80}", after in "\\PC{0,80}", language in any::<Index>()) {
        let text = format!("{before}{ID}{after}");
        check_ranges(&text, &analyze(&text, "x", Some(*language.get(LANGUAGES)), &Options::default()));
    }
}

#[test]
fn skimming_finds_what_stands_anywhere_and_nothing_where_nothing_is() {
    let nothing = "x = 1 # nothing of note here\n".repeat(3_000);
    let pieces = |text: &'static str| nothing.as_bytes().chunks(1_000).map(move |_| text);
    assert!(says_nothing(pieces("nothing"), &Options::default()));
    for said in [ID, "AADSTS65002", "# aadsts:ignore", "YOUR_TENANT_APP_CLIENT_ID"] {
        for before in 65_400..65_600 {
            let text = format!("{} {said} {nothing}", &nothing[..before]);
            let pieces = (0..text.len()).step_by(1_021).map(|at| &text[at..text.len().min(at + 1_021)]);
            assert!(!says_nothing(pieces, &Options::default()), "{said} behind {before} bytes");
        }
    }
}

/// Whole sizes that were a trap once: work that grows faster than the text would not end here.
fn every_id_is_found(path: &str, text: &str) {
    let analysis = analyze(text, path, None, &Options::default());
    check_ranges(text, &analysis);
    assert_eq!(analysis.occurrences.len(), text.matches(ID).count(), "{path}");
}

#[test]
fn a_line_of_ids() {
    every_id_is_found("x.json", &format!("x = [{}]", format!("\"{ID}\", ").repeat(24_000)));
}

#[test]
fn constants_that_are_followed() {
    every_id_is_found(
        "x.ts",
        &(0..15_000).fold(String::new(), |mut text, number| {
            let _ = writeln!(text, "const C{number} = \"{ID}\"; use(C{number});");
            text
        }),
    );
}

#[test]
fn a_line_of_fifty_megabytes() {
    let filler = format!("{{\"k\": \"{}\"}}, ", "x".repeat(2_000)).repeat(25_000);
    every_id_is_found("x.json", &format!("{{\"a\": [{filler}{{\"clientId\": \"{ID}\"}}]}}"));
}

#[test]
fn hostile_texts_end() {
    let texts = [
        format!("{}\"{ID}\"", "[".repeat(100_000)),
        format!("{}{ID}", "(\"".repeat(50_000)),
        format!("{ID}{}", "\\".repeat(200_000)),
        format!("{ID}{}", "${".repeat(50_000)),
        format!("{}client_id: {ID}", "a: {".repeat(20_000)),
        format!("{}{ID}", "<a b='".repeat(30_000)),
    ];
    for text in &texts {
        for name in ["x.py", "x.ts", "x.cs", "x.ps1", "x.yaml", "x.json", "x.xml", "x.sh", "x.tf", "x.md"] {
            check_ranges(text, &analyze(text, name, None, &Options::default()));
        }
    }
}

/// Texts that are filled with each other, in a circle and many times over.
#[test]
fn scopes_that_lead_to_each_other() {
    let asks = "app = msal.PublicClientApplication(\"@\")\napp.acquire_token_interactive([s0, s1])\n";
    let circles = ["s0 = f\"{s1}/a\"\ns1 = f\"{s0}/b\"\n", "s0 = \"%s/a\" % s1\ns1 = \"{}/b\".format(s0)\n"];
    let many = (0..9).fold(String::new(), |mut text, number| {
        let _ = writeln!(text, "s{number} = f\"{}\"", format!("{{s{}}}", number + 1).repeat(40));
        text
    });
    for text in [circles[0], circles[1], &many] {
        let text = format!("{text}{asks}s9 = \"x\"\n").replace('@', ID);
        check_ranges(&text, &analyze(&text, "x.py", None, &Options::default()));
    }
}

/// What fuzzing found, made shorter.
#[test]
fn texts_that_broke_a_promise_once() {
    for (name, text) in [
        ("x.yaml", "a: \"{{€.clientId | default @\""),
        ("x.tf", "e[]{:l\t1\ne r\"\na=e(<<T\n   az ac0\"\n\n(env \"A\") \"@\")"),
        ("x.csproj", "<a><b>@;aadsts:ignore-file[@</b>\n</a>"),
        ("x.ts", "const a = '@(/.default) =# aadsts:ignore[first-party-client-id]\n> b"),
    ] {
        let text = text.replace('@', "1950a258-227b-4e31-a9cf-717495945fc2");
        let analysis = analyze(&text, name, None, &Options::default());
        check_ranges(&text, &analysis);
        assert!(analysis.findings.iter().all(|finding| finding.fixes.iter().all(|fix| fix.kind != FixKind::Unignore)));
    }
}

/// A cell of another language is read to its end, however long it is.
#[test]
fn long_cells_behind_magic_words() {
    let text = format!("# MAGIC %sh\n{}", format!("# MAGIC az login --client-id {ID}\n").repeat(400));
    let analysis = analyze(&text, "x.py", None, &Options::default());
    assert_eq!(analysis.findings.len(), 400);
    check_ranges(&text, &analysis);
}

/// A backslash in front of each byte of a text, one after the other.
#[test]
fn a_backslash_at_each_byte() {
    let text = format!("x = f(\"a\", 'b', `c${{d}}`)\nclient_id = \"{ID}\"\n");
    for at in 0..text.len() {
        let text = format!("{}\\{}", &text[..at], &text[at..]);
        for name in ["x.py", "x.ts", "x.cs", "x.ps1", "x.yaml", "x.json", "x.xml", "x.sh", "x.rb"] {
            check_ranges(&text, &analyze(&text, name, None, &Options::default()));
        }
    }
}
