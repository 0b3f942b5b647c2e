//! What to try next, once the suite is up.

use std::fmt::Write;

use chrono::Datelike;
use stts_identity::register::showcase;
use stts_identity_domain::{Language, Person};

use super::{RunSettings, Suite};

/// How many people are shown.
const SHOWN: usize = 5;

/// Where everything is, a call that works, and people with the outcome that each of them gives. The
/// people are synthetic: showing them shows nobody.
pub fn hints(suite: &Suite, settings: &RunSettings) -> Result<String, std::fmt::Error> {
    let mut text = String::new();
    let (folder, address) = (suite.folder().path().display(), settings.listen);
    writeln!(text, "The social telephone tariff is up on {address}, its data in {folder}/.\n")?;
    writeln!(
        text,
        "  tokens    {folder}/tokens/<client>.jwt, valid for 12 hours, renewed every 6"
    )?;
    writeln!(
        text,
        "  clients   {folder}/clients.toml: <op01..op04>-shop applies, -administration also stops, \
         -office also has\n            tasks and declarations; bipt-agent, bipt-fund, \
         bipt-operations, ..."
    )?;
    writeln!(text, "  letters   {folder}/mailbox/\n")?;
    if settings.population.file.is_some() {
        return Ok(text);
    }
    let register = suite.register();
    let shown = showcase(&register, suite.today());
    if let Some(first) = shown.first() {
        writeln!(text, "Apply for somebody who is entitled:\n")?;
        writeln!(text, "{}\n", apply(suite, settings, first.person))?;
    }
    writeln!(text, "People to apply for, and what it gives:\n")?;
    for one in shown.iter().take(SHOWN) {
        let Person { first_names, last_name, .. } = one.person;
        writeln!(text, "  {first_names} {last_name}, {}", birth_date(one.person))?;
        writeln!(text, "      {}\n      {}", address_of(one.person), one.expectation.text())?;
    }
    writeln!(text, "\nThen, with the dossierNumber of the answer:\n")?;
    writeln!(text, "{}\n", confirm(suite, settings))?;
    writeln!(
        text,
        "The night run of the activation date makes the dossier ACTIVE. It runs at the start and at\n\
         every new day; bipt-operations start it with DossierAdminService/StartNightRun at any time.\n\
         GetDossier and ListHistory show what became of it, TaskService/ListTasks of op01-office and\n\
         bipt-agent what is to be done."
    )?;
    writeln!(text, "\nEnd it with Ctrl-C; `stts run` goes on where it was.")?;
    Ok(text)
}

fn birth_date(person: &Person) -> String {
    let date = person.birth_date;
    format!("born {:04}-{:02}-{:02}", date.year(), date.month(), date.day())
}

fn address_of(person: &Person) -> String {
    person.address.as_ref().map_or_else(
        || "without an address".to_owned(),
        |address| {
            let (street, number) = (&address.street, &address.house_number);
            format!("{street} {number}, {} {}", address.postal_code, address.municipality)
        },
    )
}

const fn language_of(person: &Person) -> &'static str {
    match person.language {
        Language::Dutch => "LANGUAGE_NL",
        Language::French => "LANGUAGE_FR",
        Language::German => "LANGUAGE_DE",
    }
}

/// The first call.
fn apply(suite: &Suite, settings: &RunSettings, person: &Person) -> String {
    let date = person.birth_date;
    let request = serde_json::json!({
        "requestId": suite.new_request_id(),
        "applicant": {
            "lastName": person.last_name,
            "firstName": person.first_names,
            "birthDate": { "year": date.year(), "month": date.month(), "day": date.day() },
            "language": language_of(person),
        },
    });
    call(suite, settings, ("DossierService", "Apply"), &request)
}

/// The call that follows, with a line that is activated today.
fn confirm(suite: &Suite, settings: &RunSettings) -> String {
    let today = suite.today();
    let request = serde_json::json!({
        "requestId": suite.new_request_id(),
        "dossierNumber": "<dossierNumber>",
        "activationData": {
            "phoneNumber": "081123456",
            "lineKind": "LINE_KIND_FIXED",
            "paymentKind": "PAYMENT_KIND_POSTPAID",
            "formula": "FORMULA_INTERNET",
            "installationCostCents": "5000",
            "activationDate": {
                "year": today.year(), "month": today.month(), "day": today.day(),
            },
            "billingDay": 1,
        },
    });
    call(suite, settings, ("DossierService", "ConfirmApplication"), &request)
}

/// A line for a shell.
fn call(
    suite: &Suite,
    settings: &RunSettings,
    (service, rpc): (&str, &str),
    request: &serde_json::Value,
) -> String {
    // An apostrophe ends a shell's quotes: it is put between others.
    let request = request.to_string().replace('\'', r"'\''");
    let token = suite.folder().token_file("op01-shop");
    format!(
        "  buf curl --protocol grpc --http2-prior-knowledge \\\n    \
         -H \"Authorization: Bearer $(cat {})\" \\\n    -d '{request}' \\\n    \
         http://{}/stts.dossier.v1.{service}/{rpc}",
        token.display(),
        settings.listen
    )
}
