//! Where in a string a value stands: alone, or behind a key of its own.

/// The surroundings of a value inside the string that holds it.
#[derive(Clone, Copy, Debug)]
pub struct Text<'t> {
    /// The value is the whole string, quotes, braces and white space aside.
    pub exact: bool,
    /// Everything in front of the value in the string.
    pub left: &'t str,
    /// Everything behind the value in the string.
    pub right: &'t str,
    /// The string; a window of it where it is long.
    pub whole: &'t str,
    /// The value's own key inside the string: `client_id` in `a=b&client_id=VALUE`.
    pub key: Option<&'t str>,
    /// The string is an expression that gives the value where something else gives none.
    pub default: bool,
}

impl<'t> Text<'t> {
    /// Looks at `whole[start..end]`.
    pub fn of(whole: &'t str, start: usize, end: usize) -> Self {
        let left = whole.get(..start).unwrap_or("");
        let right = whole.get(end..).unwrap_or("");
        let blank = |text: &str| text.trim_matches(is_wrapping).is_empty();
        let expanded = expanded_default(left).filter(|_| right.starts_with('}') || right.is_empty());
        let default = blank(right) && expanded.is_some_and(|(before, _)| blank(before))
            || template_around(left, right).is_some_and(|(before, behind)| blank(before) && blank(behind));
        let exact = default || blank(left) && blank(right);
        let key = expanded
            .map(|(before, name)| key_in_front(before).filter(|_| !blank(before)).unwrap_or(name))
            .or_else(|| template_default(left))
            .or_else(|| commanded(left))
            .or_else(|| if exact { None } else { key_in_front(left) });
        Self { exact, left, right, whole, key, default }
    }

    /// At most the last `length` bytes in front of the value.
    pub fn left_end(&self, length: usize) -> &'t str {
        tail(self.left, length)
    }

    /// At most the first `length` bytes behind the value.
    pub fn right_start(&self, length: usize) -> &'t str {
        head(self.right, length)
    }

    /// Letters stand beside the value, and nothing that quotes, joins or runs: `Client: VALUE`.
    pub fn is_plain(&self) -> bool {
        let text = head(self.whole, 2000);
        !self.exact
            && text.starts_with(char::is_alphabetic)
            && !text.contains(['"', '\'', '`', ';', '{', '(', '&', '@', '\\'])
            && !text.contains("--")
    }

    /// Reads like a sentence: many plain words, no form, URL, connection string or command line.
    pub fn is_sentence(&self) -> bool {
        let text = head(self.whole, 2000).trim();
        text.split(' ').filter(|word| !word.is_empty()).count() >= 8
            && !text.contains('&')
            && text.matches(';').count() < 2
            && !text.contains("--")
            && !text.contains("{{")
            && !text.contains("\":")
            && !text.contains('\n')
            && !text.contains(" -")
    }
}

/// The key at the end of `left`, if the text in front of a value ends with one: `key=`, `key: `, `--key `, `key%3D`.
pub(super) fn key_in_front(left: &str) -> Option<&str> {
    let end = outside_interpolation(tail(left, 80));
    let opened = end.trim_end_matches(['"', '\'', '{', '(', '\\', '`', ' ']);
    if let Some(before) = without_assignment(opened) {
        let before = before.trim_end_matches(['"', '\'', '\\', ' ']);
        let start = before
            .char_indices()
            .rev()
            .find(|&(_, c)| !(is_key_character(c) || c == ' '))
            .map_or(0, |(index, c)| index + c.len_utf8());
        let key = before[start..].trim();
        // In running text only the last word counts; in `Key Name=value` lists the whole does.
        let last = key.rsplit(' ').next().unwrap_or(key);
        let listed = before[..start].ends_with(';');
        let key = if key.split(' ').count() > 2 && !listed || last.contains(['_', '-']) { last } else { key };
        return Some(key).filter(|key| !key.is_empty());
    }
    let word_end = end.trim_end_matches(['"', '\'']).trim_end();
    // `concat('client_id=', VALUE)`, `"--client-id", "VALUE"`.
    if let Some(item) = word_end.strip_suffix(',').and_then(|list| list.strip_suffix(['"', '\''])) {
        let word = item.rsplit(|c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '(' | '&' | '?')).next()?;
        let name = word.strip_suffix('=').or_else(|| word.strip_prefix("--"))?;
        return Some(name).filter(|name| !name.is_empty() && name.chars().all(is_key_character));
    }
    if word_end.len() == end.len() {
        return None;
    }
    let word = word_end.rsplit(char::is_whitespace).next()?;
    let option = word.trim_start_matches('-');
    (option.len() < word.len() && !option.is_empty()).then_some(option)
}

/// `…${NAME:-`, `…${name:`: what stands in front of an expansion that defaults to the value, and its name.
fn expanded_default(left: &str) -> Option<(&str, &str)> {
    let (before, name) = left.rsplit_once("${")?;
    let name = [":-", ":=", ":", "-"].iter().find_map(|operator| name.strip_suffix(operator))?;
    let is_name = !name.is_empty() && name.len() <= 120 && name.chars().all(|c| is_key_character(c) && c != '$');
    is_name.then_some((before, name))
}

/// `…{{ .name | default "VALUE" | quote }}…`, `…{{ or .name "VALUE" }}…`: what stands in front of a template that gives
/// the value where something else gives none, and behind it. Where the template begins with a name that it sets,
/// the string begins inside of it.
fn template_around<'t>(left: &'t str, right: &'t str) -> Option<(&'t str, &'t str)> {
    let near = tail(left, 200);
    let (before, inside) = near.rsplit_once("{{").or_else(|| (near.len() == left.len()).then_some(("", near)))?;
    // Half typed, it is not closed.
    let open = near.contains("{{") && !right.contains('\n');
    let (filters, behind) =
        head(right, 200).split_once("}}").or_else(|| (open && right.len() < 200).then_some((right, "")))?;
    let mut words =
        inside.split(|c: char| !(c.is_alphanumeric() || matches!(c, '|' | '?'))).filter(|word| !word.is_empty());
    let gives = |word: &str| matches!(word, "default" | "or" | "coalesce" | "||" | "??");
    (words.any(gives) && !inside.contains("}}") && !filters.contains("{{"))
        .then(|| (before.trim_end_matches('$'), behind))
}

/// `{{ .Values.clientId | default "`: the name that a template gives the value for, without what it belongs to.
fn template_default(left: &str) -> Option<&str> {
    let end = tail(left, 120).trim_end_matches(['"', '\'', '\\']).trim_end_matches(['(', ' ']);
    let piped = end.strip_suffix("default")?.trim_end().strip_suffix('|')?.trim_end();
    let path = piped.rsplit(|c| !is_key_character(c)).next().unwrap_or("");
    let in_template = piped[..piped.len() - path.len()].trim_end().ends_with(['{', '(', '-']);
    path.rsplit('.').next().filter(|name| in_template && !name.is_empty())
}

/// `##vso[task.setvariable variable=NAME;isOutput=true]`, `::set-output name=NAME::`: the name that a command to the
/// runner of a pipeline gives the value.
fn commanded(left: &str) -> Option<&str> {
    let end = tail(left, 120);
    let properties = end.strip_suffix("::").or_else(|| end.strip_suffix(']'))?;
    let (_, name) = properties.rsplit_once(" variable=").or_else(|| properties.rsplit_once(" name="))?;
    let name = name.split([';', ',']).next()?;
    (!name.is_empty() && name.chars().all(is_key_character)).then_some(name)
}

/// Cuts off the operator that ends the text; `None` when no operator does, or when it compares.
fn without_assignment(text: &str) -> Option<&str> {
    if text.ends_with("==") {
        return None;
    }
    [":=", ":-", "=", ":", "%3D", "%3d"].iter().find_map(|operator| text.strip_suffix(operator))
}

/// `client_id=${f('VALUE')}`: the text in front of the interpolation that the value stands in.
fn outside_interpolation(text: &str) -> &str {
    let opener = ["${", "$(", "#{", "{"].iter().find_map(|opener| text.rfind(opener));
    let Some(at) = opener.filter(|&at| at > 0) else { return text };
    let inside = &text[at..];
    let is_expression = inside.len() > 1
        && inside.contains(['"', '\'', '('])
        && inside.chars().all(|c| c.is_alphanumeric() || "${(#\"'.:_[]`".contains(c));
    if is_expression && text[..at].ends_with('=') { &text[..at] } else { text }
}

fn is_key_character(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | '$')
}

fn is_wrapping(c: char) -> bool {
    matches!(c, '"' | '\'' | '{' | '}' | '`' | '\\' | '(' | ')') || c.is_whitespace()
}

/// At most the last `length` bytes, cut between characters.
pub(crate) fn tail(text: &str, length: usize) -> &str {
    &text[text.ceil_char_boundary(text.len().saturating_sub(length))..]
}

/// At most the first `length` bytes, cut between characters.
pub(crate) fn head(text: &str, length: usize) -> &str {
    &text[..text.floor_char_boundary(length)]
}

/// The text in front of the placeholder number `index` (from 0) of a format string: `%s`, `{}`, `{0}`.
pub(super) fn before_placeholder(format: &str, index: usize) -> Option<&str> {
    let bytes = format.as_bytes();
    let mut seen = 0;
    for (at, &byte) in bytes.iter().enumerate() {
        let next = bytes.get(at + 1).copied().unwrap_or(0);
        let anonymous = byte == b'%' && matches!(next, b's' | b'v' | b'd' | b'@' | b'q')
            || byte == b'{' && matches!(next, b'}' | b':');
        let numbered = byte == b'{'
            && usize::from(next.wrapping_sub(b'0')) == index.min(9)
            && matches!(bytes.get(at + 2), Some(b'}' | b':'));
        if numbered || anonymous && seen == index {
            return format.get(..at);
        }
        seen += usize::from(anonymous);
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: &str = "04b07795-8ddb-461a-bbee-02f9e1bf7b46";

    fn key(text: &'static str) -> Option<&'static str> {
        let whole: &'static str = Box::leak(text.replace('@', ID).into_boxed_str());
        let start = whole.find(ID).unwrap();
        Text::of(whole, start, start + ID.len()).key
    }

    #[test]
    fn own_key_inside_a_string() {
        assert_eq!(key("grant_type=x&client_id=@&resource=y"), Some("client_id"));
        assert_eq!(key("AuthType=OAuth;AppId=@;"), Some("AppId"));
        assert_eq!(key("AuthType=OAuth; Client Id = @;"), Some("Client Id"));
        assert_eq!(key("{\"client_id\": \"@\"}"), Some("client_id"));
        assert_eq!(key("{\\\"client_id\\\":\\\"@\\\"}"), Some("client_id"));
        assert_eq!(key("tool --client-id @ --x"), Some("client-id"));
        assert_eq!(key("client_id%3D@%26"), Some("client_id"));
        assert_eq!(key("${APP_ID:-@}"), Some("APP_ID"));
        assert_eq!(key("a client_id=${enc('@')}&x"), Some("client_id"));
        assert_eq!(key("{{ .Values.clientId | default \"@\" | quote }}"), Some("clientId"));
        assert_eq!(key("{{ client_id | default('@') }}"), Some("client_id"));
        assert_eq!(key("{{€.clientId | default '@' }}"), None);
        assert_eq!(key("the id @ is used"), None);
        assert_eq!(key("AppId == @"), None);
        assert_eq!(key("{@}"), None);
    }

    #[test]
    fn placeholders_of_format_strings() {
        assert_eq!(before_placeholder("a={}&client_id={}", 1), Some("a={}&client_id="));
        assert_eq!(before_placeholder("r={1}&client_id={0}", 0), Some("r={1}&client_id="));
        assert_eq!(before_placeholder("client_id=%s", 0), Some("client_id="));
        assert_eq!(before_placeholder("client_id=%s", 1), None);
    }
}
