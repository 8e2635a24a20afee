//! The forms, for some plans: what they hold, and that they are well formed whatever the code says.

use hcl_edit::parser::parse_body;
use proptest::prelude::*;

use super::*;
use crate::analysis::{Options, analyze};
use crate::catalog::Cloud;

const CLI: &str = "04b07795-8ddb-461a-bbee-02f9e1bf7b46";

fn requests(path: &str, text: &str) -> Requests {
    let analysis = analyze(text, path, None, &Options::default());
    Requests::of(path, text, &analysis).unwrap_or_else(|| panic!("nothing borrowed in {text}"))
}

/// Each kind of bracket and quote is closed, outside of comments. `escape` is the character that escapes in double
/// quotes.
#[track_caller]
fn balanced(text: &str, comment: &str, escape: char) {
    let mut open = Vec::new();
    for line in text.lines() {
        let mut rest = line.char_indices();
        let mut quote = None;
        while let Some((at, character)) = rest.next() {
            match quote {
                Some('"') if character == escape => {
                    rest.next();
                }
                Some(mark) if character == mark => quote = None,
                Some(_) => {}
                None if line[at..].starts_with(comment) => break,
                None => match character {
                    '"' | '\'' => quote = Some(character),
                    '(' | '[' | '{' => open.push(character),
                    ')' => assert_eq!(open.pop(), Some('('), "{line}"),
                    ']' => assert_eq!(open.pop(), Some('['), "{line}"),
                    '}' => assert_eq!(open.pop(), Some('{'), "{line}"),
                    _ => {}
                },
            }
        }
        assert_eq!(quote, None, "a quote stays open: {line}");
    }
    assert!(open.is_empty(), "{open:?} stays open:\n{text}");
}

/// The forms of a plan, each found well formed.
#[track_caller]
fn forms(plan: &Plan) -> [String; 5] {
    let all = Form::ALL.map(|form| render(plan, form));
    let [az, powershell, terraform, bicep, portal] = &all;
    balanced(az, "#", '\\');
    balanced(powershell, "#", '`');
    balanced(bicep, "//", '\\');
    parse_body(terraform).unwrap_or_else(|error| panic!("{error}\n{terraform}"));
    let config = bicep.lines().find(|line| line.contains("mcr.microsoft.com")).expect("bicepconfig.json is shown");
    serde_json::from_str::<serde_json::Value>(config.trim_start_matches('/')).expect("it is JSON");
    for json in az.lines().filter_map(|line| line.split_once("--parameters '").or(line.split_once("--body '"))) {
        let json = json.1.strip_suffix('\'').expect("the JSON ends the line");
        serde_json::from_str::<serde_json::Value>(json).expect("it is JSON");
    }
    for text in &all {
        assert!(!text.contains("  \n") && text.ends_with('\n') && !text.contains("\n\n\n"), "{text}");
    }
    let fences = portal.matches("```").count();
    assert!(fences == 2, "{portal}");
    all
}

const DEVICE: &str = "import msal\nSCOPES = ['Mail.Read', 'https://graph.microsoft.com/Sites.FullControl.All', 'openid']\n\
    app = msal.PublicClientApplication('04b07795-8ddb-461a-bbee-02f9e1bf7b46', \
    authority='https://login.microsoftonline.com/contoso.onmicrosoft.com')\n\
    app.initiate_device_flow(scopes=SCOPES)\napp.acquire_token_interactive(['https://vault.azure.net/.default'])\n\
    requests.get('https://graph.microsoft.com/v1.0/me')\n";

#[test]
fn a_program_on_a_device() {
    let requests = requests("tool/app.py", DEVICE);
    assert_eq!(requests.flows, [Flow::Device].into());
    assert!(!requests.multi_tenant);
    assert_eq!(requests.places[0].line, 3);
    let plan = Plan::new(&requests, "tool");
    assert_eq!(
        plan.apis.iter().map(|api| api.name.as_str()).collect::<Vec<_>>(),
        ["Microsoft Graph", "Azure Key Vault"]
    );
    assert_eq!(plan.admin_permissions(), ["Sites.FullControl.All"]);
    for form in forms(&plan) {
        for part in [
            "http://localhost",
            "Sites.FullControl.All",
            "ADMIN CONSENT",
            "Key Vault Secrets User",
            "tool/app.py:3",
            "app-id = ",
        ] {
            assert!(form.contains(part), "no {part} in {form}");
        }
        assert!(!form.contains("openid") && !form.contains("secret with a short life"), "{form}");
    }
    let [az, powershell, terraform, bicep, _] = forms(&plan);
    assert!(
        az.contains("570282fd-fa5c-430d-a7fd-fc8dc98a9dca=Scope")
            && az.contains("oauth2PermissionScopes[?value=='user_impersonation']"),
        "{az}"
    );
    assert!(
        powershell.contains("$azureKeyVault.Oauth2PermissionScopes | Where-Object Value -EQ 'user_impersonation'"),
        "{powershell}"
    );
    assert!(
        terraform.contains(
            "data.azuread_service_principal.azure_key_vault.oauth2_permission_scope_ids[\"user_impersonation\"]"
        ),
        "{terraform}"
    );
    assert!(bicep.contains("filter(azureKeyVaultApi.oauth2PermissionScopes, permission => permission.value == 'user_impersonation')[0].id"), "{bicep}");
}

#[test]
fn a_job_without_anybody() {
    let text = format!(
        "app = msal.ConfidentialClientApplication('{CLI}', client_credential=secret)\n\
         app.acquire_token_for_client(scopes=['https://analysis.windows.net/powerbi/api/.default'])\n\
         app.acquire_token_for_client(scopes=['https://graph.microsoft.com/User.Read.All'])\n"
    );
    let plan = Plan::new(&requests("job.py", &text), "job");
    assert!(plan.app_only() && !plan.user() && plan.confidential());
    let [az, powershell, terraform, _, portal] = forms(&plan);
    for form in forms(&plan) {
        for part in
            ["read-only admin APIs", "grant none", "Service principals can call Fabric public APIs", "User.Read.All"]
        {
            assert!(form.contains(part), "no {part} in {form}");
        }
        assert!(!form.contains("licence"), "nobody signs in: {form}");
    }
    for form in [&az, &powershell] {
        let place = |word: &str| form.find(word).unwrap_or_else(|| panic!("no {word} in {form}"));
        assert!(place("ederated") < place("ertificate") && place("ertificate") < place("short life"), "{form}");
    }
    assert!(
        az.contains("df021288-bdef-4463-88db-98f22de89214=Role") && !az.contains("is-fallback-public-client"),
        "{az}"
    );
    assert!(
        terraform.contains("azuread_app_role_assignment") && terraform.contains("var.admin_consent ? 1 : 0"),
        "{terraform}"
    );
    assert!(portal.contains("Application permissions: `User.Read.All`"), "{portal}");
}

#[test]
fn a_page_and_a_server() {
    let page = format!(
        "import {{ PublicClientApplication }} from '@azure/msal-browser';\nconst config = {{ auth: {{ clientId: '{CLI}',\n\
         authority: 'https://login.microsoftonline.com/organizations', redirectUri: 'https://app.contoso.com' }} }};\n\
         const app = new PublicClientApplication(config); app.loginPopup({{ scopes: ['User.Read'] }});\n"
    );
    let plan = Plan::new(&requests("auth.js", &page), "page");
    assert!(plan.spa() && !plan.public() && plan.multi_tenant && !plan.confidential());
    let [az, powershell, terraform, bicep, portal] = forms(&plan);
    assert!(az.contains("{\"spa\":{\"redirectUris\":[\"https://app.contoso.com\"]}}"), "{az}");
    assert!(powershell.contains("Spa ") && bicep.contains("  spa: {"), "{powershell}{bicep}");
    assert!(
        terraform.contains("single_page_application {\n    redirect_uris = [\"https://app.contoso.com/\"]"),
        "{terraform}"
    );
    assert!(portal.contains("Single-page application") && portal.contains("any organizational directory"), "{portal}");
    let server = format!(
        "app = msal.ConfidentialClientApplication('{CLI}', client_credential=secret)\n\
         app.initiate_auth_code_flow(['Mail.Send', 'api://contoso-orders/Orders.Read'], redirect_uri='https://app.contoso.com/callback')\n"
    );
    let plan = Plan::new(&requests("server.py", &server), "server");
    assert!(plan.web() && !plan.app_only() && plan.confidential());
    assert_eq!(plan.foreign, ["api://contoso-orders/Orders.Read"]);
    let [az, ..] = forms(&plan);
    assert!(az.contains("--web-redirect-uris \"https://app.contoso.com/callback\""), "{az}");
}

#[test]
fn other_clouds() {
    let text = DEVICE
        .replace("microsoftonline.com", "microsoftonline.us")
        .replace("graph.microsoft.com", "graph.microsoft.us");
    let plan = Plan::new(&requests("app.py", &text), "gov");
    assert_eq!(plan.cloud, Cloud::Usgov);
    let [az, powershell, terraform, _, portal] = forms(&plan);
    assert!(az.contains("az cloud set --name AzureUSGovernment") && powershell.contains("-Environment USGov"));
    assert!(terraform.contains("environment = \"usgovernment\"") && portal.contains("entra.microsoft.us"));
}

#[test]
fn an_address_with_the_borrowed_id_is_not_registered() {
    let text = format!("client_id = '{CLI}'\nredirect_uri = 'msal{CLI}://auth'\nredirect_uri = 'app://mine'\n");
    let plan = Plan::new(&requests("a.py", &text), "app");
    assert_eq!((plan.redirects.as_slice(), plan.carrying.len()), (&["app://mine".to_owned()][..], 1));
    for form in forms(&plan) {
        assert!(form.contains("carries the borrowed id") && form.contains("app://mine"), "{form}");
    }
}

#[test]
fn nothing_known_is_asked_for() {
    let plan = Plan::new(&requests("a.py", &format!("client_id = '{CLI}'\n")), "");
    assert_eq!(plan.name, "my-application");
    assert!(plan.public() && plan.apis.len() == 1 && plan.apis[0].scopes[0].name == "User.Read");
    for form in forms(&plan) {
        assert!(form.contains("check which scopes"), "{form}");
    }
}

#[test]
fn files_become_one_registration() {
    let mut all = requests("b.py", DEVICE);
    all.merge(requests("a.py", &format!("client_id = '{CLI}'\nscope = ['Mail.Send', 'Mail.Read']\n")));
    let plan = Plan::new(&all, "both");
    let names: Vec<&str> = plan.apis[0].scopes.iter().map(|scope| scope.name.as_str()).collect();
    assert_eq!(names, ["Mail.Read", "Mail.Send", "Sites.FullControl.All"]);
    assert_eq!(plan.places.len(), 2);
}

#[test]
fn code_that_asks_for_nothing_borrowed_registers_nothing() {
    let text = "client_id = 'f47ac10b-58cc-4372-a567-0e02b2c3d479'\nscope = 'Mail.Read'\n";
    assert_eq!(Requests::of("a.py", text, &analyze(text, "a.py", None, &Options::default())), None);
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn hostile_words_stay_words(name in ".*", path in ".{0,40}", scope in ".{0,30}", uri in ".{0,30}") {
        let asked = |scope: &str| Asked { api: Some(CLI_API), text: uri.clone(), scope: scope.to_owned(), app_only: false };
        let mut requests = Requests { asked: vec![asked(&scope), asked("$(rm)"), asked("x'; y")], ..Requests::default() };
        requests.asked.push(Asked { api: None, text: uri.clone(), scope: scope.clone(), app_only: false });
        requests.places.push(Place { path, line: 1, whose: "x".to_owned() });
        forms(&Plan::new(&requests, &name));
    }
}

const CLI_API: crate::guid::Guid = crate::guid::Guid(0x0000_0003_0000_0000_c000_0000_0000_0000);
