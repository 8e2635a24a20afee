//! Where a document lies: its path below the innermost workspace folder, and its file if it has one.

use std::fmt::Write;
use std::path::{Path, PathBuf};

use serde_json::Value;

use super::uri;

/// The workspace folders, by their URIs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Folders(Vec<String>);

impl Folders {
    /// Reads the parameters of `initialize`.
    pub(super) fn read(params: &Value) -> Self {
        let mut folders = uris(params.get("workspaceFolders"));
        if folders.is_empty() {
            folders.extend(params.get("rootUri").and_then(Value::as_str).map(str::to_owned));
        }
        if folders.is_empty() {
            folders.extend(params.get("rootPath").and_then(Value::as_str).map(|path| {
                let slash = if path.starts_with('/') { "" } else { "/" };
                format!("file://{slash}{path}")
            }));
        }
        Self(folders)
    }

    /// Applies the parameters of `workspace/didChangeWorkspaceFolders`.
    pub(super) fn change(&mut self, params: &Value) {
        let event = params.get("event").unwrap_or(&Value::Null);
        let removed = uris(event.get("removed"));
        self.0.retain(|folder| !removed.contains(folder));
        self.0.extend(uris(event.get("added")));
    }

    /// The file that a document is judged as: itself, or a file of its name in the first folder.
    pub(super) fn file(&self, own: &str) -> Option<PathBuf> {
        file(own).or_else(|| {
            let folder = self.0.iter().find_map(|folder| file(folder))?;
            Some(folder.join(Location::of(own).name()))
        })
    }

    /// The innermost folder that holds a file.
    pub(super) fn holding(&self, path: &Path) -> Option<PathBuf> {
        let folders = self.0.iter().filter_map(|folder| file(folder));
        folders.filter(|folder| path.starts_with(folder)).max_by_key(|folder| folder.as_os_str().len())
    }

    /// The folders that are on disk, with the spelling of each.
    pub(super) fn on_disk(&self) -> Vec<(String, PathBuf)> {
        self.0.iter().filter_map(|own| Some((own.clone(), file(own)?))).collect()
    }

    /// The path of a document below its folder, with forward slashes; its last segment where no folder holds it.
    pub(super) fn relative(&self, own: &str) -> String {
        let document = Location::of(own);
        let inside = self.0.iter().filter_map(|folder| document.below(&Location::of(folder)));
        match inside.min_by_key(String::len) {
            Some(path) => path,
            None => document.name().to_owned(),
        }
    }
}

fn uris(folders: Option<&Value>) -> Vec<String> {
    let folders = folders.and_then(Value::as_array).into_iter().flatten();
    folders.filter_map(|folder| folder.get("uri")?.as_str()).map(str::to_owned).collect()
}

/// The file behind a URI of the scheme `file`.
fn file(own: &str) -> Option<PathBuf> {
    let location = Location::of(own);
    if !location.scheme.eq_ignore_ascii_case("file") {
        return None;
    }
    let path = location.path;
    let drive = matches!(path.as_bytes(), [b'/', letter, b':', ..] if letter.is_ascii_alphabetic());
    Some(match (location.authority, drive) {
        ("" | "localhost", true) => PathBuf::from(&path[1..]),
        ("" | "localhost", false) => PathBuf::from(path),
        (host, _) => PathBuf::from(format!("//{host}{path}")),
    })
}

/// The URI of a file, spelled as most clients spell it.
pub(super) fn uri_of(path: &Path) -> String {
    let path = path.to_string_lossy().replace('\\', "/");
    match path.strip_prefix("//") {
        Some(share) => format!("file://{}", encoded(share)),
        None if path.starts_with('/') => format!("file://{}", encoded(&path)),
        None => format!("file:///{}", encoded(&path)),
    }
}

/// A path with everything escaped that a URI does not hold as it is.
pub(super) fn encoded(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'/' | b'-' | b'_' | b'.' | b'~') {
            out.push(char::from(byte));
        } else {
            // Writing to a `String` cannot fail.
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}

/// A URI cut into the parts that matter here. Anything can be cut.
struct Location<'a> {
    scheme: &'a str,
    authority: &'a str,
    /// Decoded, with forward slashes.
    path: String,
}

impl<'a> Location<'a> {
    fn of(own: &'a str) -> Self {
        let (scheme, rest) = own.split_once(':').unwrap_or(("", own));
        let rest = rest.split(['?', '#']).next().unwrap_or_default();
        let (authority, path) = match rest.strip_prefix("//") {
            Some(rest) => rest.split_at(rest.find(['/', '\\']).unwrap_or(rest.len())),
            None => ("", rest),
        };
        Self { scheme, authority, path: uri::decode(path).replace('\\', "/") }
    }

    fn name(&self) -> &str {
        self.path.rsplit('/').next().unwrap_or_default()
    }

    fn below(&self, folder: &Self) -> Option<String> {
        if !self.scheme.eq_ignore_ascii_case(folder.scheme) || !self.authority.eq_ignore_ascii_case(folder.authority) {
            return None;
        }
        let (own, folder) = (drive_lower(&self.path), drive_lower(&folder.path));
        let rest = own.strip_prefix(folder.trim_end_matches('/'))?.strip_prefix('/')?;
        Some(rest.to_owned())
    }
}

/// `c:` and `C:` are one drive, and clients use both.
fn drive_lower(path: &str) -> String {
    match path.as_bytes() {
        [b'/', letter, b':', ..] if letter.is_ascii_uppercase() => {
            format!("/{}{}", path[1..2].to_lowercase(), &path[2..])
        }
        _ => path.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn folders(uris: &[&str]) -> Folders {
        let folders: Vec<_> = uris.iter().map(|uri| json!({ "uri": uri, "name": "x" })).collect();
        Folders::read(&json!({ "workspaceFolders": folders }))
    }

    #[test]
    fn the_innermost_folder_counts() {
        let folders = folders(&["file:///w", "file:///w/packages/a/", "file:///C:/code"]);
        for (own, expected) in [
            ("file:///w/src/x.py", "src/x.py"),
            ("file:///w/packages/a/app/%5Bslug%5D/x%20y.ts", "app/[slug]/x y.ts"),
            ("file:///w/packages/a/app/[slug]/x y.ts", "app/[slug]/x y.ts"),
            ("file:///c%3A/code/x.cs", "x.cs"),
            ("file:///c:\\code\\y\\x.cs", "y/x.cs"),
            ("file:///wide/x.py", "x.py"),
            ("file://server/w/x.py", "x.py"),
            ("untitled:Untitled-1", "Untitled-1"),
            ("vscode-notebook-cell:/w/x.ipynb#W0s", "x.ipynb"),
            ("file:///w/a%23b.py?x#y", "a#b.py"),
            ("", ""),
        ] {
            assert_eq!(folders.relative(own), expected, "{own}");
        }
    }

    #[test]
    fn older_ways_to_name_the_root_work() {
        assert_eq!(Folders::read(&json!({ "rootUri": "file:///w", "workspaceFolders": null })).0, ["file:///w"]);
        assert_eq!(Folders::read(&json!({ "rootPath": "/w", "rootUri": null })).0, ["file:///w"]);
        assert_eq!(Folders::read(&json!(null)), Folders::default());
    }

    #[test]
    fn folders_come_and_go() {
        let mut folders = folders(&["file:///a"]);
        folders.change(&json!({ "event": { "added": [{ "uri": "file:///b" }], "removed": [{ "uri": "file:///a" }] } }));
        assert_eq!(folders.0, ["file:///b"]);
    }

    #[test]
    fn a_file_has_a_uri() {
        for (path, uri) in [
            ("/a/b c/ä.py", "file:///a/b%20c/%C3%A4.py"),
            ("C:\\x\\y.cs", "file:///C%3A/x/y.cs"),
            ("//server/share/x", "file://server/share/x"),
            ("/app/[slug]/x", "file:///app/%5Bslug%5D/x"),
        ] {
            assert_eq!(uri_of(Path::new(path)), uri);
            assert_eq!(file(uri).map(|file| file.to_string_lossy().into_owned()), Some(path.replace('\\', "/")));
        }
    }

    #[test]
    fn only_files_are_files() {
        assert_eq!(file("file:///a/b%20c"), Some(PathBuf::from("/a/b c")));
        assert_eq!(file("file:///c%3A/x"), Some(PathBuf::from("c:/x")));
        assert_eq!(file("file://server/share/x"), Some(PathBuf::from("//server/share/x")));
        assert_eq!(file("untitled:x"), None);
        assert_eq!(folders(&["untitled:y", "file:///w"]).file("untitled:x"), Some(PathBuf::from("/w/x")));
        assert_eq!(folders(&[]).file("untitled:x"), None);
    }
}
