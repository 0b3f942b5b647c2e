//! With whom the person lives, and whether the law lets the person live with them.

use stts_kernel::named;

use super::{EligibilityRules, Truth};
use crate::dates::Age;

named!(
    /// What a member of the household is to the person.
    Relation {
        /// Husband, wife or legally cohabiting partner; counts as a relative.
        Spouse = "SPOUSE",
        /// Own child: first degree.
        Child = "CHILD",
        /// Child of a child: second degree.
        Grandchild = "GRANDCHILD",
        /// Father or mother: first degree.
        Parent = "PARENT",
        /// Parent of a parent: second degree.
        Grandparent = "GRANDPARENT",
        /// Brother or sister: second degree.
        Sibling = "SIBLING",
        /// Child of the spouse: first degree by marriage, and not an own child.
        Stepchild = "STEPCHILD",
        /// Spouse of a parent, and no parent: first degree by marriage.
        Stepparent = "STEPPARENT",
        /// Spouse of a child: first degree by marriage.
        ChildInLaw = "CHILD_IN_LAW",
        /// Parent of the spouse: first degree by marriage.
        ParentInLaw = "PARENT_IN_LAW",
        /// Sibling of the spouse, or spouse of a sibling: second degree by marriage.
        SiblingInLaw = "SIBLING_IN_LAW",
        /// A relative of a further degree.
        OtherRelative = "OTHER_RELATIVE",
        /// Nobody of the family.
        Other = "OTHER",
    }
);

impl Relation {
    /// Whether it is one by blood or marriage in the first or second degree (1.2 2°).
    pub const fn is_near(self) -> bool {
        match self {
            Self::OtherRelative | Self::Other => false,
            Self::Spouse
            | Self::Child
            | Self::Grandchild
            | Self::Parent
            | Self::Grandparent
            | Self::Sibling
            | Self::Stepchild
            | Self::Stepparent
            | Self::ChildInLaw
            | Self::ParentInLaw
            | Self::SiblingInLaw => true,
        }
    }
}

/// Somebody who lives with the person.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct HouseholdMember {
    /// The relation; `None` when it is unknown.
    pub relation: Option<Relation>,
    /// The age.
    pub age: Age,
    /// Lost both parents, or was entrusted to the grandparents by a court; asked of grandchildren.
    pub orphan_or_entrusted: Truth,
    /// At least 66 % disabled; asked of descendants where their age is limited.
    pub disabled_66: Truth,
}

stts_kernel::hidden_debug!(HouseholdMember);

impl HouseholdMember {
    /// Somebody of whom the relation and the age may be known, and nothing else is.
    pub fn new(relation: Option<Relation>, age: Age) -> Self {
        Self { relation, age, orphan_or_entrusted: Truth::Unknown, disabled_66: Truth::Unknown }
    }

    fn relations(&self) -> &[Relation] {
        self.relation.as_ref().map_or(Relation::ALL, std::slice::from_ref)
    }

    /// Ages between which no rule makes a difference, one for each such stretch that is possible.
    fn telling_ages(&self, rules: &EligibilityRules) -> Vec<u32> {
        let mut ages = vec![self.age.at_least(), rules.companion_age_years];
        ages.extend(rules.descendant_max_age_years.map(|max| max.saturating_add(1)));
        ages.retain(|age| self.age.allows(*age));
        ages
    }

    /// Old enough, an own child, or an orphaned or entrusted grandchild (1.2 1°). Every relation and
    /// age that is possible is tried, so that an unknown that makes no difference stays without
    /// consequence.
    fn may_live_with_the_aged(&self, rules: &EligibilityRules) -> Truth {
        let ages = self.telling_ages(rules);
        let case = |relation: Relation, age: u32| {
            Truth::from(age >= rules.companion_age_years)
                | (self.is_descendant(relation) & self.is_young_enough(age, rules))
        };
        Truth::in_every_case(
            self.relations().iter().flat_map(|r| ages.iter().map(|age| case(*r, *age))),
        )
    }

    fn is_descendant(&self, relation: Relation) -> Truth {
        match relation {
            Relation::Child => Truth::True,
            Relation::Grandchild => self.orphan_or_entrusted,
            Relation::Spouse
            | Relation::Parent
            | Relation::Grandparent
            | Relation::Sibling
            | Relation::Stepchild
            | Relation::Stepparent
            | Relation::ChildInLaw
            | Relation::ParentInLaw
            | Relation::SiblingInLaw
            | Relation::OtherRelative
            | Relation::Other => Truth::False,
        }
    }

    fn is_young_enough(&self, age: u32, rules: &EligibilityRules) -> Truth {
        let limit = rules.descendant_max_age_years;
        Truth::from(limit.is_none_or(|limit| age <= limit)) | self.disabled_66
    }

    fn is_near_relative(&self) -> Truth {
        Truth::in_every_case(self.relations().iter().map(|relation| relation.is_near().into()))
    }
}

/// Whether a person of 65 may live with them (1.2 1°): alone, or with nobody but people of 60, own
/// children, and grandchildren who are orphans or entrusted by a court.
pub(super) fn suits_the_aged(
    household: Option<&[HouseholdMember]>,
    rules: &EligibilityRules,
) -> Truth {
    household.map_or(Truth::Unknown, |members| {
        Truth::all(members.iter().map(|member| member.may_live_with_the_aged(rules)))
    })
}

/// Whether a disabled person may live with them (1.2 2°): at most two people, or near relatives only.
pub(super) fn suits_the_disabled(
    household: Option<&[HouseholdMember]>,
    rules: &EligibilityRules,
) -> Truth {
    household.map_or(Truth::Unknown, |members| {
        Truth::from(members.len() <= rules.disabled_max_companions)
            | Truth::all(members.iter().map(HouseholdMember::is_near_relative))
    })
}
