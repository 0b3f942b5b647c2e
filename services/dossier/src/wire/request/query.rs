//! Requests for lists of dossiers, and for a dossier as it was.

use std::fmt::Write;

use chrono::NaiveDate;
use stts_chassis::fields::{self, Fields};
use stts_contracts::dossier::v1 as contract;
use stts_kernel::{DossierNumber, OperatorId, Refusal};
use stts_store::Vault;

use super::dossier::number;
use super::list::page;
use super::value::{NotListed, listed};
use crate::ports::{AsOf, Filters, Page};
use crate::wire::words;

/// Which dossiers, and which part of them. The filters of BIPT are for BIPT alone.
pub fn list_dossiers(
    request: &contract::ListDossiersRequest,
    (party, is_bipt): (&str, bool),
    vault: &Vault,
) -> Result<(Filters, Page), Refusal> {
    let mut fields = Fields::of(request);
    let mut filters = Filters::default();
    for (index, filter) in request.filters.iter().enumerate() {
        read_filter(&mut fields, &mut filters, (index, filter), is_bipt);
    }
    let list = dossiers_of(party, &filters);
    let page = page(&mut fields, (vault, &list), (request.page_size, &request.page_token));
    fields.finish(|| Some((filters, page?)))
}

/// The dossiers that a caller lists, as one text to which their page tokens are bound.
pub fn dossiers_of(party: &str, filters: &Filters) -> String {
    let Filters { status, formula, due_before, operator, category, contested } = filters;
    let mut list = format!("ListDossiers {party}");
    let told = [
        status.map(|status| format!("status {}", status.name())),
        formula.map(|formula| format!("formula {}", formula.name())),
        due_before.map(|date| format!("due_before {date}")),
        operator.as_ref().map(|operator| format!("operator {operator}")),
        category.map(|category| format!("category {}", category.name())),
        contested.map(|contested| format!("contested {contested}")),
    ];
    for told in told.iter().flatten() {
        // Writing to a String cannot fail.
        let _ = write!(list, " {told}");
    }
    list
}

/// The contract sees to it that each has exactly one field.
fn read_filter(
    fields: &mut Fields,
    filters: &mut Filters,
    (index, filter): (usize, &contract::DossierFilter),
    is_bipt: bool,
) {
    let path = |name: &str| format!("filters[{index}].{name}");
    if filter.status != 0 {
        let status = fields.take(&path("status"), listed(filter.status, words::status_of));
        once(fields, &path("status"), &mut filters.status, status);
    }
    if filter.formula != 0 {
        let formula = fields.take(&path("formula"), listed(filter.formula, words::formula_of));
        once(fields, &path("formula"), &mut filters.formula, formula);
    }
    if let Some(date) = &filter.due_before {
        let date: Option<NaiveDate> = fields.take(&path("due_before"), fields::date(date));
        once(fields, &path("due_before"), &mut filters.due_before, date);
    }
    if !filter.operator_id.is_empty() {
        let operator = of_bipt(is_bipt, || OperatorId::new(filter.operator_id.clone()));
        let operator = fields.take(&path("operator_id"), operator);
        once(fields, &path("operator_id"), &mut filters.operator, operator);
    }
    if filter.category != 0 {
        let category = of_bipt(is_bipt, || listed(filter.category, words::category_of));
        let category = fields.take(&path("category"), category);
        once(fields, &path("category"), &mut filters.category, category);
    }
    if filter.contested {
        let contested = of_bipt(is_bipt, || Ok::<_, NotListed>(true));
        let contested = fields.take(&path("contested"), contested);
        once(fields, &path("contested"), &mut filters.contested, contested);
    }
}

fn of_bipt<T, E: ToString>(
    is_bipt: bool,
    read: impl FnOnce() -> Result<T, E>,
) -> Result<T, String> {
    if is_bipt {
        read().map_err(|error| error.to_string())
    } else {
        Err("is a filter for BIPT alone".to_owned())
    }
}

/// Two filters of one kind would admit nothing, or leave one out.
fn once<T>(fields: &mut Fields, path: &str, filter: &mut Option<T>, value: Option<T>) {
    if filter.is_some() && value.is_some() {
        fields.add(path, "is given already");
    } else if value.is_some() {
        *filter = value;
    }
}

/// Which dossier, and as of when.
pub fn get_dossier_as_of(
    request: &contract::GetDossierAsOfRequest,
) -> Result<(DossierNumber, AsOf), Refusal> {
    let mut fields = Fields::of(request);
    let number = number(&mut fields, &request.dossier_number);
    let date = fields.optional("date", request.date.as_ref().map(fields::date));
    let version = u64::try_from(request.number).ok().filter(|version| *version > 0);
    fields.finish(|| Some((number?, AsOf { date: date?, version })))
}
