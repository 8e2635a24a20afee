//! Directives at work: which of them silence a finding.

use super::{Cover, Directive};
use crate::rule::RuleId;

/// Directives at work. A question costs as much as the directives near its place, however many the text has.
pub(crate) struct Silencer {
    directives: Vec<Directive>,
    /// What the directives for the whole file said to each rule that asked.
    everywhere: Vec<(RuleId, bool)>,
    near: Vec<Near>,
}

/// A directive for some lines.
struct Near {
    index: usize,
    /// It silences nothing in front of this byte, nor do those behind it.
    from: usize,
    /// It silences nothing behind this byte, nor do those in front of it.
    to: usize,
}

impl Silencer {
    pub(crate) fn of(directives: Vec<Directive>) -> Self {
        let mut near: Vec<Near> = Vec::new();
        for (index, directive) in directives.iter().enumerate() {
            if directive.cover == Cover::File {
                continue;
            }
            let (from, to) = near.last().map_or((0, 0), |last| (last.from, last.to));
            let start = directive.covers.start.min(directive.range.start);
            near.push(Near { index, from: from.max(start), to: to.max(directive.covers.end) });
        }
        Self { directives, everywhere: Vec::new(), near }
    }

    /// Whether a directive silences the rule at a place whose statement begins at `statement`.
    pub(crate) fn silences(&mut self, rule: RuleId, place: usize, statement: usize) -> bool {
        let mut silenced = self.silences_everywhere(rule);
        let nearest = self.near.partition_point(|near| near.from <= place.max(statement));
        for near in self.near[..nearest].iter().rev().take_while(|near| near.to > place.min(statement)) {
            let directive = &mut self.directives[near.index];
            if directive.names(rule) && (directive.covers.contains(&place) || directive.covers.contains(&statement)) {
                directive.used = true;
                silenced = true;
            }
        }
        silenced
    }

    fn silences_everywhere(&mut self, rule: RuleId) -> bool {
        if let Some(&(_, silenced)) = self.everywhere.iter().find(|(asked, _)| *asked == rule) {
            return silenced;
        }
        let mut silenced = false;
        let naming =
            self.directives.iter_mut().filter(|directive| directive.cover == Cover::File && directive.names(rule));
        for directive in naming {
            directive.used = true;
            silenced = true;
        }
        self.everywhere.push((rule, silenced));
        silenced
    }

    /// The directives, with which of them were used.
    pub(crate) fn done(self) -> Vec<Directive> {
        self.directives
    }
}

#[cfg(test)]
mod tests {
    use super::super::find;
    use super::*;

    #[test]
    fn what_it_silences() {
        let text = "# aadsts:ignore\n# aadsts:ignore # aadsts:ignore\na = 1\nb = 2 # aadsts:ignore\nc\n";
        let asked = |place: &str| {
            let at = text.find(place).expect(place);
            let mut work = Silencer::of(find(text));
            let silenced = work.silences(RuleId::FirstPartyClientId, at, at);
            (silenced, work.done().iter().map(|directive| u32::from(directive.used)).collect::<Vec<_>>())
        };
        assert_eq!(asked("a = 1"), (true, vec![1, 1, 0, 0]));
        assert_eq!(asked("b = 2"), (true, vec![0, 0, 0, 1]));
        assert_eq!(asked("c\n"), (false, vec![0; 4]));
        let text = "x\n# aadsts:ignore-file[retired-client-id]\n";
        let mut work = Silencer::of(find(text));
        assert!(!work.silences(RuleId::FirstPartyClientId, 0, 0));
        assert!(work.silences(RuleId::RetiredClientId, 0, 0) && work.silences(RuleId::RetiredClientId, 1, 1));
        assert!(work.done()[0].used);
    }
}
