//! Who is whose relative in a household.

use stts_kernel::named;

named!(
    /// What a housemate is to a person. Which of these are relatives in the first or second degree,
    /// and which may live with an entitled person, is the dossier's rule (domain, section 7).
    Relation {
        /// Husband, wife or legally cohabiting partner. The register knows no other couples: a
        /// partner without such a bond is nobody of the family.
        Spouse = "SPOUSE",
        /// Son or daughter, born or adopted.
        Child = "CHILD",
        /// Son or daughter of the spouse only.
        Stepchild = "STEPCHILD",
        /// Spouse of a child.
        ChildInLaw = "CHILD_IN_LAW",
        /// Child of a child.
        Grandchild = "GRANDCHILD",
        /// Father or mother.
        Parent = "PARENT",
        /// Spouse of a parent, and no parent.
        Stepparent = "STEPPARENT",
        /// Parent of the spouse.
        ParentInLaw = "PARENT_IN_LAW",
        /// Parent of a parent.
        Grandparent = "GRANDPARENT",
        /// Brother or sister, of one or both parents.
        Sibling = "SIBLING",
        /// Brother or sister of the spouse, or spouse of a brother or sister.
        SiblingInLaw = "SIBLING_IN_LAW",
        /// A relative further away, such as a nephew.
        OtherRelative = "OTHER_RELATIVE",
        /// Nobody of the family.
        Other = "OTHER",
    }
);

impl Relation {
    /// What the person is to a housemate who is this to the person.
    #[must_use]
    pub const fn inverse(self) -> Self {
        match self {
            Self::Child => Self::Parent,
            Self::Parent => Self::Child,
            Self::Stepchild => Self::Stepparent,
            Self::Stepparent => Self::Stepchild,
            Self::ChildInLaw => Self::ParentInLaw,
            Self::ParentInLaw => Self::ChildInLaw,
            Self::Grandchild => Self::Grandparent,
            Self::Grandparent => Self::Grandchild,
            Self::Spouse
            | Self::Sibling
            | Self::SiblingInLaw
            | Self::OtherRelative
            | Self::Other => self,
        }
    }
}

/// A member's place in a household: the register knows what each is to one of them, the reference
/// person, and not what the others are to each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum HouseholdPosition {
    /// The one to whom the others are related.
    Reference,
    /// This relation of the reference person.
    RelativeOfReference(Relation),
}

impl HouseholdPosition {
    /// What a housemate is to the member in this position, when that follows from what both are to
    /// the reference person; `None` when it does not follow, and is therefore unknown.
    pub fn relation_of(self, housemate: Self) -> Option<Relation> {
        match (self, housemate) {
            (Self::Reference, Self::Reference) => None,
            (Self::Reference, Self::RelativeOfReference(relation)) => Some(relation),
            (Self::RelativeOfReference(relation), Self::Reference) => Some(relation.inverse()),
            (Self::RelativeOfReference(own), Self::RelativeOfReference(other)) => {
                through_reference(own, other)
                    .or_else(|| through_reference(other, own).map(Relation::inverse))
            }
        }
    }
}

/// What follows for two who are `own` and `other` to the same person. A child of the reference
/// person counts as the spouse's too, since the register marks the child of one of them as a
/// stepchild. Each pair stands here once; the other way round is the inverse.
fn through_reference(own: Relation, other: Relation) -> Option<Relation> {
    use Relation::{
        Child, ChildInLaw, Grandchild, Grandparent, Other, OtherRelative, Parent, ParentInLaw,
        Sibling, SiblingInLaw, Spouse, Stepchild,
    };
    match (own, other) {
        (Other, Other) => None,
        (Other, _) => Some(Other),
        (Spouse, Child | Stepchild) => Some(Child),
        (Spouse, Grandchild) => Some(Grandchild),
        (Spouse, ChildInLaw) => Some(ChildInLaw),
        (Spouse, Parent) => Some(ParentInLaw),
        (Spouse, ParentInLaw) | (Sibling, Parent) => Some(Parent),
        (Spouse, Sibling) => Some(SiblingInLaw),
        (Child, Child | Stepchild) | (Stepchild, Stepchild) | (Sibling, Sibling) => Some(Sibling),
        (Child, Parent | ParentInLaw) => Some(Grandparent),
        (Child, Sibling) => Some(OtherRelative),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::HouseholdPosition::{Reference, RelativeOfReference};
    use super::*;

    #[test]
    fn what_follows_between_two_members() {
        for (person, housemate, relation) in [
            (Relation::Spouse, Relation::Child, Some(Relation::Child)),
            (Relation::Child, Relation::Spouse, Some(Relation::Parent)),
            (Relation::Spouse, Relation::Stepchild, Some(Relation::Child)),
            (Relation::Child, Relation::Child, Some(Relation::Sibling)),
            (Relation::Parent, Relation::Child, Some(Relation::Grandchild)),
            (Relation::Child, Relation::ParentInLaw, Some(Relation::Grandparent)),
            (Relation::Parent, Relation::Spouse, Some(Relation::ChildInLaw)),
            (Relation::ParentInLaw, Relation::Spouse, Some(Relation::Child)),
            (Relation::Sibling, Relation::Spouse, Some(Relation::SiblingInLaw)),
            (Relation::Parent, Relation::Sibling, Some(Relation::Child)),
            (Relation::Grandchild, Relation::Spouse, Some(Relation::Grandparent)),
            (Relation::Child, Relation::Other, Some(Relation::Other)),
            // Somebody's own child or a nephew; somebody's husband or a brother-in-law: unknown.
            (Relation::Child, Relation::Grandchild, None),
            (Relation::Child, Relation::ChildInLaw, None),
            (Relation::Parent, Relation::Parent, None),
            (Relation::Other, Relation::Other, None),
        ] {
            let found = RelativeOfReference(person).relation_of(RelativeOfReference(housemate));
            assert_eq!(found, relation, "{person:?} {housemate:?}");
        }
    }

    #[test]
    fn the_reference_person_is_asked_directly() {
        for &relation in Relation::ALL {
            let position = RelativeOfReference(relation);
            assert_eq!(Reference.relation_of(position), Some(relation));
            assert_eq!(position.relation_of(Reference), Some(relation.inverse()));
        }
        assert_eq!(Reference.relation_of(Reference), None);
    }

    #[test]
    fn every_pair_answers_the_same_from_both_sides() {
        for &one in Relation::ALL {
            assert_eq!(one.inverse().inverse(), one);
            assert_eq!(Relation::from_name(one.name()), Some(one));
            for &other in Relation::ALL {
                let (one, other) = (RelativeOfReference(one), RelativeOfReference(other));
                let there = one.relation_of(other);
                assert_eq!(other.relation_of(one).map(Relation::inverse), there);
            }
        }
    }
}
