//! `aadsts register`: one registration for a folder, in each form, printed and not run.

use super::sandbox::{ID, Sandbox};

fn project() -> Sandbox {
    Sandbox::new(&[
        (
            "src/app.py",
            &format!(
                "import msal\nCLIENT_ID = '{ID}'\nSCOPES = ['Mail.Read', 'https://graph.microsoft.com/Sites.FullControl.All']\n\
                 app = msal.PublicClientApplication(CLIENT_ID)\nflow = app.initiate_device_flow(scopes=SCOPES)\n"
            ),
        ),
        (
            "src/job.py",
            "app = msal.ConfidentialClientApplication('1950a258-227b-4e31-a9cf-717495945fc2', client_credential=secret)\n\
             app.acquire_token_for_client(scopes=['https://analysis.windows.net/powerbi/api/.default'])\n",
        ),
        ("docs/other.md", "Nothing here.\n"),
    ])
}

#[test]
fn a_folder_becomes_one_registration() {
    let sandbox = project();
    let run = sandbox.run(&["register", "--name", "exporter"]).expect(0);
    for part in [
        "az ad app create",
        "--display-name \"exporter\"",
        "570282fd-fa5c-430d-a7fd-fc8dc98a9dca=Scope",
        "src/app.py:2",
        "src/job.py:1",
        "ADMIN CONSENT",
        "read-only admin APIs",
        "app-id = ",
    ] {
        assert!(run.stdout.contains(part), "no {part} in\n{}", run.stdout);
    }
    assert_eq!(sandbox.run(&["register", "--name", "exporter"]).stdout, run.stdout, "the order does not change");
    let one = sandbox.run(&["register", "src/app.py"]).expect(0);
    assert!(!one.stdout.contains("job.py") && one.stdout.contains("--display-name \"src\""), "{}", one.stdout);
}

#[test]
fn each_form_is_printed() {
    let sandbox = project();
    for (form, part) in [
        ("az", "#!/usr/bin/env bash\n"),
        ("powershell", "New-MgApplication @parameters"),
        ("terraform", "resource \"azuread_application\" \"own\""),
        ("bicep", "extension microsoftGraphV1\n"),
        ("portal", "**App registrations**"),
    ] {
        sandbox.run(&["register", "--as", form]).expect(0).shows(part);
    }
    sandbox.run(&["register", "--as", "pulumi"]).expect(2).says("terraform");
}

/// The shell itself reads what is printed for it; it runs nothing.
#[cfg(unix)]
#[test]
fn the_shell_can_read_it() {
    let sandbox = project();
    let script = sandbox.run(&["register", "--name", "a \"quoted\" $(name)"]).expect(0).stdout;
    sandbox.write("register.sh", &script);
    let mut shell = std::process::Command::new("/bin/bash");
    let output = shell.arg("-n").arg(sandbox.path("register.sh")).output().unwrap();
    assert!(output.status.success(), "{}\n{script}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn nothing_borrowed_is_nothing_to_register() {
    let sandbox = Sandbox::new(&[("a.py", "client_id = 'f47ac10b-58cc-4372-a567-0e02b2c3d479'\n")]);
    let run = sandbox.run(&["register"]).expect(0).says("nothing to register");
    assert_eq!(run.stdout, "");
    sandbox.run(&["register", "gone.py"]).expect(2).says("gone.py");
}
