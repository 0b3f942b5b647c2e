//! Dossiers by what they are: each page by index scans of a bounded number of rows.
//!
//! A page looks at candidates in the order of their numbers: those of one range of an index, or of
//! two merged, since an operator sees what it holds and what is about to come to it. What that index
//! does not know is asked of the candidates only. Where too few of them match the page is short, and
//! the next one goes on after the last candidate.
//!
//! To add a filter: its column, and whether it chooses the index or is asked of the candidates.

use async_trait::async_trait;
use sea_orm::sea_query::Value;
use sea_orm::{ConnectionTrait, FromQueryResult, QueryResult, Statement};
use stts_chassis::guard_is_on;
use stts_dossier_domain::dossier::Status;
use stts_kernel::{ErrorKind, OperatorId};
use stts_store::StoreError;

use super::DossierTables;
use super::commit::number;
use super::read::LoadedRow;
use crate::ports::{Criterion, Filters, Keyed, Lists, Loaded, Page};

/// How many candidates a page looks at where the index alone does not tell what matches.
const MOST_CANDIDATES: u64 = 1_000;

/// As whose a dossier is looked at: the incoming operator has its own data.
#[derive(Clone, Copy)]
enum Side {
    Holder,
    Incoming,
}

impl Side {
    /// The operator: who holds it, or held it last, as the indexes have it; or is about to.
    const fn party(self) -> &'static str {
        match self {
            Self::Holder => "COALESCE(operator_id, application_operator_id)",
            Self::Incoming => "incoming_operator_id",
        }
    }

    const fn prefix(self) -> &'static str {
        match self {
            Self::Holder => "",
            Self::Incoming => "incoming_",
        }
    }
}

/// A page, as it becomes one statement.
struct Scan {
    page: Page,
    /// Ranges of indexes.
    ranges: Vec<(Side, String)>,
    /// What the candidates are asked.
    asked: Vec<String>,
    values: Vec<Value>,
}

impl Scan {
    const fn new(page: Page) -> Self {
        Self { page, ranges: Vec::new(), asked: Vec::new(), values: Vec::new() }
    }

    /// The place of a value in the statement; the first three are those of the page.
    fn bind(&mut self, value: impl Into<Value>) -> String {
        self.values.push(value.into());
        format!("${}", self.values.len() + 3)
    }

    fn ask(&mut self, condition: &str, value: Option<impl Into<Value>>) {
        if let Some(value) = value {
            let bound = self.bind(value);
            self.asked.push(format!("{condition} {bound}"));
        }
    }

    const fn most_candidates(&self) -> u64 {
        let one_more = self.page.size + 1;
        if self.asked.is_empty() || one_more > MOST_CANDIDATES { one_more } else { MOST_CANDIDATES }
    }

    fn values(&self) -> Vec<Value> {
        let page = [self.page.after, self.page.size + 1, self.most_candidates()];
        let page = page.map(|number| Value::from(number.cast_signed()));
        page.into_iter().chain(self.values.iter().cloned()).collect()
    }

    fn sql(&self) -> String {
        let range = |(index, (side, condition)): (usize, &(Side, String))| {
            let (party, prefix) = (side.party(), side.prefix());
            format!(
                "SELECT * FROM (SELECT number, {party} AS party, {prefix}formula AS formula, \
                 due_on, category, place_contested FROM dossiers \
                 WHERE {condition} AND number > $1 ORDER BY number LIMIT $3) AS range_{index}"
            )
        };
        let ranges: Vec<String> = self.ranges.iter().enumerate().map(range).collect();
        let asked: String =
            if self.asked.is_empty() { "1 = 1".to_owned() } else { self.asked.join(" AND ") };
        format!(
            "WITH candidates AS (SELECT * FROM ({}) AS ranges ORDER BY number LIMIT $3), \
             matched AS (SELECT number FROM candidates WHERE {asked} \
             GROUP BY number ORDER BY number LIMIT $2) \
             SELECT seen.candidates, seen.last, d.number, d.state, p.dossier_number AS holder \
             FROM (SELECT COUNT(*) AS candidates, MAX(number) AS last FROM candidates) AS seen \
             LEFT JOIN matched ON 1 = 1 LEFT JOIN dossiers d ON d.number = matched.number \
             LEFT JOIN household_places p ON p.household_id = d.place ORDER BY d.number",
            ranges.join(" UNION ALL ")
        )
    }
}

/// The dossiers of one criterion: few have the same, so whose they are is asked of each.
fn by_criterion(criterion: &Criterion, operator: Option<&OperatorId>, page: Page) -> Scan {
    let mut scan = Scan::new(page);
    let (column, bound) = match criterion {
        Criterion::Number(sought) => ("number", scan.bind(number(*sought))),
        Criterion::OperatorReference(text) => ("operator_reference", scan.bind(text.clone())),
        Criterion::Phone(phone) => ("phone_number", scan.bind(phone.to_string())),
    };
    let incoming = match criterion {
        Criterion::Number(_) => format!("number = {bound}"),
        Criterion::OperatorReference(_) | Criterion::Phone(_) => {
            format!("{}{column} = {bound}", Side::Incoming.prefix())
        }
    };
    scan.ranges.push((Side::Holder, format!("{column} = {bound}")));
    scan.ranges.push((Side::Incoming, incoming));
    scan.ask("party =", operator.map(OperatorId::as_str));
    scan
}

fn by_filters(filters: &Filters, page: Page) -> Scan {
    let Filters { status, formula, due_before, operator, category, contested } = filters;
    let mut scan = Scan::new(page);
    let of_status = status.map(|status| format!("status = {}", scan.bind(status.name())));
    let operator = operator.as_ref().filter(|_| guard_is_on!("tenant_filter"));
    if let Some(operator) = operator {
        let bound = scan.bind(operator.as_str());
        let held = format!("{} = {bound}", Side::Holder.party());
        let held = of_status.map_or(held.clone(), |status| format!("{held} AND {status}"));
        scan.ranges.push((Side::Holder, held));
        // Nothing is incoming in another status.
        if status.is_none_or(|status| status == Status::AwaitingTransfer) {
            let coming = format!("{} = {bound}", Side::Incoming.party());
            scan.ranges.push((Side::Incoming, coming));
        }
    } else {
        let all = if *contested == Some(true) { "place_contested" } else { "1 = 1" };
        scan.ranges.push((Side::Holder, of_status.unwrap_or_else(|| all.to_owned())));
    }
    scan.ask("formula =", formula.map(stts_kernel::Formula::name));
    scan.ask("due_on <", *due_before);
    scan.ask("category =", category.map(stts_kernel::Category::name));
    scan.ask("place_contested =", *contested);
    scan
}

/// A matching dossier, and how many candidates the page looked at; without a match, that alone.
struct PageRow {
    candidates: i64,
    last: Option<i64>,
    loaded: Option<LoadedRow>,
}

impl PageRow {
    fn read(row: &QueryResult) -> Result<Self, StoreError> {
        let is_there = row.try_get::<Option<i64>>("", "number")?.is_some();
        Ok(Self {
            candidates: row.try_get("", "candidates")?,
            last: row.try_get("", "last")?,
            loaded: is_there.then(|| LoadedRow::from_query_result(row, "")).transpose()?,
        })
    }
}

impl DossierTables {
    async fn scanned(&self, scan: Scan) -> Result<Keyed<Loaded>, StoreError> {
        let reader = self.store.reader();
        let connection = reader.connection();
        let backend = connection.get_database_backend();
        let statement = Statement::from_sql_and_values(backend, scan.sql(), scan.values());
        let found = connection.query_all_raw(statement).await?;
        let found: Vec<PageRow> = found.iter().map(PageRow::read).collect::<Result<_, _>>()?;
        let all_seen =
            found.first().is_none_or(|row| row.candidates.cast_unsigned() < scan.most_candidates());
        let last = found.first().and_then(|row| row.last).map(i64::cast_unsigned);
        let loaded = found.iter().filter_map(|row| row.loaded.as_ref()).map(LoadedRow::loaded);
        let rows: Vec<Loaded> = loaded.collect::<Result<_, _>>()?;
        let page = super::read::keyed(rows, scan.page, |loaded| loaded.dossier.number.get());
        let next_after = page.next_after.or(last.filter(|_| !all_seen));
        Ok(Keyed { next_after, ..page })
    }
}

#[async_trait]
impl Lists for DossierTables {
    async fn find(
        &self,
        criterion: &Criterion,
        operator: Option<&OperatorId>,
        page: Page,
    ) -> Result<Keyed<Loaded>, ErrorKind> {
        let operator = operator.filter(|_| guard_is_on!("tenant_filter"));
        let found = self.scanned(by_criterion(criterion, operator, page)).await;
        found.map_err(StoreError::told)
    }

    async fn list(&self, filters: &Filters, page: Page) -> Result<Keyed<Loaded>, ErrorKind> {
        self.scanned(by_filters(filters, page)).await.map_err(StoreError::told)
    }
}

#[cfg(test)]
mod tests;
