//! Texts inside texts: scripts in YAML, JSON in strings, fences in Markdown, cells in notebooks.
//!
//! An embedded text is read from a copy of the same length, so that offsets stay what they are.

use std::ops::Range;

use crate::language::{self, Language, Shape, Traits};
use crate::site::{self, Frame, Relation, Site};
use crate::tree::{Group, Kind, NONE, Tree};

/// Shorter strings are not read as a language of their own, unless their key says that they are a script.
const SHORTEST: usize = 60;
/// Keys whose values are scripts, folded.
const SCRIPTS: &[&str] = &["run", "script", "inlinescript", "inline", "bash", "pwsh", "powershell", "command", "cmd"];

/// Options of programs that are told a text to run, folded.
const RUNS: &[&str] = &["c", "lc", "ec", "lec", "command", "e", "eval"];
/// So many words in front of such a text the program stands.
const MOST_WORDS: usize = 24;

/// The language that the content of the string at a token is written in: that of the program that runs it, or what its
/// look and the key it belongs to say.
pub(crate) fn guess(tree: &Tree, token: usize, site: &Site) -> Option<&'static Language> {
    told(tree, token).or_else(|| of_look(tree.content_of(token), tree.language, site))
}

/// The language of a text that a program is told to run: `pwsh -Command "…"`, `["bash", "-c", "…"]`.
fn told(tree: &Tree, token: usize) -> Option<&'static Language> {
    let parent = tree.tokens[token].parent;
    let list = parent != NONE && tree.group_of(parent as usize) == Group::Bracket;
    let before = (token.saturating_sub(MOST_WORDS)..token).rev();
    let mut words = before
        .take_while(|&at| tree.tokens[at].parent == parent && (list || !tree.tokens[at + 1].line_start))
        .filter(|&at| matches!(tree.kind_of(at), Some(Kind::Word | Kind::Str)))
        .map(|at| tree.content_of(at));
    let option = words.next()?.strip_prefix('-').map(crate::role::fold)?;
    if RUNS.contains(&option.as_str()) { words.find_map(language::of_program) } else { None }
}

fn of_look(content: &str, outer: &'static Language, site: &Site) -> Option<&'static Language> {
    let start = content.trim_start();
    let several_lines = content.contains('\n');
    let key = key_of_string(site).unwrap_or_default();
    let is_script = outer.shape == Shape::Yaml && SCRIPTS.contains(&crate::role::fold(key).as_str());
    if content.len() <= SHORTEST && !is_script {
        return None;
    }
    let has_json_keys = content.contains("\":") || content.contains("\" :") || content.contains("\\\":");
    if start.starts_with(['{', '[']) && has_json_keys {
        return language::by_name("json");
    }
    if start.starts_with('<') && content.contains("</") {
        return language::by_name("xml");
    }
    // `gate.toml: |`
    if several_lines && outer.shape == Shape::Yaml && key.contains('.') {
        let named = language::of_path(key, "");
        if named.shape != Shape::Prose {
            return Some(named);
        }
    }
    if !several_lines && !is_script {
        return None;
    }
    let hcl = content.contains(" = \"") && ["\" {", "provider ", "resource "].iter().any(|mark| content.contains(mark));
    if hcl && outer.shape != Shape::Yaml {
        return language::by_name("terraform");
    }
    if outer.shape == Shape::Yaml {
        let mut lines = content.lines().map(str::trim);
        let first = lines.find(|line| !line.is_empty() && !line.starts_with(['#', '/'])).unwrap_or("");
        if first.starts_with("import ") || first.starts_with("from ") {
            return language::by_name("python");
        }
        if first.starts_with("const ") {
            return language::by_name("javascript");
        }
    }
    let yaml_lines = || {
        let entries = content.lines().filter_map(|line| line.trim_start().trim_start_matches("- ").split_once(':'));
        entries
            .filter(|(key, rest)| !key.contains([' ', '$', '/']) && (rest.is_empty() || rest.starts_with(' ')))
            .count()
    };
    if outer.shape == Shape::Yaml && !is_script && yaml_lines() * 2 > content.lines().count() {
        return language::by_name("yaml");
    }
    if outer.shape == Shape::Yaml || SCRIPTS[..3].contains(&crate::role::fold(key).as_str()) {
        let powershell = content.contains("$env:")
            || content.contains(" = \"") && content.contains('$')
            || content.contains("-eq ")
            || content.contains(" = '");
        return language::by_name(if powershell { "powershell" } else { "shell" });
    }
    if content.contains("\":") {
        return language::by_name("json");
    }
    if content.contains(" = \"") {
        return language::by_name("terraform");
    }
    if yaml_lines() >= 3 {
        return language::by_name("yaml");
    }
    let runs = |line: &str| ["curl ", "az ", "export ", "#!/"].iter().any(|command| line.starts_with(command));
    if content.lines().any(|line| runs(line.trim_start())) { language::by_name("shell") } else { None }
}

/// The language of a fenced block: the word in front of it is its info string.
pub(crate) fn fence(tree: &Tree, token: usize) -> Option<&'static Language> {
    let info = token.checked_sub(1).filter(|&before| tree.tokens[before].kind == Kind::Word)?;
    let name =
        tree.text_of(info).split([' ', ',', '{', ':']).find(|word| !word.is_empty()).unwrap_or("").to_ascii_lowercase();
    language::by_id(&name).or_else(|| language::by_name(&name)).or_else(|| {
        let path = format!("fence.{name}");
        Some(language::of_path(&path, "")).filter(|language| language.shape != Shape::Prose)
    })
}

/// A copy of the same length in which escapes are blanks: `\"` becomes ` "`, `\n` a line break.
pub(crate) fn unescaped(content: &str) -> String {
    let mut bytes = content.as_bytes().to_vec();
    let mut at = 0;
    while at + 1 < bytes.len() {
        match (bytes[at], bytes[at + 1]) {
            (b'\\', next) => {
                bytes[at] = b' ';
                match next {
                    b'n' | b'r' => bytes[at + 1] = b'\n',
                    b't' => bytes[at + 1] = b' ',
                    _ => {}
                }
                at += 2;
            }
            (b'"', b'"') => {
                bytes[at] = b' ';
                at += 2;
            }
            _ => at += 1,
        }
    }
    // Only ASCII was replaced by ASCII.
    String::from_utf8(bytes).unwrap_or_else(|_| content.to_owned())
}

/// What encloses an embedded text, seen from inside: the frames of its string, without a name that says client, since
/// the text inside has names of its own. The tokens that name them are those of another tree.
pub(crate) fn frames(site: &Site) -> Vec<Frame> {
    let mut frames: Vec<Frame> = site.path.iter().map(|frame| Frame { token: None, ..frame.clone() }).collect();
    if let Some(name) = key_of_string(site).filter(|name| !crate::role::says_client_or_app(name)) {
        frames.insert(0, Frame::of_key(name));
    }
    frames
}

/// The name of the whole string, not that of a value inside it.
pub(crate) fn key_of_string<'s>(site: &'s Site<'_>) -> Option<&'s str> {
    let outside = |relation| !matches!(relation, Relation::Inside | Relation::Joined | Relation::Formatted);
    site.keys.iter().find(|name| outside(name.relation)).map(|name| name.text.as_str())
}

/// A stretch of a notebook: where it stands in the joined code, where in the file, how long it is.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Stretch {
    pub(crate) code: usize,
    pub(crate) file: usize,
    pub(crate) length: usize,
    /// The cell that it is a part of, counted from 1.
    pub(crate) cell: usize,
}

/// The cells of one language, one after the other.
#[derive(Debug, Default)]
pub(crate) struct Part {
    pub(crate) code: String,
    /// In order of position.
    pub(crate) stretches: Vec<Stretch>,
    /// `None` for the language of the notebook.
    pub(crate) language: Option<&'static Language>,
}

impl Part {
    fn push(&mut self, code: &str, file: usize, cell: usize) {
        self.stretches.push(Stretch { code: self.code.len(), file, length: code.len(), cell });
        self.code.push_str(code);
        if !self.code.ends_with('\n') {
            self.code.push('\n');
        }
    }

    /// Where an offset in the joined code stands in the file, if that is one stretch with `end`.
    pub(crate) fn in_file(&self, start: usize, end: usize) -> Option<Range<usize>> {
        let next = self.stretches.partition_point(|stretch| stretch.code <= start);
        let stretch = next.checked_sub(1).map(|at| self.stretches[at])?;
        let moved = |offset: usize| offset - stretch.code + stretch.file;
        (end <= stretch.code + stretch.length).then(|| moved(start)..moved(end))
    }

    /// Where a range of the file stands in the joined code, if that is one stretch.
    pub(crate) fn in_code(&self, range: &Range<usize>) -> Option<Range<usize>> {
        let next = self.stretches.partition_point(|stretch| stretch.file <= range.start);
        let stretch = next.checked_sub(1).map(|at| self.stretches[at])?;
        let moved = |offset: usize| offset - stretch.file + stretch.code;
        (range.end <= stretch.file + stretch.length).then(|| moved(range.start)..moved(range.end))
    }

    /// A line of the joined code, counted from 1, as the number of its cell and the line in it.
    pub(crate) fn line_in_cell(&self, line: usize) -> Option<(usize, usize)> {
        let offset: usize = self.code.split_inclusive('\n').take(line.checked_sub(1)?).map(str::len).sum();
        let next = self.stretches.partition_point(|stretch| stretch.code <= offset);
        let cell = next.checked_sub(1).map(|at| self.stretches[at].cell)?;
        let first = self.stretches.iter().find(|stretch| stretch.cell == cell)?;
        let before = self.code[first.code..offset].bytes().filter(|&byte| byte == b'\n').count();
        Some((cell, before + 1))
    }
}

/// The cells of a notebook.
#[derive(Debug, Default)]
pub(crate) struct Notebook {
    /// All code cells by their language.
    pub(crate) parts: Vec<Part>,
    /// Byte ranges in the file of text cells.
    pub(crate) prose: Vec<Range<usize>>,
    /// The language of the code.
    pub(crate) language: Option<&'static Language>,
}

impl Notebook {
    /// Takes in a code cell that stands at `file`. Its first line may name a language of its own.
    pub(crate) fn push(&mut self, text: &str, language: Option<&'static Language>, file: usize, cell: usize) {
        let mut code = text.to_owned();
        let own = magic(text).map(|(length, language)| {
            code.replace_range(..length, &" ".repeat(length));
            language
        });
        let part = self.part(own.or(language));
        self.parts[part].push(&code, file, cell);
    }

    /// The language of a part; Python where nothing says it.
    pub(crate) fn language_of(&self, part: &Part) -> Option<&'static Language> {
        part.language.or(self.language).or_else(|| language::by_name("python"))
    }

    /// The number of the part with that language.
    fn part(&mut self, language: Option<&'static Language>) -> usize {
        let name = |language: Option<&Language>| language.map(|language| language.name);
        self.parts.iter().position(|part| name(part.language) == name(language)).unwrap_or_else(|| {
            self.parts.push(Part { language, ..Part::default() });
            self.parts.len() - 1
        })
    }
}

/// `%%sql`, `%sh`, `#!pwsh`: how much of a cell names its language, and that language.
fn magic(cell: &str) -> Option<(usize, &'static Language)> {
    let name = ["%%", "%", "#!"].iter().find_map(|sign| cell.strip_prefix(sign))?;
    let name = &name[..name.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(name.len())];
    let language = match name {
        "configure" => language::by_name("json"),
        "pyspark" => language::by_name("python"),
        "spark" => language::by_name("scala"),
        "sparkr" => language::by_name("r"),
        "sparksql" => language::by_name("sql"),
        "sh" | "bash" | "script" => language::by_name("shell"),
        "pwsh" => language::by_name("powershell"),
        _ => language::by_name(name),
    };
    // What follows on the line are options of the cell.
    language.map(|language| (cell.find('\n').unwrap_or(cell.len()), language))
}

/// A cell in a language of its own, in a notebook that is kept as a source file.
pub(crate) struct MagicCell {
    /// Where it begins.
    pub(crate) from: usize,
    /// A copy of the same length without the marks.
    pub(crate) code: String,
    /// `None` where its first line names no language that is known.
    pub(crate) language: Option<&'static Language>,
}

/// `# MAGIC %sh`: the cell that the comment at `token` is a line of. It is read whole, so ask for the first line of
/// interest and take the others from the answer.
pub(crate) fn magic_cell(tree: &Tree, token: usize) -> Option<MagicCell> {
    let start = Some(tree.tokens[token]).filter(|token| token.kind == Kind::Comment)?.start as usize;
    let mark = ["# MAGIC ", "// MAGIC ", "-- MAGIC "].into_iter().find(|mark| tree.text[start..].starts_with(mark))?;
    let before = tree.text[..start].split_inclusive('\n').rev().take_while(|line| line.starts_with(mark));
    let from = start - before.map(str::len).sum::<usize>();
    let mut code = String::new();
    for line in tree.text[from..].split_inclusive('\n').map_while(|line| line.strip_prefix(mark)) {
        code.extend(std::iter::repeat_n(' ', mark.len()));
        code.push_str(line);
    }
    let named = magic(code.get(mark.len()..)?);
    if let Some((length, _)) = named {
        code.replace_range(mark.len()..mark.len() + length, &" ".repeat(length));
    }
    Some(MagicCell { from, code, language: named.map(|(_, language)| language) })
}

/// Reads the cells of a notebook from its JSON.
pub(crate) fn notebook(tree: &Tree) -> Notebook {
    let mut notebook = Notebook::default();
    let mut cell = 0;
    let mut at = 0;
    while at + 2 < tree.tokens.len() {
        let is_key = tree.tokens[at].kind == Kind::Str && tree.text_of(at + 1) == ":";
        let parent = tree.tokens[at].parent;
        if is_key && tree.content_of(at) == "language" && notebook.language.is_none() {
            notebook.language = language::by_id(tree.content_of(at + 2));
        }
        if !is_key || tree.content_of(at) != "source" || parent == NONE {
            at += 1;
            continue;
        }
        let is_code = site::value_of(tree, parent as usize, "cell_type").as_deref() == Some("code");
        let value = at + 2;
        let (first, end) = if tree.tokens[value].kind == Kind::Open {
            (value + 1, tree.tokens[value].mate as usize)
        } else {
            (value, value + 1)
        };
        cell += 1;
        let mut part = None;
        for token in (first..end.min(tree.tokens.len())).filter(|&token| tree.tokens[token].kind == Kind::Str) {
            let file = tree.tokens[token].inner_start as usize;
            let content = tree.content_of(token);
            if is_code {
                let mut code = unescaped(content);
                let index = *part.get_or_insert_with(|| {
                    let language = magic(&code).map(|(length, language)| {
                        code.replace_range(..length, &" ".repeat(length));
                        language
                    });
                    notebook.part(language)
                });
                notebook.parts[index].push(&code, file, cell);
            } else {
                notebook.prose.push(file..file + content.len());
            }
        }
        at = end.max(at + 1);
    }
    notebook
}

/// The scripts of a collection of requests: lists of lines under `exec`, each a text of its own.
pub(crate) fn scripts(tree: &Tree) -> Vec<Part> {
    if tree.language.name != "json" || !tree.text.contains("\"listen\"") {
        return Vec::new();
    }
    let begins = |&at: &usize| {
        tree.kind_of(at) == Some(Kind::Open)
            && at >= 2
            && tree.text_of(at - 1) == ":"
            && tree.tokens[at - 2].kind == Kind::Str
            && tree.content_of(at - 2) == "exec"
    };
    let lists = (0..tree.tokens.len()).filter(begins);
    lists
        .map(|open| {
            let mut part = Part { language: language::by_name("javascript"), ..Part::default() };
            for line in tree.children(open).filter(|&at| tree.tokens[at].kind == Kind::Str) {
                part.push(&unescaped(tree.content_of(line)), tree.tokens[line].inner_start as usize, 0);
            }
            part
        })
        .collect()
}

/// Whether the row is that of notebooks.
pub(crate) fn is_notebook(language: &Language) -> bool {
    language.name == "notebook"
}

/// Whether whole files of the language are documentation.
pub(crate) fn is_documentation(language: &Language) -> bool {
    language.traits.has(Traits::DOCUMENTATION)
}
