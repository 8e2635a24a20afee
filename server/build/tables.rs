//! Writes the checked facts as Rust source: sorted const tables, nothing to do at start-up.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use crate::facts::{App, Code, Grant, Note, Placeholder, ResourceUri, Retired};
use crate::names::{Alias, Permission};
use crate::page::Page;

/// Opens one table. Lints about the look of literals make no sense for generated text.
fn open(out: &mut String, doc: &str, name: &str, of: &str, len: usize) {
    writeln!(out, "/// {doc}").expect("a string takes everything");
    out.push_str("#[allow(clippy::all, clippy::pedantic)]\n");
    writeln!(out, "static {name}: [{of}; {len}] = [").expect("a string takes everything");
}

/// The words of all tables, each once, in one string.
#[derive(Default)]
pub(crate) struct Texts {
    all: String,
    places: BTreeMap<String, usize>,
}

impl Texts {
    /// The literal that stands for these words in a table.
    fn of(&mut self, words: &str) -> String {
        let length = u16::try_from(words.len()).expect("no word of a table has 65,536 bytes");
        let start = self.places.get(words).copied().unwrap_or_else(|| {
            let start = self.all.len();
            self.all.push_str(words);
            self.places.insert(words.to_owned(), start);
            start
        });
        format!("Text{{start:{start},length:{length}}}")
    }

    /// The string, compressed to a fifth; after the last table.
    pub(crate) fn compressed(&self) -> Vec<u8> {
        miniz_oxide::deflate::compress_to_vec(self.all.as_bytes(), 10)
    }
}

/// `lower` -> `Lower`: the word of a data file as the name of a variant.
fn variant(word: &str) -> String {
    let mut characters = word.chars();
    characters.next().map_or_else(String::new, |first| first.to_uppercase().chain(characters).collect())
}

pub(crate) fn apps(out: &mut String, texts: &mut Texts, apps: &[App], clients: &BTreeSet<u128>) {
    let sets: BTreeSet<&str> = apps.iter().map(|app| app.sources.as_str()).collect();
    let sets: Vec<&str> = sets.into_iter().collect();
    let set = |sources: &str| sets.binary_search(&sources).expect("every set is listed");
    open(out, "Sets of source tags.", "SOURCE_SETS", "&str", sets.len());
    writeln!(out, "{}\n];", sets.iter().map(|set| format!("{set:?},")).collect::<Vec<_>>().join("\n"))
        .expect("a string takes everything");
    open(out, "Applications, by id.", "APPS", "App", apps.len());
    for app in apps {
        let owner = match app.owner.as_str() {
            "services" => "MicrosoftServices",
            "corporate" => "MicrosoftCorporate",
            "other" => "MicrosoftOther",
            _ => "Unknown",
        };
        writeln!(
            out,
            "App{{id:Guid({:#x}),name:{},owner:Owner::{owner},kind:Kind::{},consent_model:ConsentModel::{},family:{},\
             public_client:{:?},confidence:Confidence::{},prior:Prior::{},sources:SourceSet({})}},",
            app.id,
            texts.of(&app.name),
            variant(&app.kind),
            app.consent_model(clients),
            app.family,
            app.public_client,
            variant(&app.confidence),
            app.prior(),
            set(app.sources.as_str()),
        )
        .expect("a string takes everything");
    }
    out.push_str("];\n");
}

/// An API is the number of its row among the applications, or behind them among those that have none.
pub(crate) fn resources(out: &mut String, texts: &mut Texts, uris: &[ResourceUri], apps: &[App]) {
    let mut others: Vec<u128> = Vec::new();
    open(out, "Identifier URIs, by URI in lower case.", "RESOURCE_URIS", "ResourceUri", uris.len());
    for uri in uris {
        let ResourceUri { uri, resource, cloud } = uri;
        let uri = texts.of(uri);
        let app = apps.binary_search_by_key(resource, |app| app.id).unwrap_or_else(|_| {
            let other = others.iter().position(|other| other == resource).unwrap_or_else(|| {
                others.push(*resource);
                others.len() - 1
            });
            apps.len() + other
        });
        assert!(app < 1 << 16, "APIs are numbered with 16 bits");
        writeln!(out, "ResourceUri{{uri:{uri},app:{app},cloud:Cloud::{}}},", variant(cloud))
            .expect("a string takes everything");
    }
    out.push_str("];\n");
    open(out, "APIs that have a URI and no row of their own.", "OTHER_APIS", "Guid", others.len());
    for other in &others {
        writeln!(out, "Guid({other:#x}),").expect("a string takes everything");
    }
    out.push_str("];\n");
}

/// Grants point to sets of scopes and sets to names: 12,637 rows share 953 sets of 1,247 names.
pub(crate) fn grants(out: &mut String, texts: &mut Texts, grants: &[Grant], apps: &[App]) {
    let names: BTreeSet<&str> = grants.iter().flat_map(|grant| grant.scopes.iter().map(String::as_str)).collect();
    let names: Vec<&str> = names.into_iter().collect();
    let mut sets: Vec<&[String]> = Vec::new();
    let mut set_indices: BTreeMap<&[String], usize> = BTreeMap::new();
    for grant in grants {
        set_indices.entry(&grant.scopes).or_insert_with(|| {
            sets.push(&grant.scopes);
            sets.len() - 1
        });
    }
    assert!(names.len() < 1 << 16 && sets.len() < 1 << 16, "scopes are numbered with 16 bits");

    let of_client = chunk_starts(grants.iter().map(|grant| grant.client));
    open(
        out,
        "Clients and where their grants start; the last row only closes the table.",
        "CLIENTS",
        "(Guid, u32)",
        of_client.len() + 1,
    );
    for (client, start) in &of_client {
        writeln!(out, "(Guid({client:#x}),{start}),").expect("a string takes everything");
    }
    writeln!(out, "(Guid(u128::MAX),{}),\n];", grants.len()).expect("a string takes everything");

    open(out, "Grants, by client and resource.", "GRANTS", "GrantRow", grants.len());
    for grant in grants {
        let kind = variant(&grant.kind);
        let set = set_indices[grant.scopes.as_slice()];
        let app = apps.binary_search_by_key(&grant.resource, |app| app.id).expect("every resource is listed");
        writeln!(out, "GrantRow{{app:{app},kind:GrantKind::{kind},scopes:{set}}},").expect("a string takes everything");
    }
    out.push_str("];\n");

    open(out, "Names of scopes, sorted.", "SCOPE_NAMES", "Text", names.len());
    for name in &names {
        writeln!(out, "{},", texts.of(name)).expect("a string takes everything");
    }
    out.push_str("];\n");

    let mut starts = vec![0];
    let mut members = Vec::new();
    for set in &sets {
        members.extend(set.iter().map(|scope| names.binary_search(&scope.as_str()).expect("every name is listed")));
        starts.push(members.len());
    }
    for (doc, name, values) in [
        (
            "Where each set of scopes starts in `SCOPE_SETS`; the last row only closes the table.",
            "SCOPE_SET_STARTS",
            &starts,
        ),
        ("Sets of scopes, as indices into `SCOPE_NAMES`.", "SCOPE_SETS", &members),
    ] {
        assert!(values.iter().all(|value| *value < 1 << 16), "sets are numbered with 16 bits");
        open(out, doc, name, "u16", values.len());
        for row in values.chunks(24) {
            for value in row {
                write!(out, "{value},").expect("a string takes everything");
            }
            out.push('\n');
        }
        out.push_str("];\n");
    }
}

/// The distinct values of a sorted sequence and the index of the first of each.
fn chunk_starts(values: impl Iterator<Item = u128>) -> Vec<(u128, usize)> {
    let mut starts: Vec<(u128, usize)> = Vec::new();
    for (index, value) in values.enumerate() {
        if starts.last().is_none_or(|(last, _)| *last != value) {
            starts.push((value, index));
        }
    }
    starts
}

pub(crate) fn codes(out: &mut String, texts: &mut Texts, codes: &[Code], pages: &BTreeMap<u32, Page>) {
    open(out, "Error codes, by number.", "CODES", "Code", codes.len());
    for code in codes {
        let Code { number, symbol, category, article, gist, sources } = code;
        let [symbol, category, article, gist, sources] =
            [symbol, category, article, gist, sources].map(|words| texts.of(words));
        write!(
            out,
            "Code{{number:{number},symbol:{symbol},category:{category},article:{article},gist:{gist},sources:{sources},page:"
        )
        .expect("a string takes everything");
        match pages.get(number) {
            None => out.push_str("None},\n"),
            Some(page) => {
                let Page { severity, category, meaning, oauth_error, retry, related, date, body, .. } = page;
                let who = page.who.join(", ");
                writeln!(
                    out,
                    "Some(&Page{{severity:{severity:?},category:{category:?},who:{who:?},meaning:{meaning:?},\
                     oauth_error:{oauth_error:?},retry:{retry:?},related:&{related:?},date:{date:?},body:{body:?}}})}},"
                )
                .expect("a string takes everything");
            }
        }
    }
    out.push_str("];\n");
}

pub(crate) fn retired(out: &mut String, rows: &[Retired]) {
    open(out, "Applications that are gone, by id.", "RETIRED", "RetiredApp", rows.len());
    for row in rows {
        let Retired { id, name, owner, since, error, replacement, source } = row;
        writeln!(
            out,
            "RetiredApp{{id:Guid({id:#x}),name:{name:?},owner:{owner:?},since:{since:?},error:{error},\
             replacement:{replacement:?},source:{source:?}}},"
        )
        .expect("a string takes everything");
    }
    out.push_str("];\n");
}

pub(crate) fn placeholders(out: &mut String, rows: &[Placeholder]) {
    open(out, "Stand-ins for real ids, by id.", "PLACEHOLDERS", "Placeholder", rows.len());
    for Placeholder { id, label } in rows {
        writeln!(out, "Placeholder{{id:Guid({id:#x}),label:{label:?}}},").expect("a string takes everything");
    }
    out.push_str("];\n");
}

pub(crate) fn notes(out: &mut String, rows: &[Note]) {
    open(out, "Notes about the ids that are copied most, by id.", "NOTES", "Note", rows.len());
    for Note { id, copied_into, legitimate } in rows {
        writeln!(out, "Note{{id:Guid({id:#x}),copied_into:{copied_into:?},legitimate:{legitimate:?}}},")
            .expect("a string takes everything");
    }
    out.push_str("];\n");
}

pub(crate) fn aliases(out: &mut String, texts: &mut Texts, rows: &[Alias]) {
    open(out, "Short names, by name and use.", "ALIASES", "Alias", rows.len());
    for Alias { name, usage, id } in rows {
        let name = texts.of(name);
        writeln!(out, "Alias{{name:{name},usage:Use::{},id:Guid({id:#x})}},", variant(usage))
            .expect("a string takes everything");
    }
    out.push_str("];\n");
}

pub(crate) fn permissions(out: &mut String, texts: &mut Texts, rows: &[Permission]) {
    open(out, "Permissions of Microsoft Graph, by name in lower case.", "PERMISSIONS", "Permission", rows.len());
    for Permission { name, delegated, application, admin } in rows {
        let name = texts.of(name);
        writeln!(
            out,
            "Permission{{name:{name},delegated:Guid({delegated:#x}),application:Guid({application:#x}),admin:{admin}}},"
        )
        .expect("a string takes everything");
    }
    out.push_str("];\n");
}
