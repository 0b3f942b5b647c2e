//! A file's records as applications.

use stts_chassis::fields::Fields;
use stts_contracts::common::v1::{Address, Date, Language};
use stts_contracts::dossier::v1::{Applicant, ApplyRequest, Claim, Claims, Contact};

use super::cells::{Cell, Fault, records};

/// The columns that a file may have, in any order; the first [`REQUIRED`] it must have.
pub const COLUMNS: [&str; 12] = [
    "last_name",
    "first_name",
    "birth_date",
    "language",
    "street",
    "house_number",
    "box",
    "postal_code",
    "municipality",
    "email",
    "phone_number",
    "claims",
];

const REQUIRED: usize = 4;

/// Keeps the rule for request ids while a row has none yet.
const ANY_ID: &str = "00000000-0000-0000-0000-000000000000";

/// The applications of a file, each with the line on which it begins.
#[derive(Clone, PartialEq)]
pub struct Applications(pub Vec<(u64, Applicant)>);

impl Applications {
    /// Reads a whole file; every fault in it is told. The cells are separated as those of the header
    /// are: by `,`, or by `;` as spreadsheets in Belgium write them.
    pub fn read(text: &str) -> Result<Self, Vec<Fault>> {
        let header = text.lines().next().unwrap_or_default();
        let separator = if header.contains(';') && !header.contains(',') { ';' } else { ',' };
        let mut records = records(text, separator).map_err(|fault| vec![fault])?.into_iter();
        let header = records.next().unwrap_or_default();
        let columns = columns(&header)?;
        let (mut applications, mut faults) = (Vec::new(), Vec::new());
        for record in records {
            let line = record.first().map_or(0, |cell| cell.line);
            match applicant(&columns, &record) {
                Ok(applicant) => applications.push((line, applicant)),
                Err(found) => faults.extend(found),
            }
        }
        if applications.is_empty() && faults.is_empty() {
            let what = "no application follows the header".to_owned();
            faults.push(Fault { line: 1, column: 1, what });
        }
        if faults.is_empty() { Ok(Self(applications)) } else { Err(faults) }
    }
}

/// Which column each cell of a record is.
fn columns(header: &[Cell]) -> Result<Vec<&'static str>, Vec<Fault>> {
    let (mut columns, mut faults) = (Vec::new(), Vec::new());
    for cell in header {
        match COLUMNS.iter().find(|column| **column == cell.text.trim()) {
            Some(column) if columns.contains(column) => {
                faults.push(cell.fault(format!("the column {column} stands there twice")));
            }
            Some(column) => columns.push(*column),
            None => {
                let known = COLUMNS.join(", ");
                faults.push(cell.fault(format!("no such column; there are {known}")));
            }
        }
    }
    let missing = COLUMNS.iter().take(REQUIRED).filter(|column| !columns.contains(column));
    for column in missing {
        faults.push(Fault { line: 1, column: 1, what: format!("the column {column} is missing") });
    }
    if faults.is_empty() { Ok(columns) } else { Err(faults) }
}

/// A record, and what is wrong with it.
struct Record<'a> {
    columns: &'a [&'static str],
    cells: &'a [Cell],
    faults: Vec<Fault>,
}

impl<'a> Record<'a> {
    fn cell(&self, column: &str) -> Option<&'a Cell> {
        self.columns.iter().position(|one| *one == column).and_then(|place| self.cells.get(place))
    }

    fn text(&self, column: &str) -> &'a str {
        self.cell(column).map_or("", |cell| cell.text.trim())
    }

    fn owned(&self, column: &str) -> String {
        self.text(column).to_owned()
    }

    /// Notes a fault of a column; of several the first is kept.
    fn fault(&mut self, column: &str, what: &str) {
        let Some(cell) = self.cell(column).or(self.cells.first()) else { return };
        let fault = cell.fault(format!("{column} {what}"));
        let is_known = |known: &Fault| (known.line, known.column) == (fault.line, fault.column);
        if !self.faults.iter().any(is_known) {
            self.faults.push(fault);
        }
    }

    fn parsed<T>(
        &mut self,
        column: &str,
        parse: impl FnOnce(&str) -> Option<T>,
        what: &str,
    ) -> Option<T> {
        let parsed = parse(self.text(column));
        if parsed.is_none() {
            self.fault(column, what);
        }
        parsed
    }

    fn address(&self) -> Option<Address> {
        let address = Address {
            street: self.owned("street"),
            house_number: self.owned("house_number"),
            r#box: self.owned("box"),
            postal_code: self.owned("postal_code"),
            municipality: self.owned("municipality"),
        };
        Some(address).filter(|address| *address != Address::default())
    }

    fn contact(&self) -> Option<Contact> {
        let contact =
            Contact { email: self.owned("email"), phone_number: self.owned("phone_number") };
        Some(contact).filter(|contact| *contact != Contact::default())
    }
}

/// The application of a record, by the rules of its own columns and those of the contract.
fn applicant(columns: &[&'static str], cells: &[Cell]) -> Result<Applicant, Vec<Fault>> {
    let mut record = Record { columns, cells, faults: Vec::new() };
    if cells.len() != columns.len() {
        let (found, expected) = (cells.len(), columns.len());
        let what = format!("the line has {found} cells, and the header {expected} columns");
        return Err(cells.first().map(|cell| cell.fault(what)).into_iter().collect());
    }
    let birth_date = record.parsed("birth_date", birth_date, "is not YYYY-MM-DD");
    let language = record.parsed("language", language, "is not nl, fr or de");
    let claims_are = "is none of HEARING, HEARING_CHILD, WAR_BLIND, EXCLUSIVE_SUBSCRIPTION with ; \
         between them, NONE for no claim, or empty for nothing said";
    let claims = record.parsed("claims", claims, claims_are);
    let applicant = Applicant {
        last_name: record.owned("last_name"),
        first_name: record.owned("first_name"),
        birth_date,
        language: language.unwrap_or_default().into(),
        address: record.address(),
        contact: record.contact(),
        claims: claims.flatten(),
    };
    let applicant = Some(applicant);
    let request = ApplyRequest { request_id: ANY_ID.to_owned(), applicant };
    if let Err(refusal) = Fields::of(&request).finish(|| Some(())) {
        for violation in refusal.violations {
            record.fault(column_of(&violation.field), &violation.description);
        }
    }
    match request.applicant {
        Some(applicant) if record.faults.is_empty() => Ok(applicant),
        _ => Err(record.faults),
    }
}

/// The column of a field such as `applicant.birth_date.month`.
fn column_of(field: &str) -> &'static str {
    let mut parts = field.split(['.', '[']).rev();
    let found = parts.find_map(|part| COLUMNS.iter().find(|column| **column == part));
    found.copied().unwrap_or("last_name")
}

/// A date of which month and day may be 0.
fn birth_date(text: &str) -> Option<Date> {
    let mut parts = text.split('-');
    let mut number = |digits: usize| {
        let part = parts.next().filter(|part| part.len() == digits)?;
        part.bytes().all(|byte| byte.is_ascii_digit()).then(|| part.parse().ok())?
    };
    let date = Date { year: number(4)?, month: number(2)?, day: number(2)? };
    parts.next().is_none().then_some(date)
}

fn language(text: &str) -> Option<Language> {
    match text.to_ascii_lowercase().as_str() {
        "nl" => Some(Language::Nl),
        "fr" => Some(Language::Fr),
        "de" => Some(Language::De),
        _ => None,
    }
}

/// Nothing said is not the same as nothing claimed.
#[expect(clippy::option_option, reason = "not given and bad are different answers")]
fn claims(text: &str) -> Option<Option<Claims>> {
    let claim = |name: &str| {
        Claim::from_str_name(&format!("CLAIM_{}", name.trim())).map(i32::from).filter(|it| *it != 0)
    };
    match text {
        "" => Some(None),
        "NONE" => Some(Some(Claims::default())),
        listed => {
            let claims: Option<Vec<i32>> = listed.split(';').map(claim).collect();
            Some(Some(Claims { claims: claims? }))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEADER: &str = "last_name,first_name,birth_date,language,claims,postal_code,email\n";

    fn faults(rest: &str) -> Vec<String> {
        let read = Applications::read(&format!("{HEADER}{rest}"));
        read.err().unwrap_or_default().iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_line_is_an_application() {
        let text = format!(
            "{HEADER}Peeters,Jan,1950-00-00,NL,HEARING;WAR_BLIND,9000,a@b.be\n\nMaes,An,1949-03-01,fr,,,\n"
        );
        let read = Applications::read(&text).unwrap_or_else(|faults| panic!("{faults:?}")).0;
        let [(2, first), (4, second)] = &read[..] else { panic!("{} lines", read.len()) };
        assert_eq!(first.birth_date, Some(Date { year: 1950, month: 0, day: 0 }));
        assert_eq!(first.claims.as_ref().map(|it| it.claims.clone()), Some(vec![1, 3]));
        assert_eq!(first.address.as_ref().map(|it| it.postal_code.as_str()), Some("9000"));
        assert_eq!((second.language(), second.address.as_ref()), (Language::Fr, None));
        assert_eq!((&second.claims, &second.contact), (&None, &None));
    }

    #[test]
    fn semicolons_separate_where_the_header_has_them() {
        let text = "last_name;first_name;birth_date;language;claims\nMaes;An;1949-03-01;de;NONE\n";
        let read = Applications::read(text).unwrap_or_else(|faults| panic!("{faults:?}")).0;
        assert_eq!(read[0].1.claims, Some(Claims::default()));
    }

    #[test]
    fn a_fault_has_its_place() {
        for (line, place, what) in [
            (",Jan,1950-01-01,nl,,,\n", "line 2, column 1: last_name", "length"),
            ("Maes,Jan,1950-1-1,nl,,,\n", "line 2, column 10: birth_date", "YYYY-MM-DD"),
            ("Maes,Jan,1950-13-01,nl,,,\n", "line 2, column 10: birth_date", ""),
            ("Maes,Jan,1950-01-01,en,,,\n", "line 2, column 21: language", "nl, fr or de"),
            ("Maes,Jan,1950-01-01,nl,DEAF,,\n", "line 2, column 24: claims", "HEARING"),
            ("Maes,Jan,1950-01-01,nl,HEARING;HEARING,,\n", "line 2, column 24: claims", ""),
            ("Maes,Jan,1950-01-01,nl,,90,\n", "line 2, column 25: postal_code", "four digits"),
            ("Maes,Jan,1950-01-01,nl,,,a\n", "line 2, column 26: email", "e-mail"),
            ("Maes,Jan\n", "line 2, column 1: the line has 2 cells", "7 columns"),
            ("\"Maes\n", "line 2, column 1: its quote", "not closed"),
        ] {
            let faults = faults(line);
            assert_eq!(faults.len(), 1, "{line}: {faults:?}");
            assert!(faults[0].starts_with(place) && faults[0].contains(what), "{line}: {faults:?}");
        }
        assert_eq!(faults("").len(), 1, "a header alone");
        let two = "Maes,,1950-01-01,xx,,,\nMaes,Jan,x,nl,,,\n";
        assert_eq!(faults(two).len(), 3, "every fault is told");
    }

    #[test]
    fn the_header_names_the_columns_once() {
        for (header, what) in [
            ("last_name,first_name,birth_date", "language is missing"),
            ("last_name,first_name,birth_date,language,iban", "no such column"),
            ("last_name,first_name,birth_date,language,language", "twice"),
            ("", "last_name is missing"),
        ] {
            let faults = Applications::read(header).err().unwrap_or_default();
            assert!(faults.iter().any(|fault| fault.what.contains(what)), "{header}: {faults:?}");
        }
    }
}
