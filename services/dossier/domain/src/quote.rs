//! What the tariff takes off an offer (annex art. 38; domain, section 6): the discount on each line of
//! it under one formula ([`quote`]), and which of the formulas is best for the person
//! ([`recommend`]), as art. 38 §5 obliges an operator to propose.
//!
//! To add a service that the law reduces: a variant of [`Service`], and what each formula grants on
//! it in `discount.rs`. A new amount is a row of the tariff's rule file.

mod discount;
mod entitlement;
mod offer;
mod reductions;

pub use entitlement::Entitlement;
pub use offer::{Offer, OfferLine, RepeatedServices, Service};
pub use reductions::{LineReduction, Quote, quote, recommend};
