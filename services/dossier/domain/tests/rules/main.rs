//! The rules of the dossier, tried from outside: worked examples, tables, scenarios and properties.

#[cfg(test)]
mod dates;
#[cfg(test)]
mod eligibility;
