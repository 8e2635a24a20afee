//! One input -> another one: cut, doubled, spliced, pumped up, or with something put in.

use crate::random::Random;
use crate::seeds::ID;

/// What a mutated input may have, in bytes; only pumping goes beyond.
const LONGEST: usize = 24 << 10;
/// How long pumping makes an input, in bytes.
const PUMPED: usize = 160 << 10;

/// What means something to one part or another.
const PIECES: &[&str] = &[
    "\"",
    "'",
    "`",
    "\"\"\"",
    "'''",
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    "<",
    ">",
    "/*",
    "*/",
    "//",
    "#",
    "<#",
    "#>",
    "--",
    "\\",
    "\\\"",
    "\\\n",
    "${",
    "$(",
    "{{",
    "}}",
    "%",
    "=",
    ":",
    ": ",
    " = ",
    ",",
    ";",
    "\n",
    "\r\n",
    "\r",
    "\t",
    "  ",
    "    ",
    "- ",
    "&a ",
    "*a",
    "|\n",
    ">-\n",
    "---\n",
    "<<EOF\n",
    "EOF\n",
    "<<~'A'\n",
    "@\"\n",
    "\n\"@",
    "@'\n",
    "\n'@",
    "$\"",
    "r#\"",
    "\"#",
    "R\"x(",
    ")x\"",
    "[[",
    "]]",
    "[=[",
    "q(",
    "%w[",
    "=begin\n",
    "=end\n",
    "```\n",
    "```json\n",
    "~~~",
    "<!--",
    "-->",
    "<![CDATA[",
    "]]>",
    "<script>",
    "</script>",
    "<a b='",
    "</a>",
    "/>",
    "<%",
    "%>",
    "<?",
    "?>",
    "f\"{",
    "=>",
    "->",
    "::",
    "?.",
    "==",
    "!=",
    "-eq ",
    " in ",
    " if ",
    " else ",
    "def f(",
    "class A:\n",
    "function f() {",
    "return ",
    "const x = ",
    "new A(",
    "ä",
    "😀",
    "\u{0}",
    "\u{feff}",
    "\u{a0}",
    "\u{2028}",
    "client_id",
    "clientId: ",
    "\"appId\": ",
    "--client-id ",
    "-ClientId ",
    "client_id=",
    "&scope=",
    "/.default",
    "resourceAppId",
    "aadsts:ignore",
    "# aadsts:ignore[first-party-client-id]\n",
    "aadsts:ignore-file[",
    "aadsts:ignore-next-line",
    "AADSTS65002",
    "AADSTS",
    "YOUR_TENANT_APP_CLIENT_ID",
    "# MAGIC %sh\n",
    "# MAGIC ",
    "%%sql\n",
    "{\"cells\": [{\"cell_type\": \"code\", \"source\": [",
    "\"language\": ",
    "run: |\n",
    "script: ",
    "Content-Length: 2\r\n\r\n{}",
    "\\ud800",
    "%5B",
    "file:///",
    "[[allow]]\n",
    "[rules]\n",
    "Trace ID: ",
    "00000003-0000-0000-c000-000000000000",
    "1950a258-227b-4e31-a9cf-717495945fc2",
    "00000000-0000-0000-0000-000000000000",
];

/// Changes an input a few times. `others` are inputs to take parts from.
pub fn mutate(random: &mut Random, input: &[u8], others: &[impl AsRef<[u8]>]) -> Vec<u8> {
    let mut bytes = input.to_vec();
    for _ in 0..=random.below(5) {
        change(random, &mut bytes, others);
        bytes.truncate(LONGEST);
    }
    // Work that grows faster than the text shows in a text that is long.
    if random.once_in(48) {
        pump(random, &mut bytes);
    }
    bytes
}

fn change(random: &mut Random, bytes: &mut Vec<u8>, others: &[impl AsRef<[u8]>]) {
    let at = random.below(bytes.len() + 1);
    match random.below(16) {
        0 | 1 => drop(bytes.drain(stretch(random, bytes, 64))),
        2 => drop(bytes.drain(stretch(random, bytes, 2000))),
        3 => {
            let piece = bytes[stretch(random, bytes, 200)].to_vec();
            insert(bytes, at, &piece);
        }
        4 => {
            let piece = bytes[stretch(random, bytes, 60)].repeat(1 + random.below(40));
            insert(bytes, at, &piece);
        }
        5..=8 => insert(bytes, at, random.choose(PIECES).as_bytes()),
        9 => insert(bytes, at, &random.choose(PIECES).as_bytes().repeat(1 + random.below(30))),
        10 => insert(bytes, at, ID.as_bytes()),
        11 => {
            // The header chooses language, path and settings.
            let index = random.below(3.min(bytes.len()));
            if let Some(byte) = bytes.get_mut(index) {
                *byte = random.number() as u8;
            }
        }
        12 => {
            let index = random.below(bytes.len());
            if let Some(byte) = bytes.get_mut(index) {
                *byte ^= 1 << random.below(8);
            }
        }
        13 => {
            let other = random.choose(others).as_ref();
            let piece = other[stretch(random, other, 600)].to_vec();
            insert(bytes, at, &piece);
        }
        14 => {
            let other = random.choose(others).as_ref();
            let from = random.below(other.len() + 1);
            bytes.truncate(at);
            bytes.extend_from_slice(&other[from..]);
        }
        _ => {
            let line = lines(random, bytes);
            let moved: Vec<u8> = bytes.drain(line).collect();
            let at = random.below(bytes.len() + 1);
            insert(bytes, at, &moved);
        }
    }
}

/// Repeats a stretch until the input is long, with what stands in front and behind left as it is.
fn pump(random: &mut Random, bytes: &mut Vec<u8>) {
    let most = if random.once_in(2) { 60 } else { 2000 };
    let range = if random.once_in(2) { lines(random, bytes) } else { stretch(random, bytes, most) };
    if range.is_empty() {
        return;
    }
    let piece = bytes[range.clone()].to_vec();
    let times = (PUMPED.saturating_sub(bytes.len()) / piece.len()).max(1);
    insert(bytes, range.end, &piece.repeat(times));
}

fn insert(bytes: &mut Vec<u8>, at: usize, piece: &[u8]) {
    bytes.splice(at..at, piece.iter().copied());
}

/// A range of at most `most` bytes.
fn stretch(random: &mut Random, bytes: &[u8], most: usize) -> std::ops::Range<usize> {
    let start = random.below(bytes.len() + 1);
    let end = (start + random.below(most + 1)).min(bytes.len());
    start..end
}

/// A few whole lines.
fn lines(random: &mut Random, bytes: &[u8]) -> std::ops::Range<usize> {
    let at = random.below(bytes.len() + 1);
    let start = bytes[..at].iter().rposition(|&byte| byte == b'\n').map_or(0, |newline| newline + 1);
    let mut end = start;
    for _ in 0..=random.below(4) {
        end = bytes[end..].iter().position(|&byte| byte == b'\n').map_or(bytes.len(), |newline| end + newline + 1);
    }
    start..end
}
