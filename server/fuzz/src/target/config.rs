//! The text of a configuration file.

use std::path::Path;

use aadsts::config::Config;

use crate::random::{hash, hash_text};
use crate::{Facts, pace};

/// Checks any bytes.
pub(crate) fn check(bytes: &[u8]) -> Facts {
    let text = String::from_utf8_lossy(bytes);
    let folder = Path::new(if cfg!(windows) { r"C:\nowhere\at\all" } else { "/nowhere/at/all" });
    let path = folder.join("aadsts.toml");
    match pace::keep("Config::parse", text.len(), 2_000, || Config::parse(&text, &path)) {
        Ok(config) => {
            let mut facts = Vec::new();
            for name in ["a.py", "src/deep/a1.py", "vendor/x.min.js", "ä b/[x]"] {
                let file = folder.join(name);
                let options = pace::keep("options", text.len(), 2_000, || config.options(&file));
                facts.push(hash(&[
                    u64::from(config.excludes(&file)),
                    options.levels.len().min(4) as u64,
                    options.allow.len().min(3) as u64,
                    u64::from(options.tenant_app.is_some()),
                ]));
            }
            facts
        }
        Err(problems) => {
            assert!(!problems.is_empty(), "refused without a problem");
            for problem in &problems {
                assert!(text.get(problem.range.clone()).is_some(), "{problem:?}");
                assert!(problem.line >= 1 && problem.column >= 1, "{problem:?}");
                assert!(!problem.message.is_empty() && !problem.message.contains('\n'), "{problem:?}");
            }
            let start = |message: &str| message.split_whitespace().take(3).fold(0, |sum, word| sum ^ hash_text(word));
            problems.iter().map(|problem| hash(&[9, start(&problem.message)])).collect()
        }
    }
}
