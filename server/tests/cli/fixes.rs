//! Fixes: what is written, what never is. Needs the engine and the catalogue, except where a file is only left alone.

use std::fs;

use super::sandbox::{ID, OWN, Sandbox};

fn login(id: &str) -> String {
    format!("import msal\n\nclient_id = \"{id}\"\napp = msal.PublicClientApplication(client_id)\n")
}

fn tenant() -> String {
    format!("[tenant]\napp-id = '{OWN}'\n")
}

#[test]
fn the_tenants_app_is_put_in() {
    let sandbox = Sandbox::new(&[("aadsts.toml", &tenant()), ("login.py", &login(ID))]);
    sandbox.run(&["check"]).expect(1).says("1 fixable with --fix");
    sandbox.run(&["check", "--fix"]).expect(0).says("1 fixed");
    assert_eq!(sandbox.read("login.py"), login(OWN));
    let run = sandbox.run(&["check", "--fix"]).expect(0);
    assert!(!run.stderr.contains("fixed"), "fixed again: {}", run.stderr);
    assert_eq!(sandbox.read("login.py"), login(OWN));
    assert_eq!(fs::read_dir(sandbox.path("")).unwrap().count(), 2, "temporary files are left");
}

#[test]
fn unsafe_fixes_must_be_asked_for() {
    let sandbox = Sandbox::new(&[("login.py", &login(ID))]);
    sandbox.run(&["check", "--fix"]).expect(1).says("1 fixable with --fix --unsafe-fixes");
    assert_eq!(sandbox.read("login.py"), login(ID));
    sandbox.run(&["check", "--unsafe-fixes"]).expect(1);
    assert_eq!(sandbox.read("login.py"), login(ID));
    sandbox.run(&["check", "--fix", "--unsafe-fixes"]).expect(0).shows("placeholder-client-id");
    assert_eq!(sandbox.read("login.py"), login("YOUR_TENANT_APP_CLIENT_ID"));
}

#[test]
fn a_patch_is_shown_and_nothing_written() {
    let sandbox = Sandbox::new(&[("aadsts.toml", &tenant()), ("src/login.py", &login(ID))]);
    let run = sandbox.run(&["check", "--diff"]).expect(1).says("1 would be fixed");
    assert_eq!(sandbox.read("src/login.py"), login(ID));
    let expected = format!(
        "--- a/src/login.py\n+++ b/src/login.py\n@@ -1,4 +1,4 @@\n import msal\n \n-client_id = \"{ID}\"\n\
         +client_id = \"{OWN}\"\n app = msal.PublicClientApplication(client_id)\n"
    );
    assert_eq!(run.stdout, expected);
}

#[test]
fn standard_input_comes_out_fixed() {
    let sandbox = Sandbox::new(&[("aadsts.toml", &tenant())]);
    let arguments = ["check", "-", "--stdin-filename", "login.py", "--fix"];
    assert_eq!(sandbox.run_with(&arguments, login(ID).as_bytes()).expect(0).stdout, login(OWN));
    assert_eq!(sandbox.run_with(&arguments, b"x = 1\n").expect(0).stdout, "x = 1\n");
    let binary = sandbox.run_with(&arguments, b"x\0\n").expect(0);
    assert_eq!(binary.stdout, "x\0\n");
}

#[test]
fn the_encoding_is_kept() {
    let sandbox = Sandbox::new(&[("aadsts.toml", &tenant())]);
    let utf16 = |text: &str| -> Vec<u8> {
        [0xFF, 0xFE].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect()
    };
    let windows = |id: &str| login(id).replace('\n', "\r\n");
    sandbox.write("wide.py", utf16(&windows(ID)));
    sandbox.write("mark.py", [b"\xEF\xBB\xBF", windows(ID).as_bytes()].concat());
    sandbox.run(&["check", "--fix"]).expect(0).says("2 fixed");
    assert_eq!(fs::read(sandbox.path("wide.py")).unwrap(), utf16(&windows(OWN)));
    assert_eq!(fs::read(sandbox.path("mark.py")).unwrap(), [b"\xEF\xBB\xBF", windows(OWN).as_bytes()].concat());
}

#[test]
fn bytes_that_are_no_text_are_never_lost() {
    let sandbox = Sandbox::new(&[("aadsts.toml", &tenant())]);
    let bytes = [b"# caf\xe9\n", login(ID).as_bytes()].concat();
    sandbox.write("login.py", &bytes);
    sandbox.run(&["check", "--fix"]).expect(1).says("login.py: not fixed");
    assert_eq!(fs::read(sandbox.path("login.py")).unwrap(), bytes);
}

#[test]
fn a_read_only_file_is_left_and_the_rest_done() {
    let sandbox = Sandbox::new(&[("aadsts.toml", &tenant()), ("a.py", &login(ID)), ("b.py", &login(ID))]);
    let mut permissions = fs::metadata(sandbox.path("a.py")).unwrap().permissions();
    permissions.set_readonly(true);
    fs::set_permissions(sandbox.path("a.py"), permissions).unwrap();
    sandbox.run(&["check", "--fix"]).expect(2).says("cannot fix a.py: the file is read-only").says("1 fixed");
    assert_eq!((sandbox.read("a.py"), sandbox.read("b.py")), (login(ID), login(OWN)));
}

#[cfg(unix)]
#[test]
fn permissions_and_links_are_kept() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let sandbox = Sandbox::new(&[("aadsts.toml", &tenant()), ("real/login.py", &login(ID))]);
    fs::set_permissions(sandbox.path("real/login.py"), fs::Permissions::from_mode(0o751)).unwrap();
    symlink("real/login.py", sandbox.path("link.py")).unwrap();
    sandbox.run(&["check", "--fix", "link.py"]).expect(0).says("1 fixed");
    assert!(sandbox.path("link.py").is_symlink());
    assert_eq!(sandbox.read("real/login.py"), login(OWN));
    let mode = fs::metadata(sandbox.path("real/login.py")).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o751);
}

#[test]
fn many_fixes_in_one_file() {
    let line = |id: &str| format!("client_id = \"{id}\"\n");
    let sandbox = Sandbox::new(&[("aadsts.toml", &tenant()), ("login.py", &line(ID).repeat(500))]);
    sandbox.run(&["check", "--fix"]).expect(0).says("500 fixed");
    assert_eq!(sandbox.read("login.py"), line(OWN).repeat(500));
}
