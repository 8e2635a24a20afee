//! The names that a value answers to, and the one whose uses can be followed.

use super::model::{Declaration, Name, Relation};
use super::names::{self, is_operator, plain_name};
use super::text::{self, Text, before_placeholder, head, key_in_front};
use super::walk::{self, Step, Walk};
use crate::guid::Guid;
use crate::language::{IN_LOOP, Traits};
use crate::tree::{Kind, NONE, Tree};

/// Names of settings may hold the name of a server: `…oauth2.client.id.lake.dfs.core.windows.net`.
const LONGEST_NAME: usize = 120;

/// Entries that say what something is, not which one: the name stands elsewhere.
const SLOTS: &[&str] = &[
    "value",
    "default",
    "defaultvalue",
    "defaultvaluet",
    "content",
    "fallback",
    "unset",
    "initialvalue",
    "initial",
    "const",
    "val",
    "expression",
    "setobject",
    "setvalue",
    "defaultsto",
    "initvalue",
    "defaultvar",
    "to",
];
/// Keys that name their entry.
pub(super) const NAMING: &[&str] =
    &["name", "key", "id", "property", "x:name", "parametername", "variable", "field", "include", "forkey", "p"];

/// So many tokens of a tag in code are looked at.
const TAG: usize = 60;

/// The names a value answers to, and the one whose uses can be followed.
pub(super) fn keys(tree: &Tree, text: &Text, walk: &Walk) -> (Vec<Name>, Option<Declaration>) {
    let mut keys = Vec::new();
    let mut binding = None;
    if let Some(key) = text.key {
        keys.push(Name::new(key, Relation::Inside, ""));
    } else if text.exact
        && let Some(key) = walk.joined_left.as_deref().and_then(key_in_front)
    {
        keys.push(Name::new(key, Relation::Joined, ""));
    }
    let has_own = !keys.is_empty();
    match walk.steps.first() {
        Some(Step::Key { name, chain, token }) => {
            let owner = owner_of_text(tree, name, chain);
            let name = owner.unwrap_or(name);
            // `Cloud.PUBLIC: VALUE` reads the name of its key.
            let read = chain.contains('.') && is_operator(tree, *token + 1, &[":"]);
            if (text.key.is_none() || text.exact) && !read {
                // An attribute declares nothing.
                let declared =
                    Some(*token).filter(|_| owner.is_none() && !matches!(walk.steps.get(1), Some(Step::Tag { .. })));
                binding = Some(Declaration { name: name.to_owned(), token: declared, chain: chain.clone() });
            }
            if has_own && !text.default {
                binding = binding.or_else(|| set_in_string(tree, text));
            } else if is_slot(name) {
                let names = names_of_slot(tree, name, walk);
                // `default` of a variable, of an option: its uses are those of the name around it.
                let entry = match walk.steps.get(1) {
                    Some(Step::Block { .. } | Step::Argument { .. }) => true,
                    // In a language that only describes, an entry with a name is a variable of what it describes.
                    Some(Step::Element { .. } | Step::Key { .. }) => {
                        tree.language.traits.has(Traits::DATA) || tree.language.environment.is_none()
                    }
                    _ => false,
                };
                // `name = environment("NAME", default: VALUE)`, and no chain of such calls.
                let whole = walk.groups.first().is_some_and(|&open| {
                    tree.group_of(open) == crate::tree::Group::Paren
                        && !tree.is_op(tree.behind(open), &[".", "?.", "->"])
                });
                let given = match (walk.steps.get(1), walk.steps.get(2)) {
                    (Some(Step::Argument { declares: false, .. }), Some(Step::Key { name, chain, token })) => {
                        Some(Declaration { name: name.clone(), token: Some(*token), chain: chain.clone() })
                    }
                    _ => None,
                };
                if let Some(given) = given.filter(|_| text.exact && whole) {
                    binding = Some(given);
                } else if let Some(named) = names.first().filter(|named| entry && text.exact && named.text != named.of)
                {
                    let name = named.text.trim_start_matches('-').rsplit([' ', '.']).next().unwrap_or_default();
                    // A parser makes a variable of an option.
                    let data = tree.language.traits.has(Traits::DATA);
                    let name = if data { name.to_owned() } else { name.replace('-', "_") };
                    binding = Some(Declaration { chain: name.clone(), name, token: None });
                }
                keys.extend(names);
            } else {
                keys.push(Name::new(
                    name,
                    if iterated(tree, *token) { Relation::Element } else { Relation::Value },
                    "",
                ));
                // A setting written as a path of names: `SET fs.azure.account.oauth2.client.id.host = VALUE`.
                if chain.matches('.').count() >= 4 {
                    keys.push(Name::new(chain, Relation::Value, ""));
                }
            }
            if !text.exact {
                keys.push(Name::new(name, Relation::Within, ""));
            }
        }
        _ if has_own && !text.default => {
            binding = set_in_string(tree, text).or_else(|| walk.groups.first().and_then(|&open| annotated(tree, open)));
        }
        Some(Step::Option { name, command }) => {
            keys.extend(named_by_command(name, &walk.command).map(|named| Name::new(named, Relation::Default, name)));
            keys.push(Name::new(name, Relation::Option, command));
        }
        Some(Step::Returned { function }) => {
            keys.push(Name::new(function, Relation::Returned, ""));
            binding = Some(Declaration { name: function.clone(), token: None, chain: function.clone() });
        }
        Some(Step::Argument { before, chain, index, .. }) => {
            // `[DefaultValue(VALUE)] string ClientId`
            let gives = chain.rsplit('.').next().is_some_and(|last| {
                let last = crate::role::fold(last);
                last.contains("default") || last.ends_with("value")
            });
            let attribute = walk.groups.first().filter(|_| text.exact && before.is_empty() && gives);
            if let Some(declared) = attribute.and_then(|&open| annotated(tree, open)) {
                keys.push(Name::new(&declared.name, Relation::Default, chain));
                binding = Some(declared);
            }
            if text.exact {
                binding = binding.or_else(|| stored(tree, chain, *index, walk));
                // `"name." + host + ".rest"` begins further left.
                let named = before.iter().rev().find(|text| text.len() > 2 && !text.starts_with('.'));
                keys.extend(named.and_then(|text| paired(text)));
                // `set("VALUE", forKey: "name")`
                let labelled = walk.groups.first().and_then(|&open| walk::sibling(tree, open, &["forkey"]));
                keys.extend(labelled.and_then(|text| paired(&text)));
                keys.extend(before.iter().rev().find_map(|text| option_name(text)));
            }
            // What stands between the format and the value fills its placeholders.
            let formatted = formatted(walk, before, *index);
            keys.extend(formatted.map(|key| Name::new(key, Relation::Formatted, "")));
            let format = chain.rsplit('.').next().is_some_and(|last| last.eq_ignore_ascii_case("format"));
            if let Some(receiver) = walk.receiver.as_deref().filter(|_| format) {
                keys.extend(
                    before_placeholder(receiver, *index)
                        .and_then(key_in_front)
                        .map(|key| Name::new(key, Relation::Formatted, "")),
                );
            }
        }
        Some(Step::Element { .. }) => keys_of_element(tree, walk, &mut keys, &mut binding),
        _ => {}
    }
    // What gets the value tells more than where another value would come from.
    if has_own && text.default {
        binding = binding.or_else(|| walk.groups.first().and_then(|&open| annotated(tree, open)));
        keys.rotate_left(1);
    }
    (keys, binding)
}

/// The key in front of the placeholder that the value fills, in one of the strings in front of it.
fn formatted<'b>(walk: &Walk, before: &'b [String], index: usize) -> Option<&'b str> {
    let key = |format: &'b String, number: Option<usize>| before_placeholder(format, number?).and_then(key_in_front);
    let nearest = walk.text_in_front.and_then(|elements| key(before.last()?, elements.checked_sub(1)));
    let numbered = || before.iter().enumerate().rev().find_map(|(at, format)| key(format, index.checked_sub(at + 1)));
    nearest.or_else(numbered)
}

/// `set "NAME=VALUE"`, `- NAME=VALUE`, `- export NAME=VALUE`: the variable that the whole string sets.
fn set_in_string(tree: &Tree, text: &Text) -> Option<Declaration> {
    let traits = tree.language.traits;
    let sets = traits.has(Traits::COMMANDS) || traits.has(Traits::DATA);
    let key = text.key.filter(|_| sets)?.rsplit(' ').next().filter(|key| is_name(key))?;
    let before = text.left.strip_suffix('=')?.strip_suffix(key)?;
    let sets = matches!(before, "" | "export " | "set ") && text.right.is_empty();
    sets.then(|| Declaration { name: key.to_owned(), token: None, chain: key.to_owned() })
}

/// `txtClientId.Text = VALUE`: what a control shows is the value of the control.
fn owner_of_text<'c>(tree: &Tree, name: &str, chain: &'c str) -> Option<&'c str> {
    let shows = |name: &str| ["text", "value", "innertext"].iter().any(|word| name.eq_ignore_ascii_case(word));
    let owner = chain.rsplit('.').nth(1).filter(|owner| is_name(owner) && !["this", "self"].contains(owner))?;
    (shows(name) && !tree.language.traits.has(Traits::DATA)).then_some(owner)
}

/// `set("name", VALUE)`: a value that is kept under a text, and may be read back by it.
fn stored(tree: &Tree, chain: &str, index: usize, walk: &Walk) -> Option<Declaration> {
    let last = crate::role::fold(chain.rsplit('.').next()?);
    let keeps = walk::sets(&last) || ["text", "dropdown", "combobox", "multiselect"].contains(&last.as_str());
    let token = walk.groups.first().map(|open| open + 1).filter(|_| index == 1 && keeps)?;
    let name = tree.content_of(token);
    let literal = tree.kind_of(token) == Some(Kind::Str) && is_name(name) && chain.contains('.');
    literal.then(|| Declaration { name: name.to_owned(), token: Some(token), chain: name.to_owned() })
}

/// `set --name NAME --value VALUE`, `set NAME --body VALUE`: what a command gives the value to.
fn named_by_command<'w>(option: &str, command: &'w [String]) -> Option<&'w String> {
    let is = |word: &str, list: &[&str]| list.contains(&crate::role::fold(word).as_str());
    if !is(option, &["value", "default", "body", "b", "secretvalue", "notepropertyvalue"]) {
        return None;
    }
    let naming = &["name", "key", "path", "notepropertyname", "membername"];
    let is_option = |word: &String| word.starts_with('-');
    let named = command.iter().position(|word| is_option(word) && is(word, naming)).map(|at| {
        // `Env:NAME` is more than one word.
        at + command[at + 1..].iter().position(is_option).unwrap_or(1)
    });
    let positional = command.iter().position(|word| word.starts_with('-')).and_then(|at| at.checked_sub(1));
    command.get(named.or(positional.filter(|&at| at > 0))?)
}

/// `&name VALUE`: in YAML an anchor is the name of a value, and its aliases are the uses.
pub(super) fn anchor(tree: &Tree, start: usize) -> Option<Declaration> {
    if tree.language.shape != crate::language::Shape::Yaml {
        return None;
    }
    let before = text::tail(&tree.text[..start], 64).trim_end();
    let name = before.rsplit(char::is_whitespace).next()?.strip_prefix('&')?;
    is_name(name).then(|| Declaration { name: format!("*{name}"), token: None, chain: name.to_owned() })
}

/// Whether the name that stands at `token` is that of each element of the value.
fn iterated(tree: &Tree, token: usize) -> bool {
    tree.kind_of(token) == Some(Kind::Open)
        || IN_LOOP.contains(&tree.text_of(token + 1))
        || tree.is_op(token + 1, &[":="]) && tree.text_of(token + 2) == "range"
}

pub(super) fn is_slot(name: &str) -> bool {
    SLOTS.contains(&crate::role::fold(name).as_str())
}

/// The names of an entry such as `default`: its sibling `name`, the option it belongs to, the declaration behind an
/// attribute, the entry around it.
fn names_of_slot(tree: &Tree, slot: &str, walk: &Walk) -> Vec<Name> {
    let mut names = Vec::new();
    let mut add = |name: &str| names.push(Name::new(name, Relation::Default, slot));
    let tag = match walk.steps.first() {
        Some(Step::Key { token, .. }) => tag_around(tree, *token),
        _ => None,
    };
    let beside = match tag {
        Some(first) => naming_attribute(tree, first),
        None => walk.groups.first().and_then(|&open| walk::sibling(tree, open, NAMING)),
    };
    if let Some(name) = beside {
        add(&name);
        return names;
    }
    // `op: add`, `path: /metadata/annotations/NAME`
    if let Some(&open) = walk.groups.first()
        && walk::sibling(tree, open, &["op"]).is_some()
        && let Some(path) = walk::sibling(tree, open, &["path"])
    {
        add(path.rsplit('/').next().and_then(|last| last.rsplit("~1").next()).unwrap_or_default());
        return names;
    }
    if let Some(Step::Key { token, .. }) = walk.steps.first()
        && let Some(name) = named_by_condition(tree, *token)
    {
        add(name);
        return names;
    }
    if let Some(&open) = walk.groups.first() {
        for name in walk::names_listed(tree, open) {
            add(&name);
        }
        // `LongName = "--client-id"`
        if !tree.language.traits.has(Traits::DATA) {
            let texts = walk::entries(tree, open, 60).filter(|&(_, value)| tree.kind_of(value) == Some(Kind::Str));
            for option in texts.filter_map(|(_, value)| option_name(head(tree.content_of(value), 80))) {
                add(&option.text);
            }
        }
    }
    let option = walk.steps.iter().find_map(|step| match step {
        Step::Argument { before, .. } if !before.is_empty() => Some(before),
        _ => None,
    });
    // `input("Client ID", value=VALUE)`
    let is_label = |name: &&String| is_name(&name.replacen(' ', "_", 2));
    for name in option.into_iter().flatten().rev().filter(is_label) {
        add(name);
    }
    if !tree.language.traits.has(Traits::DATA) {
        for &open in walk.groups.iter().take(3).filter(|&&open| is_attribute(tree, open)) {
            if let Some(name) = declared_behind(tree, tree.tokens[open].mate as usize) {
                add(&name);
            }
        }
    }
    for step in walk.steps.iter().skip(1) {
        match step {
            Step::Key { name, .. } => add(name),
            Step::Block { words } | Step::Body { words, .. } | Step::Tag { words } => add(&words.join(" ")),
            _ => continue,
        }
        break;
    }
    add(slot);
    names
}

/// `SET Value = VALUE WHERE Name = 'name'`: the row that gets the value at `token`.
fn named_by_condition<'t>(tree: &Tree<'t>, token: usize) -> Option<&'t str> {
    let is = |at: usize, words: &[&str]| words.contains(&tree.text_of(at).to_ascii_lowercase().as_str());
    if !tree.language.conditions.contains(&"where") {
        return None;
    }
    let behind = || (token..tree.tokens.len()).take(40).take_while(|&at| tree.text_of(at) != ";");
    let from = behind().find(|&at| is(at, &["where"]))?;
    let named = behind().find(|&at| at > from && is(at, NAMING))?;
    (named + 1..named + 5).find(|&at| tree.kind_of(at) == Some(Kind::Str)).map(|at| tree.content_of(at))
}

/// The first token behind the `<` of the tag in code that the attribute at `token` stands in.
pub(super) fn tag_around(tree: &Tree, token: usize) -> Option<usize> {
    let attribute = tree.is_op(token + 1, &["="]) && !tree.tokens[token + 1].space_before;
    if !attribute || walk::is_markup(tree) || tree.language.traits.has(Traits::DATA) {
        return None;
    }
    let parent = tree.tokens[token].parent;
    let mut at = token;
    for _ in 0..TAG {
        at = at.checked_sub(1)?;
        let before = &tree.tokens[at];
        if before.kind == Kind::Close && before.mate != NONE {
            at = before.mate as usize;
        } else if before.parent != parent || before.kind == Kind::Sep || tree.is_op(at, &[">", "/>"]) {
            return None;
        } else if tree.is_op(at, &["<"]) {
            let opens = tree.kind_of(at + 1) == Some(Kind::Word) && !tree.tokens[at + 1].space_before;
            return opens.then_some(at + 1);
        }
    }
    None
}

/// The names of the attributes of a tag in code.
pub(super) fn attributes_of<'t>(tree: &'t Tree<'t>, first: usize) -> impl Iterator<Item = usize> + 't {
    let parent = tree.tokens[first].parent;
    let inside = (first..tree.tokens.len().min(first + TAG)).take_while(|&at| !tree.is_op(at, &[">", "/>"]));
    inside.filter(move |&at| tree.tokens[at].parent == parent && tree.is_op(at + 1, &["="]))
}

/// `name="…"` among the attributes of a tag in code.
fn naming_attribute(tree: &Tree, first: usize) -> Option<String> {
    let named = attributes_of(tree, first).find(|&at| {
        NAMING.contains(&tree.text_of(at).to_ascii_lowercase().as_str()) && tree.kind_of(at + 2) == Some(Kind::Str)
    });
    named.map(|at| tree.content_of(at + 2).to_owned())
}

/// Whether the bracket is that of an attribute or an annotation, or of its arguments.
fn is_attribute(tree: &Tree, open: usize) -> bool {
    let begins = |at: usize| matches!(tree.text_of(at), "@" | "[" | "#[" | "#");
    if tree.group_of(open) == crate::tree::Group::Bracket {
        return tree.tokens[open].line_start || open.checked_sub(1).is_some_and(begins);
    }
    names::callee(tree, open)
        .is_some_and(|(_, start)| tree.text_of(start).starts_with('@') || start.checked_sub(1).is_some_and(begins))
}

/// `#[arg(default_value = VALUE)] client_id: String`: the name that is declared behind an attribute.
fn declared_behind(tree: &Tree, close: usize) -> Option<String> {
    let mut last = None;
    for at in close.checked_add(1)?..close.checked_add(9)?.min(tree.tokens.len()) {
        match tree.tokens[at].kind {
            Kind::Word => last = Some(tree.text_of(at).to_owned()),
            Kind::Open if tree.tokens[at].group == crate::tree::Group::Brace => break,
            Kind::Open | Kind::Close => {}
            Kind::Op | Kind::Sep => break,
            _ => return None,
        }
    }
    last
}

/// `@Value("…VALUE") private String name;`: the name that the annotation whose arguments `open` begins belongs to.
fn annotated(tree: &Tree, open: usize) -> Option<Declaration> {
    let (_, start) = names::callee(tree, open)?;
    let in_front = start.checked_sub(1).map_or("", |before| tree.text_of(before));
    if in_front == "[" && tree.tokens[start - 1].line_start {
        let name = declared_behind(tree, tree.tokens[start - 1].mate as usize)?;
        return Some(Declaration { chain: name.clone(), name, token: None });
    }
    let at = start.checked_sub(1).filter(|_| in_front == "@");
    if at.is_none() && !tree.text_of(start).starts_with('@') {
        return None;
    }
    let name = declared_behind(tree, tree.tokens[open].mate as usize)?;
    Some(Declaration { chain: name.clone(), name, token: None })
}

/// A short word without blanks that is no GUID.
fn is_name(text: &str) -> bool {
    text.len() <= LONGEST_NAME
        && !text.is_empty()
        && text.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | '$'))
        && Guid::from_dashed_prefix(text.as_bytes()).is_none()
}

fn paired(text: &str) -> Option<Name> {
    // The name of a setting may end with the name of a server, written as an interpolation.
    let text = text.trim();
    let open = text.find(['{', '<']).filter(|&open| text[..open].matches('.').count() >= 4);
    let text = &text[..open.unwrap_or(text.len())];
    let relation = if text.starts_with('-') { Relation::Option } else { Relation::Paired };
    // `"Client ID"`
    let worded = text.len() < 24 && is_name(&text.replacen(' ', "_", 1));
    (worded || is_name(text)).then(|| Name::new(plain_name(text), relation, ""))
}

/// The longest name in the declaration of an option: `client-id` of `-c, --client-id <id>`.
fn option_name(text: &str) -> Option<Name> {
    let words = text.split([' ', ',', '=', '|']).filter(|word| text.starts_with('-') && word.starts_with("--"));
    words.max_by_key(|word| word.len()).and_then(paired)
}

/// What the function that is declared at `function` calls the element of its result that the value is.
fn member_of_result(tree: &Tree, walk: &Walk, function: usize) -> Option<Name> {
    let Some(Step::Element { index, .. }) = walk.steps.first() else { return None };
    // An expression may be its body.
    let declared =
        tree.group_of(function + 1) == crate::tree::Group::Paren && tree.kind_of(function + 1) == Some(Kind::Open);
    let member = declared.then(|| walk::result_member(tree, function, *index)).flatten()?;
    Some(Name::new(&member, Relation::Returned, ""))
}

/// `<x:VariableValue>`, `<prop name="Argument.value">`: the name stands further out.
fn slot_of_tag(words: &[String]) -> bool {
    let last = words.last().map_or("", String::as_str);
    let part = crate::role::fold(last.rsplit([':', '.']).next().unwrap_or_default());
    last.len() > part.len() && is_slot(&part) || matches!(part.as_str(), "variablevalue" | "propertyvalue")
}

fn keys_of_element(tree: &Tree, walk: &Walk, keys: &mut Vec<Name>, binding: &mut Option<Declaration>) {
    // The attributes of a tag in front of its text are no tuple: the one that names it follows below.
    let named = walk::is_markup(tree) && matches!(walk.steps.get(1), Some(Step::Tag { words }) if words.len() > 1);
    for step in walk.steps.iter().take(if named { 0 } else { 2 }) {
        let Step::Element { before, index } = step else { break };
        keys.extend(before.last().and_then(|last| paired(last)));
        // `[Text withFormat:@"client_id=%@", VALUE]`
        let formatted = formatted(walk, before, *index);
        keys.extend(formatted.map(|key| Name::new(key, Relation::Formatted, "")));
    }
    if let Some(Step::Block { words } | Step::Body { words, .. }) = walk.steps.get(1)
        && !tree.language.traits.has(Traits::DATA)
        && words.len() <= 8
        && words.first().is_some_and(|word| {
            names::declares_function(tree.language, word) || matches!(word.as_str(), "val" | "var" | "let" | "function")
        })
    {
        keys.extend(
            words.iter().skip(1).filter(|word| is_name(word)).map(|word| Name::new(word, Relation::Returned, "")),
        );
    }
    // `function Name { process { VALUE } }`
    if let (Some(Step::Body { words, .. }), Some(&open)) = (walk.steps.get(1), walk.groups.first())
        && let [word] = words.as_slice()
        && walk::is_part_of_function(tree, word)
        && let Some(function) = walk::enclosing_function_token(tree, open)
    {
        keys.push(Name::new(tree.text_of(function), Relation::Returned, ""));
    }
    for step in walk.steps.iter().skip(1).take(3) {
        match step {
            Step::Element { .. } => {}
            Step::Key { name, chain, token } => {
                keys.extend(member_of_result(tree, walk, *token));
                keys.push(Name::new(name, Relation::Element, ""));
                *binding = Some(Declaration { name: name.clone(), token: Some(*token), chain: chain.clone() });
                break;
            }
            Step::Returned { function } => {
                let declared = walk.groups.first().and_then(|&open| walk::enclosing_function_token(tree, open));
                keys.extend(declared.and_then(|declared| member_of_result(tree, walk, declared)));
                *binding = Some(Declaration { name: function.clone(), token: None, chain: function.clone() });
                break;
            }
            Step::Option { name, .. } => {
                keys.push(Name::new(name, Relation::Element, ""));
                break;
            }
            Step::Tag { words } => {
                let label = words.join(" ");
                let slot = matches!(
                    crate::role::fold(&label).as_str(),
                    "value" | "string" | "text" | "default" | "defaultvalue"
                ) || slot_of_tag(words);
                if !slot {
                    let name = words.last().map_or("", String::as_str);
                    // `$(Name)`, `{StaticResource Name}`
                    *binding = Some(Declaration { name: name.to_owned(), token: None, chain: name.to_owned() });
                    // A tag that is named is like an entry with a name and a value.
                    keys.push(match words.as_slice() {
                        [tag, _, ..] => Name::new(name, Relation::Default, tag),
                        _ => Name::new(name, Relation::Tag, ""),
                    });
                    break;
                }
            }
            _ => break,
        }
    }
}
