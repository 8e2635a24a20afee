//! One token request, put together: which client asks for which scopes, wherever in a text the two stand.

mod asking;
mod assigned;
mod beside;
mod bound;
mod branch;
mod built_in;
mod calls;
mod command;
mod draft;
mod follow;
mod form;
mod function;
mod inner;
mod label;
mod pair;
mod send;
mod table;
mod template;
mod value;

use std::ops::Range;

use crate::catalog::Cloud;
use crate::expectation::{self, Target};
use crate::guid::Guid;

pub(crate) use beside::{Beside, What};
pub(crate) use built_in::{BuiltIn, is_mentioned, of_libraries};
pub(crate) use follow::Known;
pub(crate) use inner::of_text;

/// A client and what is asked for with it, in one call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// The application that the request is made with.
    pub client: Client,
    /// Everything that is asked for, in the order of the text. What could not be read is not in it.
    pub asked: Vec<Asked>,
    /// The cloud of its authority; public where none is given.
    pub cloud: Cloud,
    /// How somebody signs in; `None` where it is not said.
    pub flow: Option<Flow>,
    /// A secret or certificate goes with it.
    pub secret: bool,
    /// People of any organisation sign in: the authority is `organizations` or `common`.
    pub any_tenant: bool,
    /// Addresses to return to, as written.
    pub redirects: Vec<String>,
    /// First byte of the statement that asks; `None` where a comment cannot stand in front.
    pub statement: Option<usize>,
}

impl Request {
    /// A request of which no more is known.
    fn of(client: Client, asked: Vec<Asked>, statement: Option<usize>) -> Self {
        let (cloud, flow, redirects) = (Cloud::Public, None, Vec::new());
        Self { client, asked, cloud, flow, secret: false, any_tenant: false, redirects, statement }
    }

    /// It needs a secret or certificate, which nobody but the owner of the client has.
    pub fn is_confidential(&self) -> bool {
        self.secret || matches!(self.flow, Some(Flow::Confidential | Flow::OnBehalfOf))
    }

    /// What is asked for, read as APIs and scopes, with the place of each. A v1.0 request names its API as `resource` and
    /// gets whatever is granted there: scopes beside that mean nothing.
    pub fn targets(&self) -> impl Iterator<Item = (&Range<usize>, Target<'_>)> {
        let of_v1 = self.asked.iter().any(|asked| asked.resource);
        let meant = move |asked: &&Asked| asked.resource || !of_v1;
        self.asked.iter().filter(meant).flat_map(|asked| {
            let one = asked.resource.then(|| expectation::v1_resource(&asked.text));
            let many = (!asked.resource).then(|| expectation::targets(&asked.text));
            one.into_iter().chain(many.into_iter().flatten()).map(move |target| (&asked.range, target))
        })
    }
}

impl Request {
    /// The same request at places that were moved; `None` where one of them does not exist there.
    pub(crate) fn moved(mut self, to: &dyn Fn(&Range<usize>) -> Option<Range<usize>>) -> Option<Self> {
        self.client.range = to(&self.client.range)?;
        for asked in &mut self.asked {
            asked.range = to(&asked.range)?;
        }
        self.statement = self.statement.and_then(|at| to(&(at..at))).map(|range| range.start);
        Some(self)
    }
}

/// The client of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Client {
    /// Its application id.
    pub id: Guid,
    /// Byte range of the id, or of the name of the credential that brings it.
    pub range: Range<usize>,
    /// Index of the occurrence; `None` where no id is written.
    pub occurrence: Option<usize>,
}

/// One value that is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// As written, without quotes.
    pub text: String,
    /// Byte range of it.
    pub range: Range<usize>,
    /// It is the resource of a v1.0 request.
    pub resource: bool,
}

/// How somebody signs in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flow {
    /// In a window or a browser.
    Interactive,
    /// At a page that runs in the browser.
    Page,
    /// With a code on another device.
    DeviceCode,
    /// With a user name and password in the request.
    Password,
    /// From tokens that are kept.
    Silent,
    /// With a secret or certificate of the client, and nobody who signs in.
    Confidential,
    /// With a secret or certificate of the client, and the token of somebody who signed in elsewhere.
    OnBehalfOf,
}
