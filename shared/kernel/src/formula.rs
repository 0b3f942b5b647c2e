//! The words that dossier and settlement share: why a person is entitled, and to which reductions.

use crate::named;
named!(
    /// Why a person is entitled (annex art. 22 §1; domain, section 7), in the order in which the
    /// first granted one becomes the dossier's category.
    Category {
        /// 65 or older (1.2 1°).
        Age65 = "AGE_65",
        /// At least 66 % disabled (1.2 2°).
        Disabled66 = "DISABLED_66",
        /// A hearing loss of 70 dB or more, or a laryngectomy (2.3).
        Hearing = "HEARING",
        /// Military war-blind (3).
        WarBlind = "WAR_BLIND",
        /// A living-wage decision (1.2 3°).
        LivingWage = "LIVING_WAGE",
    }
);

named!(
    /// Which reductions are granted (annex art. 38; domain, section 6).
    Formula {
        /// Type 1: subscription and calls, both at this operator.
        SubscriptionAndCalls = "SUBSCRIPTION_AND_CALLS",
        /// Type 2: calls only.
        CallsOnly = "CALLS_ONLY",
        /// Type 3: the subscription is elsewhere; granted by the operator that bills the calls.
        CallsSplit = "CALLS_SPLIT",
        /// Type 4: the call credit of a living wage.
        LivingWageCredit = "LIVING_WAGE_CREDIT",
        /// Internet, from 2012-08-04.
        Internet = "INTERNET",
        /// Internet and calls at the same operator, from 2014-05-08.
        InternetAndCalls = "INTERNET_AND_CALLS",
    }
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_lead_back_to_their_value() {
        for formula in Formula::ALL {
            assert_eq!(Formula::from_name(formula.name()), Some(*formula));
        }
        for category in Category::ALL {
            assert_eq!(Category::from_name(category.name()), Some(*category));
        }
        assert_eq!(Formula::from_name("formula"), None);
    }
}
