//! `cargo xtask bench lsp`: latency and memory of our server, of two others and of one that does nothing, as Markdown.
//!
//! One client measures all of them in one run, in turns, so that the ratios mean something on any machine.

use std::env;
use std::fmt::Write as _;
use std::io::{BufReader, Write as _};
use std::process::ExitCode;
use std::time::{Duration, Instant};

use anyhow::{Result, anyhow};
use serde_json::{Value, json};

use crate::driver::{LIMIT, Program, Server, Silence, framed, read_frame};
use crate::peers;
use crate::workspace::Workspace;

/// The command of the server that does nothing.
pub(crate) const ECHO: &str = "echo-server";
/// Leaves out the servers of others.
pub(crate) const OWN: &str = "--own";
/// Set where this program was built with optimisations, which the client needs as much as the servers.
const OPTIMISED: &str = "AADSTS_XTASK_OPTIMISED";
const ID: &str = "04b07795-8ddb-461a-bbee-02f9e1bf7b46";
const STARTS: usize = 15;
const EDITS: i64 = 100;
const BURST: i64 = 1000;

/// Measures and prints: all servers, or only `own` and the one that does nothing.
pub(crate) fn run(workspace: &Workspace, own: bool) -> Result<ExitCode> {
    if env::var_os(OPTIMISED).is_none() {
        let mut again = vec!["run", "--release", "--quiet", "--package", "xtask", "--", "bench", "lsp"];
        again.extend(own.then_some(OWN));
        workspace.command("cargo", &again).env(OPTIMISED, "1").run()?;
        return Ok(ExitCode::SUCCESS);
    }
    let echo = Program {
        name: "no-op".to_owned(),
        command: vec![env::current_exe()?.into(), ECHO.into()],
        language: "python",
        suffix: ".py",
        text: "",
    };
    let mut programs = vec![echo, peers::own(workspace)?];
    if !own {
        programs.extend(peers::all(workspace)?);
    }
    println!("{}", table(&programs)?);
    Ok(ExitCode::SUCCESS)
}

/// A number for each server, or why there is none.
type Row = Vec<Result<f64, String>>;

fn table(programs: &[Program]) -> Result<String> {
    let mut out = String::new();
    let names: Vec<&str> = programs.iter().map(|program| program.name.as_str()).collect();
    writeln!(out, "| milliseconds, median | {} |", names.join(" | "))?;
    writeln!(out, "| --- |{}", " ---: |".repeat(names.len()))?;
    let mut add = |name: &str, row: Row, digits: usize| {
        let cells: Vec<String> =
            row.into_iter().map(|cell| cell.map_or_else(|words| words, |cell| format!("{cell:.digits$}"))).collect();
        writeln!(out, "| {name} | {} |", cells.join(" | "))
    };
    let each = |measure: &dyn Fn(&Program) -> Result<f64, Silence>| -> Row {
        programs.iter().map(|program| measure(program).map_err(|silence| silence.to_string())).collect()
    };

    let (mut starts, mut opens) = (Vec::new(), Vec::new());
    for _ in 0..STARTS {
        for (index, program) in programs.iter().enumerate() {
            let (start, open) = ended(program, start(program))?;
            starts.push((index, start));
            opens.push((index, open));
        }
    }
    let medians = |all: &[(usize, f64)]| -> Row {
        (0..programs.len())
            .map(|own| Ok(median(all.iter().filter(|(index, _)| *index == own).map(|(_, time)| *time).collect())))
            .collect()
    };
    add("start to the answer to `initialize`", medians(&starts), 2)?;
    add("open 10 KB to diagnostics", medians(&opens), 2)?;
    for (name, size) in [("1 KB", 1_000), ("100 KB", 100_000), ("1 MB", 1_000_000)] {
        add(&format!("a character typed in {name} to diagnostics"), each(&|p| edits(p, &source(size, 0))), 3)?;
    }
    let found = find(&source(1_000_000, 0));
    let find_row: Row = programs
        .iter()
        .map(|program| (program.name == "aadsts").then_some(found).ok_or_else(|| "-".to_owned()))
        .collect();
    add("one search for shapes in that 1 MB", find_row, 3)?;
    for (name, size, hits) in [("100 KB with 2 borrowed ids", 100_000, 2), ("1 MB with 21", 1_000_000, 21)] {
        add(&format!("a character typed in {name}"), each(&|p| edits(p, &source(size, hits))), 3)?;
    }
    add("hover in that 1 MB", each(&|p| hovers(p, &source(1_000_000, 21))), 3)?;
    let bursts: Vec<(f64, u32)> =
        programs.iter().map(|program| ended(program, burst(program))).collect::<Result<_>>()?;
    add(
        "1,000 edits of 100 KB at once, to the right diagnostics",
        bursts.iter().map(|burst| Ok(burst.0)).collect(),
        1,
    )?;
    add("- times that it published", bursts.iter().map(|burst| Ok(f64::from(burst.1))).collect(), 0)?;
    add("hover while another document is 1 MB of brackets", each(&|p| beside(p, &"[".repeat(1_000_000))), 3)?;
    add("hover while another has 20,000 ids", each(&|p| beside(p, &format!("x = \"{ID}\"\n").repeat(20_000))), 3)?;
    for (name, documents) in [("1 document", 1), ("200 documents", 200)] {
        add(&format!("MiB of memory with {name} of 10 KB"), each(&|p| memory(p, documents)), 1)?;
    }
    Ok(out)
}

fn ended<T>(program: &Program, result: Result<T, Silence>) -> Result<T> {
    result.map_err(|silence| anyhow!("{} {silence}", program.name))
}

fn median(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    times.get(times.len() / 2).copied().unwrap_or(f64::NAN)
}

fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}

/// A module of Python that no linter objects to, with borrowed ids spread over it.
fn source(size: usize, hits: usize) -> String {
    let mut text =
        String::from("\"\"\"Orders and their lines.\"\"\"\n\nimport logging\n\nlog = logging.getLogger(__name__)\n");
    let (mut number, mut put) = (0, 0);
    while text.len() < size {
        if put < hits && text.len() * (hits + 1) > size * (put + 1) {
            put += 1;
            let _ = write!(
                text,
                "\n\nCLIENT_ID_{put} = \"{ID}\"\napp_{put} = log.PublicClientApplication(CLIENT_ID_{put}, authority=log.name)\n"
            );
        }
        number += 1;
        let _ = write!(
            text,
            r#"

def total_{number}(lines, rate=0.{number}):
    """Adds up the lines of order {number}, the tax of each included."""
    total = 0
    for line in lines:
        # Lines without a price are gifts.
        if line.get("price") is None:
            log.info("line %s of order %s is a gift", line["number"], {number})
            continue
        total += line["price"] * line.get("count", 1) * (1 + rate)
    return {{"order": "order-{number}", "total": round(total, 2), "lines": [line["number"] for line in lines]}}
"#
        );
    }
    text.push_str("\n# ");
    text
}

/// One search for shapes over a text.
fn find(text: &str) -> f64 {
    let times = (0..EDITS).map(|_| {
        let start = Instant::now();
        std::hint::black_box(aadsts::candidate::find(std::hint::black_box(text.as_bytes())));
        milliseconds(start.elapsed())
    });
    median(times.collect())
}

/// A server in a folder that lives as long as it.
struct Running {
    server: Server,
    _root: tempfile::TempDir,
}

fn folder() -> tempfile::TempDir {
    tempfile::tempdir().unwrap_or_else(|error| panic!("cannot make a folder: {error}"))
}

fn begin(program: &Program) -> Result<Running, Silence> {
    let root = folder();
    Ok(Running { server: program.initialized(root.path(), false)?, _root: root })
}

/// Opens a document and waits for its diagnostics.
fn opened(program: &Program, text: &str) -> Result<(Running, String), Silence> {
    let mut running = begin(program)?;
    let uri = running.server.uri("doc.py");
    running.server.open(&uri, "python", text);
    running.server.published(&uri, LIMIT, |_| true)?;
    running.server.kept.clear();
    Ok((running, uri))
}

fn start(program: &Program) -> Result<(f64, f64), Silence> {
    let root = folder();
    let mut server = program.start(root.path());
    let initialize = server.ask("initialize", server.able(false));
    let start = server.answer(initialize)?.0 - server.started;
    server.notify("initialized", json!({}));
    // Only then: the first document would otherwise pay for what the start left undone.
    server.alive()?;
    let uri = server.uri("doc.py");
    let text = source(10_000, 0) + "\n" + program.text;
    let before = Instant::now();
    server.open(&uri, "python", &text);
    let open = server.published(&uri, LIMIT, |_| true)?.0 - before;
    Ok((milliseconds(start), milliseconds(open)))
}

fn edits(program: &Program, text: &str) -> Result<f64, Silence> {
    let (mut running, uri) = opened(program, text)?;
    let server = &mut running.server;
    let line = text.matches('\n').count();
    let mut times = Vec::new();
    for version in 2..2 + EDITS {
        // Typed and deleted in turn, in the comment at the end.
        let typed = version % 2 == 0;
        let (end, new) = if typed { (2, "x") } else { (3, "") };
        let range = json!({ "start": { "line": line, "character": 2 }, "end": { "line": line, "character": end } });
        let before = Instant::now();
        server.change(&uri, version, json!([{ "range": range, "text": new }]));
        let (time, _) = server.published(&uri, LIMIT, |params| at_least(params, version))?;
        times.push(milliseconds(time - before));
    }
    Ok(median(times))
}

fn at_least(params: &Value, version: i64) -> bool {
    params["version"].as_i64().is_none_or(|published| published >= version)
}

fn hovers(program: &Program, text: &str) -> Result<f64, Silence> {
    let (mut running, uri) = opened(program, text)?;
    let ids: Vec<usize> =
        text.lines().enumerate().filter(|(_, line)| line.contains(ID)).map(|(line, _)| line).collect();
    let mut times = Vec::new();
    for at in 0..EDITS as usize {
        let position = json!({ "line": ids[at % ids.len()], "character": 20 });
        let before = Instant::now();
        let params = json!({ "textDocument": { "uri": uri }, "position": position });
        let id = running.server.ask("textDocument/hover", params);
        times.push(milliseconds(running.server.answer(id)?.0 - before));
    }
    Ok(median(times))
}

/// Time until the diagnostics of the last version are there, and how often something was published.
fn burst(program: &Program) -> Result<(f64, u32), Silence> {
    let text = source(100_000, 2);
    let (mut running, uri) = opened(program, &text)?;
    let line = text.matches('\n').count();
    let messages: Vec<u8> = (2..2 + BURST)
        .flat_map(|version| {
            let end = json!({ "line": line, "character": version });
            let changes = json!([{ "range": { "start": end, "end": end }, "text": "x" }]);
            let params = json!({ "textDocument": { "uri": uri, "version": version }, "contentChanges": changes });
            let message = json!({ "jsonrpc": "2.0", "method": "textDocument/didChange", "params": params });
            framed(message.to_string().as_bytes())
        })
        .collect();
    let before = Instant::now();
    running.server.send_raw(&messages);
    let (time, _) = running.server.published(&uri, LIMIT, |params| params["version"] == 1 + BURST)?;
    running.server.alive()?;
    let published = |message: &Value| message["method"] == "textDocument/publishDiagnostics";
    let more = running.server.kept.iter().filter(|(_, message)| published(message)).count();
    Ok((milliseconds(time - before), 1 + u32::try_from(more).unwrap_or(u32::MAX)))
}

/// A hover in a small document while a large one is being judged, edit after edit.
fn beside(program: &Program, text: &str) -> Result<f64, Silence> {
    let small = source(1_000, 1);
    let (mut running, uri) = opened(program, &small)?;
    let server = &mut running.server;
    let line = small.lines().position(|line| line.contains(ID)).unwrap_or_default();
    let large = server.uri("large.py");
    server.open(&large, "python", text);
    let mut times = Vec::new();
    for version in 2..32 {
        let start = json!({ "line": 0, "character": 0 });
        server.change(&large, version, json!([{ "range": { "start": start, "end": start }, "text": " " }]));
        let before = Instant::now();
        let position = json!({ "line": line, "character": 20 });
        let id = server.ask("textDocument/hover", json!({ "textDocument": { "uri": uri }, "position": position }));
        times.push(milliseconds(server.answer(id)?.0 - before));
    }
    Ok(median(times))
}

fn memory(program: &Program, documents: usize) -> Result<f64, Silence> {
    let mut running = begin(program)?;
    let server = &mut running.server;
    let text = source(10_000, 1);
    for index in 0..documents {
        let uri = server.uri(&format!("doc{index}.py"));
        server.open(&uri, "python", &text);
    }
    for index in 0..documents {
        let uri = server.uri(&format!("doc{index}.py"));
        server.published(&uri, LIMIT, |_| true)?;
    }
    server.alive()?;
    Ok(server
        .memory("VmRSS")
        .map_or(f64::NAN, |bytes| f64::from(u32::try_from(bytes >> 10).unwrap_or(u32::MAX)) / 1024.0))
}

/// A server that publishes nothing for every version and answers nothing to every request.
pub(crate) fn echo() {
    let mut reader = BufReader::with_capacity(1 << 16, std::io::stdin());
    let mut output = std::io::stdout().lock();
    let mut send = |message: Value| {
        let _ = output.write_all(&framed(message.to_string().as_bytes())).and_then(|()| output.flush());
    };
    while let Some(body) = read_frame(&mut reader) {
        let Ok(message) = serde_json::from_slice::<Value>(&body) else { return };
        let document = &message["params"]["textDocument"];
        match (message["method"].as_str(), message.get("id")) {
            (Some("exit"), _) => return,
            (Some("initialize"), Some(id)) => {
                send(json!({ "jsonrpc": "2.0", "id": id, "result": { "capabilities": { "textDocumentSync": 2 } } }));
            }
            (_, Some(id)) => send(json!({ "jsonrpc": "2.0", "id": id, "result": null })),
            (Some("textDocument/didOpen" | "textDocument/didChange"), None) => {
                let params = json!({ "uri": document["uri"], "version": document["version"], "diagnostics": [] });
                send(json!({ "jsonrpc": "2.0", "method": "textDocument/publishDiagnostics", "params": params }));
            }
            _ => {}
        }
    }
}
