//! Arguments, help, lists and exit codes: nothing here needs a finding.

use std::process::Stdio;

use serde_json::Value;

use super::sandbox::Sandbox;

#[test]
fn nothing_to_find_is_clean() {
    let sandbox = Sandbox::new(&[("a.py", "x = 1\n")]);
    let run = sandbox.run(&["check"]).expect(0).says("no findings in 1 file");
    assert_eq!(run.stdout, "");
    let run = sandbox.run(&["check", "--quiet"]).expect(0);
    assert_eq!((run.stdout.as_str(), run.stderr.as_str()), ("", ""));
}

#[test]
fn empty_results_are_valid_in_every_format() {
    let sandbox = Sandbox::new(&[("a.py", "x = 1\n")]);
    assert_eq!(sandbox.run(&["check", "--format", "jsonl"]).expect(0).stdout, "");
    assert_eq!(sandbox.run(&["check", "--format", "concise"]).expect(0).stdout, "");
    assert_eq!(sandbox.run(&["check", "--diff"]).expect(0).stdout, "");
    let document: Value = serde_json::from_str(&sandbox.run(&["check", "--format", "json"]).expect(0).stdout).unwrap();
    assert_eq!(document["findings"], Value::Array(Vec::new()));
    assert_eq!(document["failures"], Value::Array(Vec::new()));
}

#[test]
fn wrong_arguments_are_named() {
    let sandbox = Sandbox::new(&[]);
    for (arguments, part) in [
        (&["chek"][..], "'check'"),
        (&["check", "--fixx"], "'--fix'"),
        (&["check", "--format", "yaml"], "concise"),
        (&["check", "--level", "loud"], "hint, note, warning or error"),
        (&["check", "--fix", "--diff"], "cannot be used with"),
        (&["check", "--config", "x", "--no-config"], "cannot be used with"),
        (&["check", "-", "a.py"], "must be the only path"),
        (&["explain"], "<ARG>"),
        (&["explain", " "], "empty"),
        (&["explain", "--at", "a.py"], "FILE:LINE"),
        (&["explain", "--at", "gone.py:1"], "cannot read gone.py"),
        (&["list", "things"], "languages"),
        (&[], "Usage"),
    ] {
        let run = sandbox.run(arguments).expect(2).says(part);
        assert_eq!(run.stdout, "", "{arguments:?}");
    }
}

#[test]
fn help_and_version_go_to_standard_output() {
    let sandbox = Sandbox::new(&[]);
    for arguments in [&["--help"][..], &["-h"], &["check", "--help"], &["explain", "--help"]] {
        sandbox.run(arguments).expect(0).shows("Examples:");
    }
    let version = sandbox.run(&["--version"]).expect(0).stdout;
    assert!(version.starts_with(concat!("aadsts ", env!("CARGO_PKG_VERSION"), " (facts of 20")), "{version}");
}

#[test]
fn lists_are_tables_and_json() {
    let sandbox = Sandbox::new(&[]);
    for what in ["apps", "codes", "rules", "languages"] {
        let table = sandbox.run(&["list", what]).expect(0).stdout;
        let json = sandbox.run(&["list", what, "--format", "json"]).expect(0).stdout;
        let json: Vec<Value> = serde_json::from_str(&json).unwrap();
        assert_eq!(table.lines().count(), json.len() + 1, "{what}");
    }
    sandbox.run(&["list", "rules"]).expect(0).shows("first-party-client-id");
    sandbox.run(&["list", "languages"]).expect(0).shows("text");
}

#[test]
fn colours_only_where_asked_for() {
    let sandbox = Sandbox::new(&[]);
    assert!(!sandbox.run(&["list", "rules"]).stdout.contains('\u{1b}'));
    assert!(sandbox.run(&["list", "rules", "--color", "always"]).stdout.contains('\u{1b}'));
    assert!(sandbox.run(&["check", "gone", "--color", "always"]).stderr.contains('\u{1b}'));
}

#[test]
fn a_reader_that_goes_away_is_no_error() {
    let sandbox = Sandbox::new(&[]);
    for arguments in [&["list", "languages"][..], &["--help"], &["check", "--format", "json"]] {
        let mut child = sandbox
            .command(arguments)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        drop(child.stdout.take());
        let output = child.wait_with_output().unwrap();
        assert!(output.status.code().is_some_and(|code| code < 2), "{arguments:?}: {output:?}");
        assert!(!String::from_utf8_lossy(&output.stderr).contains("panicked"), "{output:?}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn output_that_cannot_be_written_is_an_error() {
    let sandbox = Sandbox::new(&[]);
    let full = std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let output = sandbox.command(&["list", "languages"]).stdout(full).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
}
