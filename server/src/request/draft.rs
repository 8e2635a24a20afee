//! What is known of a client on the way: cloud, flow, secret, organisation, addresses, and where it is read.

use super::bound::bound;
use super::follow::Search;
use super::function::{Function, Given};
use super::label::{Label, grant, label, of_another_server};
use super::value::{self, entries};
use super::{Flow, pair};
use crate::catalog::Cloud;
use crate::tree::Kind;

/// What is known of a client on the way.
#[derive(Clone, Debug, Default)]
pub(super) struct Draft {
    pub(super) cloud: Cloud,
    pub(super) flow: Option<Flow>,
    pub(super) secret: bool,
    pub(super) any_tenant: bool,
    pub(super) redirects: Vec<String>,
    /// The key of the client in an object that is followed.
    pub(super) key: Option<String>,
    /// The requests from this one on were found beside the client, in an object that is followed.
    pub(super) since: Option<usize>,
    /// The calls of functions that led here, outermost first.
    pub(super) calls: Vec<Given>,
    /// It is one of several clients that a name may be.
    pub(super) chosen: bool,
    /// The parameter whose default the client is: calls that give it another are no calls with it.
    pub(super) default: Option<(Function, String, usize)>,
}

/// In place of a call: the client is one of several on the way.
const CHOSEN: usize = usize::MAX - 1;

impl Draft {
    /// The call that led here; 0 where what stands beside the client is certainly its own.
    pub(super) fn way(&self) -> usize {
        self.calls.last().map_or(if self.chosen { CHOSEN } else { 0 }, |given| given.call)
    }

    /// What an address to sign in at says.
    pub(super) fn signs_in_at(&mut self, text: &str) {
        self.cloud = cloud(text).unwrap_or(self.cloud);
        self.any_tenant |= ["/organizations", "/common"].iter().any(|tenant| text.contains(tenant))
            || matches!(text, "organizations" | "common" | "AzureADMultipleOrgs");
    }
}

/// The cloud that an authority names, or a constant of a library: `AzureAuthorityHosts.AzureGovernment`.
pub(super) fn cloud(text: &str) -> Option<Cloud> {
    let folded = crate::role::fold(text);
    let named = |cloud: Cloud, words: &[&str]| words.iter().any(|word| folded.contains(word)).then_some(cloud);
    Cloud::of_authority(text)
        .or_else(|| named(Cloud::Usgov, &["government", "usgov"]))
        .or_else(|| named(Cloud::China, &["china"]))
}

/// How somebody signs in where a request is sent to this address.
pub(super) fn sent_to(address: &str) -> Option<Flow> {
    let all = [("/devicecode", Flow::DeviceCode), ("/authorize", Flow::Interactive)];
    all.into_iter().find(|(path, _)| address.contains(path)).map(|(_, flow)| flow)
}

impl<'t> Search<'t> {
    /// The object with the client is sent to an address that stands in the same call: what that says of its requests.
    pub(super) fn sent(&mut self, open: usize, draft: &Draft) {
        let Some(since) = draft.since else { return };
        let tree = self.tree;
        for (_, value) in entries(tree, open) {
            let [first] = value.as_slice() else { continue };
            let mut texts = vec![tree.content_of(*first)];
            for name in tree.holes_of(*first).iter().map(|hole| &tree.text[hole.start as usize..hole.end as usize]) {
                let name = name.trim_matches(['{', '}', '$', '(', ')']);
                texts.extend(self.text_of_name(name, *first));
            }
            if tree.kind_of(*first) == Some(Kind::Word) {
                texts.extend(self.text_of_name(tree.text_of(*first), *first));
            }
            let mut said = Draft::default();
            for text in &texts {
                said.signs_in_at(text);
            }
            let flow = texts.iter().find_map(|text| sent_to(text));
            for request in self.requests.iter_mut().skip(since) {
                request.any_tenant |= said.any_tenant;
                request.flow = request.flow.or(flow);
                if said.cloud != Cloud::Public {
                    request.cloud = said.cloud;
                }
            }
        }
    }

    /// The text that a name is bound to.
    pub(super) fn text_of_name(&self, name: &str, seen_at: usize) -> Option<&'t str> {
        let (_, value) = bound(self.index, self.tree, name, seen_at)?;
        value.first().map(|&first| self.tree.content_of(first))
    }

    /// Settings of the client among arguments or entries.
    pub(super) fn settings(&self, open: usize, draft: &mut Draft) {
        for (name, value) in entries(self.tree, open) {
            if let Some(name) = name {
                self.setting(self.tree.content_of(name), &value, draft);
            }
        }
    }

    pub(super) fn setting(&self, name: &str, value: &[usize], draft: &mut Draft) {
        if draft.key.as_deref().is_some_and(|key| of_another_server(key, name)) {
            return;
        }
        match label(name) {
            Some(Label::Secret) => draft.secret = true,
            Some(Label::Authority) => self.authority_in(value, draft),
            Some(Label::Grant) => {
                let flow = value.first().and_then(|&first| grant(self.tree.content_of(first)));
                draft.flow = flow.or(draft.flow);
            }
            Some(Label::Redirect) => self.redirect(value, draft),
            Some(Label::Tenant) => {
                let text = value.first().map_or("", |&first| self.tree.content_of(first));
                draft.any_tenant |= matches!(text, "organizations" | "common");
            }
            Some(Label::Scopes | Label::Resource) | None => {}
        }
    }

    pub(super) fn secrets(&self, pairs: &[pair::Pair], draft: &mut Draft) {
        for pair in pairs {
            self.setting(&pair.name, &pair.value, draft);
        }
    }

    pub(super) fn redirect(&self, value: &[usize], draft: &mut Draft) {
        let mut read = Vec::new();
        value::read(self.index, self.tree, value, true, &mut read);
        let inside: Vec<usize> = value.iter().flat_map(|&at| self.tree.children(at)).take(8).collect();
        if read.is_empty() {
            // `new Uri("http://localhost")`
            value::read(self.index, self.tree, &inside, true, &mut read);
        }
        for address in read.into_iter().map(|asked| asked.text) {
            if address.contains("://") && !draft.redirects.contains(&address) {
                draft.redirects.push(address);
            }
        }
    }

    pub(super) fn authority(&self, open: usize, draft: &mut Draft) {
        let inside: Vec<usize> = self.tree.children(open).take(40).collect();
        self.authority_in(&inside, draft);
    }

    pub(super) fn authority_in(&self, value: &[usize], draft: &mut Draft) {
        let tree = self.tree;
        let mut asked = Vec::new();
        value::read(self.index, tree, value, true, &mut asked);
        let words = value.iter().map(|&at| tree.content_of(at)).chain(asked.iter().map(|asked| asked.text.as_str()));
        for word in words {
            draft.signs_in_at(word);
        }
    }
}
