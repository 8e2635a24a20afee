//! Input that cannot be read, or not as it stands: a clear message, and the rest of the work done.

use serde_json::Value;

use super::sandbox::{OWN, Sandbox};

#[test]
fn a_named_path_that_is_gone_fails() {
    let sandbox = Sandbox::new(&[("a.py", "x = 1\n")]);
    sandbox.run(&["check", "gone.py", "a.py"]).expect(2).says("cannot read gone.py").says("1 file");
    let run = sandbox.run(&["check", "--format", "json", "gone.py"]).expect(2);
    let document: Value = serde_json::from_str(&run.stdout).unwrap();
    assert!(document["failures"][0].as_str().unwrap().contains("gone.py"));
}

#[test]
fn binary_files_are_skipped() {
    let sandbox = Sandbox::new(&[("a.py", "x = 1\n")]);
    sandbox.write("b.bin", b"\x7fELF\0\0\0");
    let run = sandbox.run(&["check"]).expect(0).says("no findings in 1 file");
    assert!(!run.stderr.contains("b.bin"));
    sandbox.run(&["check", "b.bin"]).expect(0).says("b.bin: binary file, skipped");
    sandbox.run(&["check", "--verbose"]).expect(0).says("b.bin: binary file, skipped");
}

#[test]
fn folders_named_like_files_are_folders() {
    let sandbox = Sandbox::new(&[("a.py/b.py", "x = 1\n"), ("aadsts.toml/c.py", "x = 1\n")]);
    sandbox.run(&["check"]).expect(0).says("no findings in 2 files");
    sandbox.run(&["check", "a.py"]).expect(0).says("no findings in 1 file");
}

#[cfg(unix)]
#[test]
fn symbolic_links_cannot_loop() {
    let sandbox = Sandbox::new(&[("d/a.py", "x = 1\n")]);
    std::os::unix::fs::symlink("loop", sandbox.path("loop")).unwrap();
    std::os::unix::fs::symlink("..", sandbox.path("d/up")).unwrap();
    std::os::unix::fs::symlink("nowhere", sandbox.path("d/dangling")).unwrap();
    sandbox.run(&["check"]).expect(0).says("no findings in 1 file");
    sandbox.run(&["check", "loop"]).expect(2).says("cannot read loop");
    sandbox.run(&["check", "d/up"]).expect(0).says("no findings in 1 file");
}

#[test]
fn strange_texts_are_texts() {
    let sandbox =
        Sandbox::new(&[("cut.json", "{\"a\": [1, {\"clientId\": \""), ("empty.py", ""), ("dots.yaml", "a: &a [*a")]);
    sandbox.write("latin.py", b"caf\xe9 = 1\r\n\xff\xfe\n");
    sandbox.write("wide.ps1", b"\xff\xfea\0=\0\x00\xd8");
    sandbox.write("nul.log", [vec![b'x'; 9000], vec![0; 100], b"\n".to_vec()].concat());
    sandbox.run(&["check"]).expect(0).says("no findings in 6 files");
}

#[test]
fn broken_configuration_is_named_with_its_place() {
    let sandbox = Sandbox::new(&[
        ("a.py", "x = 1\n"),
        ("sub/aadsts.toml", "\n[rules]\nfirst-party-client-id = 'loud'\n"),
        ("sub/b.py", "x = 1\n"),
    ]);
    sandbox
        .run(&["check"])
        .expect(2)
        .says("sub/aadsts.toml:3:25: unknown level `loud`, expected one of `off`, `hint`")
        .says("no findings in 1 file; 1 file not looked at");
    let objects = sandbox.run(&["check", "--format", "jsonl"]).expect(2).objects();
    assert_eq!(objects.len(), 1);
    assert_eq!(objects[0]["rule"], "invalid-configuration");
    assert_eq!((&objects[0]["line"], &objects[0]["column"]), (&Value::from(3), &Value::from(25)));
    sandbox.run(&["check", "--no-config"]).expect(0).says("no findings in 2 files");
    sandbox.run(&["check", "--config", "gone.toml"]).expect(2).says("gone.toml:1:1: cannot read the file");
}

#[test]
fn ignored_and_excluded_files_are_left_out() {
    let sandbox = Sandbox::new(&[
        (".git/config", "x"),
        (".gitignore", "build/\n"),
        ("build/a.py", "x"),
        (".github/workflows/a.yml", "x"),
        (".env", "x"),
        ("docs/a.md", "x"),
        ("vendor/deep/a.js", "x"),
        ("aadsts.toml", "exclude = ['docs', 'vendor/**']\n"),
    ]);
    let run = sandbox.run(&["check", "--verbose"]).expect(0).says("no findings in 3 files");
    for name in [".gitignore", ".env", ".github/workflows/a.yml"] {
        assert!(run.stderr.contains(&format!("{name}: ")), "{}", run.stderr);
    }
    sandbox.run(&["check", "docs/a.md"]).expect(0).says("no findings in 1 file");
    sandbox.run(&["check", "aadsts.toml"]).expect(0).says("no findings in 0 files");
    sandbox.run(&["check", ".", "docs/../.env"]).expect(0).says("no findings in 4 files");
    sandbox.run(&["check", ".", ".github", ".env"]).expect(0).says("no findings in 3 files");
}

#[test]
fn a_tenant_app_must_be_an_id() {
    let sandbox = Sandbox::new(&[("a.py", "x"), ("aadsts.toml", "[tenant]\napp-id = 'mine'\n")]);
    sandbox.run(&["check"]).expect(2).says("aadsts.toml:2:10: `mine` is not an application id, expected a GUID");
    sandbox.write("aadsts.toml", format!("[tenant]\napp-id = '{OWN}'\n"));
    sandbox.run(&["check"]).expect(0);
}
