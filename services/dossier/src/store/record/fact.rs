//! Facts with their origin.

use serde::{Deserialize, Serialize};
use stts_dossier_domain::dates::Age;
use stts_dossier_domain::dossier::RecordedFacts;
use stts_dossier_domain::eligibility::{Fact, Facts, HouseholdMember, Origin, Truth};

use super::corrupt::{CorruptRecord, list, nested, optional};
use super::{date, name};

/// Mirrors [`Fact`]: what is known, and from where.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FactRecord<T> {
    value: T,
    origin: Option<OriginRecord>,
}

/// Mirrors [`Origin`].
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct OriginRecord {
    source: String,
    date: String,
}

/// Mirrors [`RecordedFacts`].
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RecordedFactsRecord {
    hearing: FactRecord<String>,
    hearing_child: FactRecord<String>,
    approved_phone: FactRecord<String>,
    war_blind: FactRecord<String>,
    exclusive_subscription: FactRecord<String>,
    #[serde(default)]
    collective_living: FactRecord<String>,
    #[serde(default)]
    income_ok: FactRecord<String>,
    #[serde(default)]
    disabled_66: FactRecord<String>,
    #[serde(default)]
    living_wage: FactRecord<String>,
}

/// Nothing is known.
impl Default for FactRecord<String> {
    fn default() -> Self {
        write_truth(&Fact::default())
    }
}

/// Mirrors [`Facts`].
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FactsRecord {
    age: FactRecord<AgeRecord>,
    collective_living: FactRecord<String>,
    exclusive_subscription: FactRecord<String>,
    household: FactRecord<Option<Vec<HouseholdMemberRecord>>>,
    income_ok: FactRecord<String>,
    disabled_66: FactRecord<String>,
    living_wage: FactRecord<String>,
    hearing: FactRecord<String>,
    hearing_child: FactRecord<String>,
    approved_phone: FactRecord<String>,
    war_blind: FactRecord<String>,
}

/// Mirrors [`Age`]: the youngest and the oldest age possible, in years.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct AgeRecord {
    at_least: u32,
    at_most: Option<u32>,
}

/// Mirrors [`HouseholdMember`].
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct HouseholdMemberRecord {
    relation: Option<String>,
    age: AgeRecord,
    orphan_or_entrusted: String,
    disabled_66: String,
}

fn write<T, R>(fact: &Fact<T>, value: impl FnOnce(&T) -> R) -> FactRecord<R> {
    let Fact { value: known, origin } = fact;
    FactRecord { value: value(known), origin: origin.as_ref().map(OriginRecord::from) }
}

fn write_truth(fact: &Fact<Truth>) -> FactRecord<String> {
    write(fact, |truth| name::write(*truth))
}

fn read<R, T>(
    field: &str,
    record: FactRecord<R>,
    value: impl FnOnce(&str, R) -> Result<T, CorruptRecord>,
) -> Result<Fact<T>, CorruptRecord> {
    Ok(Fact { value: value(field, record.value)?, origin: optional(field, record.origin)? })
}

fn read_truth(field: &str, record: FactRecord<String>) -> Result<Fact<Truth>, CorruptRecord> {
    read(field, record, |field, truth| name::read(field, &truth))
}

impl From<&Origin> for OriginRecord {
    fn from(origin: &Origin) -> Self {
        let Origin { source, date } = origin;
        Self { source: source.clone(), date: date::write(*date) }
    }
}

impl TryFrom<OriginRecord> for Origin {
    type Error = CorruptRecord;

    fn try_from(record: OriginRecord) -> Result<Self, CorruptRecord> {
        Ok(Self { source: record.source, date: date::read("date", &record.date)? })
    }
}

impl From<&RecordedFacts> for RecordedFactsRecord {
    fn from(facts: &RecordedFacts) -> Self {
        let RecordedFacts {
            hearing,
            hearing_child,
            approved_phone,
            war_blind,
            exclusive_subscription,
            collective_living,
            income_ok,
            disabled_66,
            living_wage,
        } = facts;
        Self {
            hearing: write_truth(hearing),
            hearing_child: write_truth(hearing_child),
            approved_phone: write_truth(approved_phone),
            war_blind: write_truth(war_blind),
            exclusive_subscription: write_truth(exclusive_subscription),
            collective_living: write_truth(collective_living),
            income_ok: write_truth(income_ok),
            disabled_66: write_truth(disabled_66),
            living_wage: write_truth(living_wage),
        }
    }
}

impl TryFrom<RecordedFactsRecord> for RecordedFacts {
    type Error = CorruptRecord;

    fn try_from(record: RecordedFactsRecord) -> Result<Self, CorruptRecord> {
        let exclusive_subscription = record.exclusive_subscription;
        Ok(Self {
            hearing: read_truth("hearing", record.hearing)?,
            hearing_child: read_truth("hearing_child", record.hearing_child)?,
            approved_phone: read_truth("approved_phone", record.approved_phone)?,
            war_blind: read_truth("war_blind", record.war_blind)?,
            exclusive_subscription: read_truth("exclusive_subscription", exclusive_subscription)?,
            collective_living: read_truth("collective_living", record.collective_living)?,
            income_ok: read_truth("income_ok", record.income_ok)?,
            disabled_66: read_truth("disabled_66", record.disabled_66)?,
            living_wage: read_truth("living_wage", record.living_wage)?,
        })
    }
}

impl From<&Facts> for FactsRecord {
    fn from(facts: &Facts) -> Self {
        let Facts {
            age,
            collective_living,
            exclusive_subscription,
            household,
            income_ok,
            disabled_66,
            living_wage,
            hearing,
            hearing_child,
            approved_phone,
            war_blind,
        } = facts;
        Self {
            age: write(age, |age| AgeRecord::from(*age)),
            collective_living: write_truth(collective_living),
            exclusive_subscription: write_truth(exclusive_subscription),
            household: write(household, |known| {
                known.as_ref().map(|members| members.iter().map(Into::into).collect())
            }),
            income_ok: write_truth(income_ok),
            disabled_66: write_truth(disabled_66),
            living_wage: write_truth(living_wage),
            hearing: write_truth(hearing),
            hearing_child: write_truth(hearing_child),
            approved_phone: write_truth(approved_phone),
            war_blind: write_truth(war_blind),
        }
    }
}

impl TryFrom<FactsRecord> for Facts {
    type Error = CorruptRecord;

    fn try_from(record: FactsRecord) -> Result<Self, CorruptRecord> {
        let exclusive_subscription = record.exclusive_subscription;
        let members = |field: &str, members: Option<Vec<HouseholdMemberRecord>>| {
            members.map(|members| list(field, members)).transpose()
        };
        Ok(Self {
            age: read("age", record.age, nested)?,
            collective_living: read_truth("collective_living", record.collective_living)?,
            exclusive_subscription: read_truth("exclusive_subscription", exclusive_subscription)?,
            household: read("household", record.household, members)?,
            income_ok: read_truth("income_ok", record.income_ok)?,
            disabled_66: read_truth("disabled_66", record.disabled_66)?,
            living_wage: read_truth("living_wage", record.living_wage)?,
            hearing: read_truth("hearing", record.hearing)?,
            hearing_child: read_truth("hearing_child", record.hearing_child)?,
            approved_phone: read_truth("approved_phone", record.approved_phone)?,
            war_blind: read_truth("war_blind", record.war_blind)?,
        })
    }
}

impl From<Age> for AgeRecord {
    fn from(age: Age) -> Self {
        Self { at_least: age.at_least(), at_most: age.at_most() }
    }
}

impl TryFrom<AgeRecord> for Age {
    type Error = CorruptRecord;

    fn try_from(record: AgeRecord) -> Result<Self, CorruptRecord> {
        match (record.at_least, record.at_most) {
            (0, None) => Ok(Self::UNKNOWN),
            (at_least, Some(at_most)) if at_least <= at_most => {
                Ok(Self::between(at_least, at_most))
            }
            _ => Err(CorruptRecord::at("at_most")),
        }
    }
}

impl From<&HouseholdMember> for HouseholdMemberRecord {
    fn from(member: &HouseholdMember) -> Self {
        let HouseholdMember { relation, age, orphan_or_entrusted, disabled_66 } = member;
        Self {
            relation: relation.map(name::write),
            age: AgeRecord::from(*age),
            orphan_or_entrusted: name::write(*orphan_or_entrusted),
            disabled_66: name::write(*disabled_66),
        }
    }
}

impl TryFrom<HouseholdMemberRecord> for HouseholdMember {
    type Error = CorruptRecord;

    fn try_from(record: HouseholdMemberRecord) -> Result<Self, CorruptRecord> {
        Ok(Self {
            relation: name::read_optional("relation", record.relation.as_deref())?,
            age: nested("age", record.age)?,
            orphan_or_entrusted: name::read("orphan_or_entrusted", &record.orphan_or_entrusted)?,
            disabled_66: name::read("disabled_66", &record.disabled_66)?,
        })
    }
}
