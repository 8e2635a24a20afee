//! `cargo xtask stress`: the stress table of our server and of two others, as Markdown.

use anyhow::{Context, Result};

use crate::driver::Program;
use crate::peers;
use crate::rows::{Outcome, ROWS};
use crate::workspace::Workspace;

/// Runs every row against every server, one after the other, and prints the table. Only ours can fail it.
pub(crate) fn run(workspace: &Workspace) -> Result<bool> {
    let mut programs = vec![peers::own(workspace)?];
    programs.extend(peers::all(workspace)?);
    let names: Vec<&str> = programs.iter().map(|program| program.name.as_str()).collect();
    println!("| row | must | {} |", names.join(" | "));
    println!("| --- | --- |{}", " --- |".repeat(names.len()));
    let mut passed = true;
    for row in ROWS {
        let outcomes: Vec<Outcome> = programs.iter().map(|program| at_rest(program, row.run)).collect::<Result<_>>()?;
        passed &= outcomes[0].is_ok();
        let cells: Vec<String> = outcomes
            .iter()
            .map(|outcome| match outcome {
                Ok(words) => words.clone(),
                Err(words) => format!("**{words}**"),
            })
            .collect();
        println!("| {} | {} | {} |", row.name, row.must, cells.join(" | "));
    }
    Ok(passed)
}

fn at_rest(program: &Program, row: fn(&Program, &std::path::Path) -> Outcome) -> Result<Outcome> {
    let root = tempfile::tempdir().context("cannot make a folder")?;
    Ok(row(program, root.path()))
}
