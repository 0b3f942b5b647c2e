//! Who a person is, as rules without I/O: national numbers, names that are the same however they
//! are spelt, birth dates of which only the year may be known, households and who is whose
//! relative, the social facts that the sources know, what the register tells by itself, and when a
//! search has found its person.
//!
//! What is personal never shows itself by accident: the types that hold it print their own name
//! and nothing else under [`Debug`], and [`NationalNumber`] has no [`Display`](std::fmt::Display)
//! at all. Its digits leave through [`NationalNumber::expose`], which is easy to find in a review.
//!
//! To add a fact that a source can give, add it to [`SocialFacts`] with its [`FactSource`]; to add
//! a family relation, add it to [`Relation`], and to the table in [`HouseholdPosition::relation_of`]
//! what follows from it. Which relatives count for a right is the dossier's rule, not this crate's.

mod address;
mod birth_date;
mod household;
mod language;
mod national_number;
mod normalized_name;
mod person;
mod purpose;
mod register_change;
mod relation;
mod search;
mod social_facts;

pub use address::{Address, AddressRefinement};
pub use birth_date::{BirthDate, InvalidBirthDate};
pub use household::{Household, HouseholdKey, Housemate};
pub use language::Language;
pub use national_number::{InvalidNationalNumber, NationalNumber};
pub use normalized_name::{NormalizedName, given_names};
pub use person::Person;
pub use purpose::Purpose;
pub use register_change::RegisterChange;
pub use relation::{HouseholdPosition, Relation};
pub use search::{InvalidPersonSearch, Match, PersonSearch, match_persons};
pub use social_facts::{Fact, FactSource, SocialFacts};
