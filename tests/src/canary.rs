//! People whose names, numbers and addresses exist nowhere else, so that every trace of them can be
//! found, and recognised as theirs.

use std::collections::BTreeSet;
use std::path::Path;

use serde_json::{Value, json};
use stts::suite::PopulationSource;
use stts_contracts::common::v1::{Address, Date, Language};
use stts_contracts::dossier::v1::{Applicant, Claims, Contact};
use stts_identity_domain::NationalNumber;

/// Their last name.
const LAST_NAME: &str = "Qvanterblix";
/// Their street.
const STREET: &str = "Kwyxenvoortlaan";
/// How they are reached.
const EMAIL: &str = "postduif@qvx-kanarie.example";
const CONTACT_PHONE: &str = "0478913652";
/// The line on which they get the tariff.
const LINE_PHONE: &str = "024713859";

/// One of them, with what an application leads to while the others have no dossier.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Canary {
    /// Entitled by age, alone.
    Entitled,
    /// Undecided, alone; with claims given and empty `NOT_ENTITLED`.
    Undecided,
    /// Another one of those.
    Refused,
    /// Entitled by age, and so is the spouse.
    Spouse,
    /// The spouse.
    OtherSpouse,
    /// One of two who have the same names and birth date.
    Namesake,
    /// Dead.
    Dead,
}

impl Canary {
    /// All of them; the namesake's namesake is like the namesake.
    pub const ALL: [Self; 7] = [
        Self::Entitled,
        Self::Undecided,
        Self::Refused,
        Self::Spouse,
        Self::OtherSpouse,
        Self::Namesake,
        Self::Dead,
    ];

    const fn first_name(self) -> &'static str {
        match self {
            Self::Entitled => "Zwyndolfa",
            Self::Undecided => "Yxbertha",
            Self::Refused => "Vrykandus",
            Self::Spouse => "Wumbrecht",
            Self::OtherSpouse => "Xyverine",
            Self::Namesake => "Jykelinde",
            Self::Dead => "Mwoltje",
        }
    }

    const fn birth_year(self) -> u16 {
        match self {
            Self::Undecided | Self::Refused => 1985,
            _ => 1940,
        }
    }

    /// The first nine digits of the national number: the birth date and a serial number.
    fn first_nine(self, namesake: u64) -> u64 {
        let serial = Self::ALL.iter().position(|one| *one == self).unwrap();
        let year = u64::from(self.birth_year() % 100);
        year * 10_000_000 + 317_000 + 641 + u64::try_from(serial).unwrap() * 10 + namesake
    }

    fn number(self, namesake: u64) -> String {
        NationalNumber::from_first_nine(self.first_nine(namesake), false).unwrap().expose()
    }

    /// As they apply, with everything that they can say of themselves and without claims.
    pub fn applicant(self) -> Applicant {
        Applicant {
            last_name: LAST_NAME.to_owned(),
            first_name: self.first_name().to_owned(),
            birth_date: Some(Date { year: i32::from(self.birth_year()), month: 3, day: 17 }),
            language: Language::Nl.into(),
            address: (self != Self::Namesake).then(|| Address {
                street: STREET.to_owned(),
                house_number: "7".to_owned(),
                postal_code: "1000".to_owned(),
                ..Address::default()
            }),
            contact: Some(Contact {
                email: EMAIL.to_owned(),
                phone_number: CONTACT_PHONE.to_owned(),
            }),
            claims: None,
        }
    }

    /// As they apply, claiming nothing.
    pub fn claiming_nothing(self) -> Applicant {
        Applicant { claims: Some(Claims::default()), ..self.applicant() }
    }

    /// The line on which they get the tariff.
    pub fn line() -> String {
        LINE_PHONE.to_owned()
    }

    /// A national number, as somebody may put it where it does not belong.
    pub fn national_number(self) -> String {
        self.number(0)
    }

    /// What must not be found, in small letters, and what it is.
    pub fn marks() -> Vec<(&'static str, String)> {
        let mut marks = vec![
            ("last name", LAST_NAME.to_lowercase()),
            ("street", STREET.to_lowercase()),
            ("e-mail", EMAIL.to_lowercase()),
            // With the zero in front or with the country's prefix.
            ("contact phone", CONTACT_PHONE.trim_start_matches('0').to_owned()),
            ("line phone", LINE_PHONE.trim_start_matches('0').to_owned()),
        ];
        for canary in Self::ALL {
            marks.push(("first name", canary.first_name().to_lowercase()));
            for namesake in [0, 1] {
                let number = canary.number(namesake);
                let (date, rest) = number.split_at(6);
                marks.push(("number", format!("{date}-{}.{}", &rest[..3], &rest[3..])));
                marks.push(("number", number));
            }
        }
        marks
    }

    /// What of them stands in some bytes.
    pub fn found_in(bytes: &[u8]) -> BTreeSet<&'static str> {
        // The marks are ASCII, which survives whatever the bytes around them are.
        let small = String::from_utf8_lossy(bytes).to_ascii_lowercase();
        let stands = |mark: &str| small.contains(mark);
        Self::marks().iter().filter(|(_, mark)| stands(mark)).map(|(what, _)| *what).collect()
    }

    /// Writes a register of them into a folder.
    pub fn population(folder: &Path) -> PopulationSource {
        let alone = |canary: Self| (canary, 0, "REFERENCE");
        let households = [
            vec![alone(Self::Entitled)],
            vec![alone(Self::Undecided)],
            vec![alone(Self::Refused)],
            vec![alone(Self::Spouse), (Self::OtherSpouse, 0, "SPOUSE")],
            vec![alone(Self::Namesake)],
            vec![(Self::Namesake, 1, "REFERENCE")],
            vec![alone(Self::Dead)],
        ];
        let persons: usize = households.iter().map(Vec::len).sum();
        let mut lines = vec![json!({
            "format": "stts-population", "format_version": 1, "persons": persons, "seed": 1,
            "reference_date": "2026-01-01",
        })];
        for (number, residents) in households.iter().enumerate() {
            let residents: Vec<_> =
                residents.iter().map(|(who, namesake, at)| who.resident(*namesake, at)).collect();
            let household = format!("kanarie-{number}");
            lines.push(json!({
                "household": household, "collective": false, "residents": residents,
            }));
        }
        let lines: Vec<_> = lines.iter().map(Value::to_string).collect();
        let file = folder.join("canaries.jsonl");
        std::fs::write(&file, lines.join("\n")).unwrap();
        PopulationSource { file: Some(file), ..PopulationSource::default() }
    }

    fn resident(self, namesake: u64, position: &str) -> Value {
        let old = self.birth_year() == 1940;
        let fact = |value: Value| json!({ "value": value, "as_of": "2026-01-01" });
        let mut resident = json!({
            "number": self.number(namesake),
            "last_name": LAST_NAME,
            "first_names": self.first_name(),
            "birth_date": format!("{}-03-17", self.birth_year()),
            "language": "nl",
            "position": position,
            "address": {
                "street": STREET, "house_number": "7", "postal_code": "1000",
                "municipality": "Brussel",
            },
            "facts": {
                "collective_living": fact(json!(false)),
                "increased_reimbursement": fact(json!(old)),
                "household_income_cents": fact(json!(1_200_000)),
                "own_income_cents": fact(json!(1_200_000)),
                "disabled_66": fact(json!(false)),
                "living_wage": fact(json!(false)),
            },
        });
        if self == Self::Dead {
            resident["deceased_on"] = json!("2025-06-01");
        }
        resident
    }
}
