//! What a product asks for beside consent before it lets an application through.

use super::PRODUCTS;
use crate::guid::Guid;

/// A product and what it needs.
#[derive(Debug, PartialEq, Eq)]
pub struct Product {
    /// Kebab-case.
    pub id: &'static str,
    /// Name for people.
    pub name: &'static str,
    /// Application ids of its APIs.
    pub apis: &'static [Guid],
    /// Words in code that name it.
    pub hints: &'static [&'static str],
    /// The scope to register where code asks for `.default`; empty where none is sensible.
    pub scope: &'static str,
    /// Whether it reads application permissions. Where not, consent to them is useless or harms.
    pub roles: bool,
    /// The Azure role that is needed on the resource; empty where the product has roles of its own.
    pub azure_role: &'static str,
    /// What else is needed when a user signs in, whole sentences.
    pub user: &'static [&'static str],
    /// What else is needed when nobody signs in, whole sentences.
    pub app: &'static [&'static str],
}

/// All products.
pub fn products() -> &'static [Product] {
    &PRODUCTS
}

/// The product that an API belongs to.
pub fn product_of(api: Guid) -> Option<&'static Product> {
    PRODUCTS.iter().find(|product| product.apis.contains(&api))
}
