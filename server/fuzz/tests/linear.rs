//! Time is linear in the text: a text four times as long takes about four times as long, for every trap known.
//!
//! Two lengths are compared in one process by the processor's time, and the best of several runs counts.
//! `AADSTS_SCALE=10 cargo test --profile fuzz --test linear` does the same with ten times the text.

#![allow(clippy::cast_precision_loss, reason = "no text here is that long")]

use std::fmt::Write as _;
use std::time::Duration;

use aadsts::analysis::{Options, analyze};
use aadsts_fuzz::pace::measured;

const ID: &str = "04b07795-8ddb-461a-bbee-02f9e1bf7b46";

/// How much longer one byte of the long text may take. Quadratic work takes four times as long.
const TOLERANCE: f64 = 2.4;
/// So often is measured again before it counts as slow: other programs come and go.
const ATTEMPTS: usize = 8;

/// Judges the texts for `size` and four times that, and compares the time that a byte takes.
#[track_caller]
fn linear(path: &str, size: usize, make: impl Fn(usize) -> String) {
    let scale = std::env::var("AADSTS_SCALE").map_or(1, |scale| scale.parse().expect("the scale is a number"));
    let (small, large) = (make(scale * size), make(4 * scale * size));
    let run = |text: &str| {
        let (analysis, time) = measured(&|| analyze(text, path, None, &Options::default()));
        assert!(text.matches(ID).count() <= analysis.occurrences.len(), "{path}: ids are lost");
        time
    };
    let (mut short, mut long) = (Duration::MAX, Duration::MAX);
    let mut ratio = f64::MAX;
    for _ in 0..ATTEMPTS {
        short = short.min(run(&small));
        long = long.min(run(&large));
        let each = |time: Duration, text: &str| time.as_secs_f64() / text.len() as f64;
        ratio = each(long, &large) / each(short, &small);
        if ratio <= TOLERANCE {
            return;
        }
    }
    panic!(
        "{path}: {} bytes take {short:?}, {} bytes {long:?}: {ratio:.1} times as long for a byte",
        small.len(),
        large.len()
    );
}

/// `count` numbered pieces, one after the other.
fn pieces(count: usize, piece: impl Fn(&mut String, usize)) -> String {
    let mut text = String::new();
    for number in 0..count {
        piece(&mut text, number);
    }
    text
}

#[test]
fn a_line_of_ids() {
    for path in ["x.json", "x.py", "x.yaml", "x.cs", "x.txt"] {
        linear(path, 600, |count| format!("x: [{}]", format!("\"{ID}\", ").repeat(count)));
    }
}

#[test]
fn ids_behind_open_brackets() {
    for path in ["x.ts", "x.py", "x.yaml", "x.sh"] {
        linear(path, 4_000, |count| format!("{} \"{ID}\"", "f([{".repeat(count)));
        linear(path, 200, |count| format!("f([{{\"{ID}\", ").repeat(count));
    }
}

#[test]
fn constants_that_are_followed() {
    let constants = |count| pieces(count, |text, n| writeln!(text, "const C{n} = \"{ID}\";\nuse(C{n});").unwrap());
    linear("x.ts", 400, constants);
    linear("x.cs", 400, constants);
    linear("x.py", 400, |count| {
        pieces(count, |text, n| writeln!(text, "C{n} = \"{ID}\"\nuse(client_id=C{n})").unwrap())
    });
    // One name for all of them, and one name that is used everywhere.
    linear("x.py", 400, |count| format!("C = \"{ID}\"\nuse(client_id=C)\n").repeat(count));
    linear("x.go", 400, |count| format!("var c = \"{ID}\"\n{}", "use(c)\n".repeat(count * 10)));
}

#[test]
fn minified_bundles() {
    linear("x.js", 300, |count| {
        format!("!function(e,t){{var n={{auth:{{clientId:\"{ID}\",authority:e.a?t:\"x\"}}}};return n}}(this,0);")
            .repeat(count)
    });
    linear("x.js", 300, |count| format!("a={{b:[function(e){{e.exports={{id:\"{ID}\"}}}},{{}}],").repeat(count));
}

#[test]
fn one_object_around_everything() {
    linear("x.cs", 300, |count| {
        format!("class A {{ void M() {{ {} }} }}", format!("var x = new B(\"{ID}\") {{ C = d }};").repeat(count))
    });
    linear("x.js", 300, |count| format!("f({{a: {{{}}}}})", format!("k: g(\"{ID}\"), ").repeat(count)));
    linear("x.ps1", 300, |count| format!("$a = @{{ b = @{{ {} }} }}", format!("k = \"{ID}\"; ").repeat(count)));
}

#[test]
fn ids_inside_one_string() {
    for path in ["x.py", "x.json", "x.yaml"] {
        linear(path, 300, |count| format!("\"{}\"", format!("client {ID} and ").repeat(count)));
        linear(path, 200, |count| format!("'{}'", format!("{{\"client_id\": \"{ID}\"}} ").repeat(count)));
    }
    linear("x.ts", 200, |count| format!("`{}`", format!("a=${{b}}&client_id={ID}&").repeat(count)));
    linear("x.py", 200, |count| format!("f\"{}\"", format!("{{a}} client_id={ID} ").repeat(count)));
    linear("x.ts", 1_000, |count| format!("const a = \"{ID}\";\nf(`{}`)", "${a} ".repeat(count)));
}

#[test]
fn embedded_texts() {
    linear("x.py", 150, |count| {
        format!("x = '{{\"client_id\": \"{ID}\", \"scope\": \"https://graph.microsoft.com/.default\"}}'\n")
            .repeat(count)
    });
    linear("x.yaml", 100, |count| {
        format!(
            "- run: |\n    az login --client-id {ID}\n    for x in a; do echo $x; done\n    curl -d client_id={ID}\n"
        )
        .repeat(count)
    });
    linear("x.yaml", 200, |count| format!("run: |\n{}", format!("  az login --client-id {ID}\n").repeat(count)));
    linear("x.md", 100, |count| format!("# A\n```json\n{{\"clientId\": \"{ID}\"}}\n```\n").repeat(count));
    linear("x.html", 100, |count| {
        format!("<script>const a = {{clientId: \"{ID}\"}}</script>\n<p a='{ID}'>\n").repeat(count)
    });
    // A text in a text in a text.
    linear("x.json", 40, |count| {
        let inner = format!("{{\\\\\\\"client_id\\\\\\\": \\\\\\\"{ID}\\\\\\\"}}").repeat(count);
        format!("{{\"a\": \"{{\\\"script\\\": \\\"{inner}\\\", \\\"b\\\": 1, \\\"c\\\": [1, 2, 3, 4, 5, 6, 7]}}\"}}")
    });
}

#[test]
fn cells_behind_magic_words() {
    linear("x.py", 60, |count| {
        format!("# MAGIC %unknown\n{}", format!("# MAGIC the client {ID} is used\n").repeat(count))
    });
    linear("x.py", 60, |count| {
        format!("# MAGIC %sh\n{}", format!("# MAGIC az login --client-id {ID}\n").repeat(count))
    });
    linear("x.py", 60, |count| {
        format!("# MAGIC %sh\n# MAGIC az login --client-id {ID}\n\n# COMMAND ----------\n\n").repeat(count)
    });
}

#[test]
fn cells_of_a_notebook() {
    for kind in ["code", "markdown"] {
        linear("x.ipynb", 150, |count| {
            let cell =
                format!("{{\"cell_type\": \"{kind}\", \"source\": [\"client_id = '{ID}'\\n\", \"use(client_id)\"]}}");
            format!("{{\"cells\": [{}]}}", vec![cell; count].join(", "))
        });
    }
}

#[test]
fn here_strings() {
    linear("x.ps1", 200, |count| format!("$x = @\"\nclient_id={ID}\n\"@\n").repeat(count));
    linear("x.ps1", 400, |count| format!("client_id = '{ID}'\n{}", "$x = @\"\n".repeat(count * 4)));
    linear("x.sh", 200, |count| pieces(count, |text, n| writeln!(text, "cat <<E{n}\nclient_id={ID}\nE{n}").unwrap()));
    linear("x.sh", 400, |count| pieces(count, |text, n| writeln!(text, "cat <<E{n} {ID}").unwrap()));
    linear("x.tf", 200, |count| format!("x = <<E\nclient_id={ID}\nE\n").repeat(count));
}

#[test]
fn deep_indentation() {
    linear("x.yaml", 60, |depth| {
        pieces(depth, |text, n| writeln!(text, "{}k{n}:", "  ".repeat(n)).unwrap()) + &format!(" {ID}")
    });
    let nested =
        |depth| pieces(depth, |text, n| writeln!(text, "{0}k:\n{0} - client_id: {ID}", "  ".repeat(n % 80)).unwrap());
    linear("x.yaml", 200, nested);
    linear("x.py", 200, |count| {
        pieces(count, |text, n| writeln!(text, "{}if a: x = '{ID}'", "  ".repeat(n % 80)).unwrap())
    });
    linear("x.py", 1_000, |count| {
        format!("class A:\n{}\n", " ".repeat(count * 100)) + &format!("    x = '{ID}'\n").repeat(count / 4)
    });
}

#[test]
fn clients_of_libraries_and_commands() {
    linear("a.py", 400, |size| {
        pieces(size, |out, _| {
            let _ = writeln!(
                out,
                "c = InteractiveBrowserCredential()\nc.get_token('https://graph.microsoft.com/Mail.Read')"
            );
        })
    });
    linear("A.java", 400, |size| {
        pieces(size, |out, at| {
            let _ = writeln!(out, "var b{at} = new DeviceCodeCredentialBuilder();\nuse(b{at});");
        })
    });
    linear("a.sh", 400, |size| {
        pieces(size, |out, _| {
            let _ = writeln!(out, "az login --scope https://graph.microsoft.com/Mail.Read");
        })
    });
}

#[test]
fn what_goes_with_one_client() {
    linear("a.py", 400, |size| {
        let entry = |out: &mut String, at: usize| {
            let _ = write!(out, "'client_secret_{at}': x, 'redirect_uri': 'https://a.contoso.com/{at}', ");
        };
        format!("body = {{'client_id': '{ID}', {}}}\n", pieces(size, entry))
    });
    linear("a.yaml", 400, |size| {
        let uses = pieces(size, |out, at| {
            let _ = writeln!(out, "  redirect_uri_{at}: https://a.contoso.com/{at}");
        });
        format!("auth:\n  client_id: {ID}\n{uses}")
    });
}

#[test]
fn suppressions() {
    linear("x.py", 500, |count| format!("{}client_id = '{ID}'\n", "# aadsts:ignore\n".repeat(count)));
    linear("x.py", 200, |count| format!("client_id = '{ID}' # aadsts:ignore\n").repeat(count));
    linear("x.py", 500, |count| format!("client_id = '{ID}' {}", "# aadsts:ignore[ ".repeat(count)));
    linear("x.py", 200, |count| format!("# aadsts:ignore-file\nclient_id = '{ID}'\n").repeat(count));
    linear("x.js", 500, |count| format!("{}\"{ID}\"", "/* aadsts:ignore */ x; ".repeat(count)));
}

#[test]
fn long_names_around_many_ids() {
    let long = |count: usize| "long_name_".repeat(count * 4);
    for path in ["x.json", "x.py", "x.yaml"] {
        linear(path, 250, |count| format!("{{\"{}\": [{}]}}", long(count), format!("\"{ID}\", ").repeat(count)));
    }
    linear("x.py", 250, |count| format!("{} = [{}]", long(count), format!("\"{ID}\", ").repeat(count)));
    linear("x.py", 250, |count| format!("{}({})", long(count), format!("\"{ID}\", ").repeat(count)));
    linear("x.py", 250, |count| format!("\"{} {{}}\".format({})", long(count), format!("\"{ID}\", ").repeat(count)));
    linear("x.py", 250, |count| format!("\"{} %s\" % ({})", long(count), format!("\"{ID}\", ").repeat(count)));
    linear("x.xml", 250, |count| format!("<a name=\"{}\">{}</a>", long(count), format!("<b>{ID}</b>").repeat(count)));
    linear("x.tf", 250, |count| {
        format!("resource \"{}\" \"a\" {{\n{}}}", long(count), format!("k = \"{ID}\"\n").repeat(count))
    });
    linear("x.sh", 250, |count| format!("{} {}", long(count), format!("--client-id {ID} ").repeat(count)));
    linear("x.ini", 250, |count| format!("[{}]\n{}", long(count), format!("k = {ID}\n").repeat(count)));
}

#[test]
fn long_comments_and_sentences() {
    linear("x.ts", 300, |count| format!("/* {} */", format!("the client {ID} is used\n").repeat(count)));
    linear("x.md", 300, |count| format!("The client {ID} is used. ").repeat(count));
    linear("x.txt", 300, |count| {
        format!("AADSTS65002: Consent between first party application '{ID}' and ").repeat(count)
    });
}

#[test]
fn tables_and_comparisons() {
    linear("x.csv", 300, |count| format!("{ID},Azure CLI,client\n").repeat(count));
    linear("x.kql", 300, |count| format!("SigninLogs | where AppId in ({})", format!("\"{ID}\", ").repeat(count)));
    linear("x.ts", 300, |count| format!("const x = {};", format!("a === \"{ID}\" || ").repeat(count)));
    linear("x.cs", 300, |count| format!("switch (a) {{ {} }}", format!("case \"{ID}\": return 1; ").repeat(count)));
    linear("x.py", 300, |count| format!("x = ({})", format!("\"{ID}\" + ").repeat(count)));
}

#[test]
fn names_that_loops_and_results_give() {
    linear("x.py", 300, |count| {
        format!("IDS = [{}]\nfor id in IDS:\n    use(id)\n", format!("\"{ID}\", ").repeat(count))
    });
    linear("x.ps1", 300, |count| {
        let rows = pieces(count, |text, n| writeln!(text, "@{{ Name = 'n{n}'; Id = '{ID}' }},").unwrap());
        format!("$t = @({rows})\nforeach ($r in $t) {{ show $r.Id }}\n")
    });
    linear("x.js", 300, |count| {
        let loops = "for (const c of list) { use(c.id); }\n".repeat(count);
        format!("const list = [{{ id: \"{ID}\" }}];\n{loops}")
    });
    linear("x.js", 300, |count| {
        pieces(count, |text, n| writeln!(text, "for (const c of [\"{ID}\"]) use(c, {n});").unwrap())
    });
    linear("x.rs", 300, |count| {
        let arms = pieces(count, |text, n| writeln!(text, "    {n} => \"{ID}\",").unwrap());
        format!("fn app(x: u32) -> &'static str {{\n  match x {{\n{arms}  }}\n}}\nfn f() {{ use_it(app(1)); }}\n")
    });
    linear("x.java", 300, |count| {
        let constants = pieces(count, |text, n| writeln!(text, "    C{n}(\"{ID}\"),").unwrap());
        format!("enum Tool {{\n{constants}    END(\"\");\n    Tool(String id) {{ this.id = id; }}\n}}\n")
    });
}

#[test]
fn values_kept_under_texts() {
    let kept =
        |text: &mut String, n| writeln!(text, "os.environ[\"N{n}\"] = \"{ID}\"\nuse(os.environ[\"N{n}\"])").unwrap();
    linear("x.py", 300, |count| pieces(count, kept));
    linear("x.js", 300, |count| {
        let reads = "use(store.get(\"name\"));\n".repeat(count);
        format!("{}{reads}", format!("store.set(\"name\", \"{ID}\");\n").repeat(count))
    });
    linear("x.json", 300, |count| {
        format!("{{\"a\": [{}]}}", format!("\"@{{linkedService().a}} {ID}\", ").repeat(count))
    });
}

#[test]
fn attributes_of_elements_in_code() {
    linear("x.jsx", 300, |count| format!("<A {}/>", format!("applicationId=\"{ID}\" ").repeat(count)));
    linear("x.jsx", 300, |count| format!("<A {}", format!("applicationId={{\"{ID}\"}} <B ").repeat(count)));
}
