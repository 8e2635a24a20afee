//! The stress table against our own binary, every row.

use std::thread;

use driver::Program;
use rows::ROWS;

#[path = "stress/driver.rs"]
mod driver;
#[path = "stress/rows.rs"]
mod rows;

#[test]
fn every_row_of_the_stress_table_holds() {
    let program = Program {
        name: "aadsts".to_owned(),
        command: vec![env!("CARGO_BIN_EXE_aadsts").into(), "lsp".into()],
        language: "python",
        suffix: ".py",
        text: "client_id = \"04b07795-8ddb-461a-bbee-02f9e1bf7b46\"\n",
    };
    let outcomes: Vec<_> = thread::scope(|scope| {
        let running: Vec<_> = ROWS
            .iter()
            .map(|row| {
                let program = &program;
                scope.spawn(move || {
                    let root = tempfile::tempdir().expect("a temporary folder");
                    (row, (row.run)(program, root.path()))
                })
            })
            .collect();
        running.into_iter().map(|row| row.join().expect("a row never panics")).collect()
    });
    let failed: Vec<String> = outcomes
        .into_iter()
        .filter_map(|(row, outcome)| Some(format!("{}: must {}, but: {}", row.name, row.must, outcome.err()?)))
        .collect();
    assert!(failed.is_empty(), "{}", failed.join("\n"));
}
