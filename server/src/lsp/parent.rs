//! Whether the process that started the server still lives.
//!
//! Clients name it as `processId`. The end of input says the same, unless somebody else holds the other end of the pipe
//! open. The number may come from another machine or container, or belong to a client that merely shares this server;
//! so it counts only where it is that of an ancestor of ours, which Linux can tell without unsafe code.

use std::fs;
use std::time::Duration;

use serde_json::Value;

/// How often is looked.
const EVERY: Duration = Duration::from_secs(2);
/// Shells and wrappers between the client and us.
const MOST_ANCESTORS: usize = 32;

/// The client's process.
#[derive(Debug)]
pub(super) struct Parent {
    pid: u32,
    /// Tells the process from a later one with the same number.
    started: String,
}

impl Parent {
    /// Reads the parameters of `initialize`; `None` where nothing is there to be watched.
    pub(super) fn of(params: &Value) -> Option<Self> {
        let pid = params.get("processId").and_then(Value::as_u64).and_then(|pid| u32::try_from(pid).ok())?;
        let mut ancestor = std::process::id();
        for _ in 0..MOST_ANCESTORS {
            ancestor = Stat::of(ancestor)?.parent;
            if ancestor == pid {
                return Some(Self { pid, started: Stat::of(pid)?.started });
            }
        }
        None
    }

    /// Returns when the process has ended.
    pub(super) async fn ended(&self) {
        let mut interval = tokio::time::interval(EVERY);
        interval.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        loop {
            interval.tick().await;
            if !self.lives() {
                return;
            }
        }
    }

    fn lives(&self) -> bool {
        Stat::of(self.pid).is_some_and(|stat| stat.started == self.started)
    }
}

/// What the system says of a process.
struct Stat {
    parent: u32,
    started: String,
}

impl Stat {
    /// `None` also for a process that has ended and waits to be asked for its code.
    fn of(pid: u32) -> Option<Self> {
        let stat = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
        // The name of the program stands in parentheses and may hold anything.
        let mut fields = stat[stat.rfind(')')? + 1..].split_ascii_whitespace();
        let state = fields.next()?;
        let parent = fields.next()?.parse().ok()?;
        let started = fields.nth(17)?.to_owned();
        (!matches!(state, "Z" | "X" | "x")).then_some(Self { parent, started })
    }
}

#[cfg(test)]
#[cfg(target_os = "linux")]
#[allow(clippy::unwrap_used, reason = "a test may fail")]
mod tests {
    use std::process::{Command, id};

    use serde_json::json;

    use super::*;

    #[test]
    fn only_ancestors_that_live_are_watched() {
        let parent = Stat::of(id()).unwrap().parent;
        let of = |pid: Value| Parent::of(&json!({ "processId": pid }));
        assert!(of(json!(parent)).unwrap().lives());
        assert!(!Parent { pid: parent, started: "0".to_owned() }.lives(), "another process with this number");
        let mut child = Command::new("true").spawn().unwrap();
        for pid in
            [json!(0), json!(null), json!(-1), json!("7"), json!(1.5), json!(u64::MAX), json!(id()), json!(child.id())]
        {
            assert!(of(pid.clone()).is_none(), "{pid}");
        }
        child.wait().unwrap();
        assert!(of(json!(child.id())).is_none());
    }
}
