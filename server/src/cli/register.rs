//! `aadsts register`: prints how to register an application of one's own for what the code asks for.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use super::Status;
use super::args::{RegisterArguments, RegisterForm};
use super::check::choice;
use super::console::Console;
use crate::analysis::analyze;
use crate::config::Resolver;
use crate::register::{Form, Plan, Requests, render};
use crate::source;
use crate::walk::{Met, each};

/// What one file gave.
enum Read {
    Requests(String, Box<Requests>),
    Nothing,
    Failure(String),
    Warning(String),
}

pub(super) fn run(arguments: &RegisterArguments, console: &Console) -> anyhow::Result<Status> {
    let resolver = Resolver::new(choice(&arguments.configuration));
    let mut found = Vec::new();
    let (mut files, mut failed) = (0_usize, false);
    for read in each(&arguments.paths, &resolver, |met| read(met, &resolver)) {
        files += 1;
        match read {
            Read::Requests(path, requests) => found.push((path, *requests)),
            Read::Nothing => {}
            Read::Failure(message) => {
                failed = true;
                console.error(&message);
            }
            Read::Warning(message) => console.warning(&message),
        }
    }
    for problem in resolver.problems() {
        failed = true;
        console.error(&format!("{}:{}:{}: {}", problem.path.display(), problem.line, problem.column, problem.message));
    }
    found.sort_by(|a, b| a.0.cmp(&b.0));
    let mut all = Requests::default();
    let (places, mut of_files) = (found.len(), found.into_iter().map(|(_, requests)| requests));
    of_files.by_ref().for_each(|requests| all.merge(requests));
    if all.places.is_empty() {
        let files = if files == 1 { "1 file".to_owned() } else { format!("{files} files") };
        console.summary(&format!("no borrowed client id in {files}: nothing to register"));
        return Ok(if failed { Status::Failure } else { Status::Clean });
    }
    let name = arguments.name.clone().unwrap_or_else(|| folder_name(&arguments.paths));
    let form = match arguments.form {
        RegisterForm::Az => Form::Az,
        RegisterForm::PowerShell => Form::PowerShell,
        RegisterForm::Terraform => Form::Terraform,
        RegisterForm::Bicep => Form::Bicep,
        RegisterForm::Portal => Form::Portal,
    };
    let mut out = Console::raw();
    out.write_all(render(&Plan::new(&all, &name), form).as_bytes())?;
    out.flush()?;
    console.detail(&format!("read {places} of {files} files"));
    Ok(if failed { Status::Failure } else { Status::Clean })
}

fn read(met: Met, resolver: &Resolver) -> Read {
    let target = match met {
        Met::File(target) => target,
        Met::Unreadable { message, named: true } => return Read::Failure(message),
        Met::Unreadable { message, named: false } => return Read::Warning(message),
    };
    let settings = resolver.resolve(&target.disk);
    if settings.excluded || settings.broken() {
        return Read::Nothing;
    }
    let bytes = match fs::read(&target.disk) {
        Ok(bytes) => bytes,
        Err(error) => {
            let message = format!("cannot read {}: {error}", target.shown);
            return if target.named { Read::Failure(message) } else { Read::Warning(message) };
        }
    };
    let Some(source) = source::decode(bytes) else { return Read::Nothing };
    let analysis = analyze(&source.text, &target.inner, None, &settings.options);
    match Requests::of(&target.shown, &source.text, &analysis) {
        Some(requests) => Read::Requests(target.shown, Box::new(requests)),
        None => Read::Nothing,
    }
}

/// The name of the folder that was asked about, or of the one that the file stands in.
fn folder_name(paths: &[PathBuf]) -> String {
    let path = paths.first().map_or(Path::new("."), PathBuf::as_path);
    let path = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let folder = if path.is_dir() { Some(path.as_path()) } else { path.parent() };
    folder.and_then(Path::file_name).map_or_else(String::new, |name| name.to_string_lossy().into_owned())
}
