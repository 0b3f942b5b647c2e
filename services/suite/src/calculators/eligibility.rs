//! Who is entitled (domain, section 7).

use serde::ser::SerializeMap;
use serde::{Deserialize, Serialize, Serializer};
use stts_dossier_domain::dates::Age;
use stts_dossier_domain::eligibility::{
    EligibilityRules, Evaluation, Facts, HouseholdMember, Relation, Truth, evaluate,
};

use super::question::{nullable, read_list};
use super::{InvalidQuestion, Sheet};

/// Evaluates the facts of a file, all by the same rules.
pub fn answer(text: &str, rules: &EligibilityRules) -> Result<Answers, InvalidQuestion> {
    let questions: Vec<Question> = read_list(text)?;
    let result =
        |question: Question| Answer { result: evaluate(&question.facts.into(), rules).into() };
    Ok(Answers(questions.into_iter().map(result).collect()))
}

/// The decisions, in the order of the file.
#[derive(Serialize)]
pub struct Answers(Vec<Answer>);

#[derive(Serialize)]
struct Answer {
    result: Decided,
}

#[derive(Serialize)]
struct Decided {
    decision: &'static str,
    #[serde(serialize_with = "by_name")]
    categories: Vec<(&'static str, Option<bool>)>,
    missing: Vec<&'static str>,
}

fn by_name<S>(found: &[(&str, Option<bool>)], serializer: S) -> Result<S::Ok, S::Error>
where
    S: Serializer,
{
    let mut map = serializer.serialize_map(Some(found.len()))?;
    for (name, truth) in found {
        map.serialize_entry(name, truth)?;
    }
    map.end()
}

impl From<Evaluation> for Decided {
    fn from(evaluation: Evaluation) -> Self {
        let reasons = evaluation.reasons.iter();
        Self {
            decision: evaluation.decision.name(),
            categories: reasons.map(|one| (one.category.name(), one.truth.known())).collect(),
            missing: evaluation.missing.iter().map(|fact| fact.name()).collect(),
        }
    }
}

impl Answers {
    /// One table: a row for each decision.
    pub fn sheets(&self) -> Vec<Sheet> {
        let row = |(index, answer): (usize, &Answer)| {
            let Decided { decision, categories, missing } = &answer.result;
            let granted = categories.iter().filter(|(_, truth)| *truth == Some(true));
            let granted: Vec<_> = granted.map(|(name, _)| *name).collect();
            let cells = [(*decision).to_owned(), granted.join(", "), missing.join(", ")];
            [(index + 1).to_string()].into_iter().chain(cells).collect()
        };
        vec![Sheet {
            title: "Who is entitled".to_owned(),
            columns: vec!["", "decision", "granted", "missing"],
            rows: self.0.iter().enumerate().map(row).collect(),
        }]
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, expecting = "an object with `facts`")]
struct Question {
    facts: KnownFacts,
}

/// The facts of a person; `null` is unknown.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, expecting = "an object of facts")]
struct KnownFacts {
    #[serde(deserialize_with = "nullable")]
    age: Option<u32>,
    #[serde(deserialize_with = "nullable")]
    collective_living: Option<bool>,
    #[serde(deserialize_with = "nullable")]
    exclusive_subscription: Option<bool>,
    #[serde(deserialize_with = "nullable")]
    household: Option<Vec<Member>>,
    #[serde(deserialize_with = "nullable")]
    income_ok: Option<bool>,
    #[serde(deserialize_with = "nullable")]
    disabled_66: Option<bool>,
    #[serde(deserialize_with = "nullable")]
    living_wage: Option<bool>,
    #[serde(deserialize_with = "nullable")]
    hearing: Option<bool>,
    #[serde(deserialize_with = "nullable")]
    hearing_child: Option<bool>,
    #[serde(deserialize_with = "nullable")]
    approved_phone: Option<bool>,
    #[serde(deserialize_with = "nullable")]
    war_blind: Option<bool>,
}

/// Somebody who lives with the person. Whether a grandchild is an orphan or entrusted is asked of
/// nobody else, so it may be left out.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, expecting = "an object with `relation` and `age`")]
struct Member {
    #[serde(deserialize_with = "nullable")]
    relation: Option<RelationName>,
    #[serde(deserialize_with = "nullable")]
    age: Option<u32>,
    #[serde(default)]
    orphan_or_entrusted: Option<bool>,
}

#[derive(Deserialize)]
#[serde(try_from = "String")]
struct RelationName(Relation);

impl TryFrom<String> for RelationName {
    type Error = String;

    fn try_from(name: String) -> Result<Self, String> {
        Relation::from_name(&name).map(Self).ok_or_else(|| {
            let known: Vec<_> = Relation::ALL.iter().map(|relation| relation.name()).collect();
            format!("`{name}` is not a relation: it is one of {}", known.join(", "))
        })
    }
}

impl From<Member> for HouseholdMember {
    fn from(member: Member) -> Self {
        let relation = member.relation.map(|relation| relation.0);
        Self {
            orphan_or_entrusted: member.orphan_or_entrusted.into(),
            ..Self::new(relation, member.age.into())
        }
    }
}

impl From<KnownFacts> for Facts {
    fn from(known: KnownFacts) -> Self {
        let truth = |fact: Option<bool>| Truth::from(fact).into();
        let members = |members: Vec<Member>| members.into_iter().map(Into::into).collect();
        Self {
            age: Age::from(known.age).into(),
            collective_living: truth(known.collective_living),
            exclusive_subscription: truth(known.exclusive_subscription),
            household: known.household.map(members).into(),
            income_ok: truth(known.income_ok),
            disabled_66: truth(known.disabled_66),
            living_wage: truth(known.living_wage),
            hearing: truth(known.hearing),
            hearing_child: truth(known.hearing_child),
            approved_phone: truth(known.approved_phone),
            war_blind: truth(known.war_blind),
        }
    }
}
