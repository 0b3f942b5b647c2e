//! Documents: the letter that names them, and what they prove.

use chrono::NaiveDate;
use stts_kernel::{Category, Refusal, Violation};

use super::draft::Draft;
use crate::dates::Age;
use crate::dossier::{
    Context, DocumentsRequest, Dossier, Evaluated, Event, Findings, Judgement, RecordedFacts,
    documents_answer_by,
};
use crate::eligibility::{Evaluation, Fact, FactName, Facts, Outcome, Truth, evaluate};

const DOCUMENT: &str = "document";

/// For what documents are asked.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Why {
    /// To establish the right.
    Application,
    /// For the two-yearly check.
    Verification,
    /// For the two-yearly check, once more.
    Reminder,
}

/// The letter naming the documents goes to the person.
pub(super) fn request(
    draft: &mut Draft<'_>,
    missing: Vec<FactName>,
    why: Why,
    context: &Context<'_>,
) {
    let kinds = context.rules.documents.on(context.today).value.proving(&missing);
    draft.event(Event::DocumentsRequested(DocumentsRequest {
        dossier_number: draft.next.number,
        person_id: draft.next.person_id,
        language: draft.next.person.language,
        missing,
        kinds,
        answer_by: documents_answer_by(context.today, context.rules),
        verification: why != Why::Application,
        reminder: why == Why::Reminder,
        version: draft.next.version,
    }));
}

/// Evaluates the right with what BIPT found in documents. A right that is granted must follow from
/// the findings, and one that is refused must not: else nothing is decided, and the findings are the
/// bad field.
pub(super) fn judged(judgement: &Judgement, context: &Context<'_>) -> Result<Evaluated, Refusal> {
    let facts = proven(&judgement.facts, &judgement.findings, context);
    let rules = &context.rules.eligibility.on(context.today).value;
    let evaluation = evaluate(&facts, rules);
    let entitled = evaluation.decision == Outcome::Entitled;
    if judgement.granted == entitled {
        return Ok(Evaluated { facts, evaluation, rules_version: context.rules.version.clone() });
    }
    let description =
        if entitled { established(&evaluation) } else { not_established(&evaluation) };
    let field = "findings".to_owned();
    Err(Refusal::invalid_fields(vec![Violation { field, description }]))
}

fn established(evaluation: &Evaluation) -> String {
    let granted: Vec<_> = evaluation.granted().into_iter().map(Category::name).collect();
    format!("with these findings the right is established: {}", granted.join(", "))
}

fn not_established(evaluation: &Evaluation) -> String {
    let missing: Vec<_> = evaluation.missing.iter().map(|fact| fact.name()).collect();
    match missing.as_slice() {
        [] => "with these findings no category is granted".to_owned(),
        missing => format!("no category is granted yet; still missing: {}", missing.join(", ")),
    }
}

/// What documents proved stays recorded.
pub(super) fn record(recorded: &mut RecordedFacts, findings: &Findings, today: NaiveDate) {
    for (name, truth) in &findings.0 {
        if let Some(entry) = recorded.entry(*name) {
            *entry = Fact::from_source(*truth, DOCUMENT, today);
        }
    }
}

/// The facts with the findings in place of what was known before. A proof of the age is one of the
/// age that the law asks, a proof of the household one of living alone as the law asks.
fn proven(facts: &Facts, findings: &Findings, context: &Context<'_>) -> Facts {
    let years = context.rules.eligibility.on(context.today).value.age_years;
    let mut facts = facts.clone();
    for (name, truth) in &findings.0 {
        let (truth, today) = (*truth, context.today);
        let fact = Fact::from_source(truth, DOCUMENT, today);
        match name {
            FactName::Age => {
                facts.age = Fact::from_source(proven_age(truth, years), DOCUMENT, today);
            }
            FactName::Household if truth.is_true() => {
                facts.household = Fact::from_source(Some(Vec::new()), DOCUMENT, today);
            }
            FactName::Household => {}
            FactName::ApprovedPhone => facts.approved_phone = fact,
            FactName::CollectiveLiving => facts.collective_living = fact,
            FactName::Disabled66 => facts.disabled_66 = fact,
            FactName::ExclusiveSubscription => facts.exclusive_subscription = fact,
            FactName::Hearing => facts.hearing = fact,
            FactName::HearingChild => facts.hearing_child = fact,
            FactName::IncomeOk => facts.income_ok = fact,
            FactName::LivingWage => facts.living_wage = fact,
            FactName::WarBlind => facts.war_blind = fact,
        }
    }
    facts
}

fn proven_age(reached: Truth, years: u32) -> Age {
    match reached {
        Truth::True => Age::exact(years),
        Truth::False => Age::between(0, years.saturating_sub(1)),
        Truth::Unknown => Age::UNKNOWN,
    }
}

/// What a two-yearly check takes for settled: what only documents tell keeps its recorded value, and
/// what was never recorded is false (domain, section 7).
pub(super) fn settled_for_verification(mut facts: Facts, dossier: &Dossier) -> Facts {
    let data = dossier.application.activation_data.as_ref();
    if data.is_some_and(|data| data.approved_phone_delivered) {
        facts.approved_phone.value = Truth::True;
    }
    for fact in [
        &mut facts.hearing,
        &mut facts.hearing_child,
        &mut facts.approved_phone,
        &mut facts.war_blind,
        &mut facts.exclusive_subscription,
    ] {
        if fact.value.is_unknown() {
            fact.value = Truth::False;
        }
    }
    facts
}
