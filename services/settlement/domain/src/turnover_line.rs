//! The lines of the turnover form (decision on the fund, annex).

use std::str::FromStr;

use stts_kernel::named;

use crate::InvalidDeclaration;

named!(
    /// A leaf of the turnover form. The form's totals are computed, never declared, so they
    /// have no place here.
    TurnoverLine {
        /// Residential calls to geographic numbers, without internet access.
        FixedResidentialGeographicCalls = "FIXED_RESIDENTIAL_GEOGRAPHIC_CALLS",
        /// Residential national calls from fixed to mobile.
        FixedResidentialFixedToMobileCalls = "FIXED_RESIDENTIAL_FIXED_TO_MOBILE_CALLS",
        /// Residential calls to 077 and 090x numbers.
        FixedResidentialNumbers077090Calls = "FIXED_RESIDENTIAL_NUMBERS_077_090_CALLS",
        /// Residential calls to other non-geographic numbers.
        FixedResidentialOtherNonGeographicCalls = "FIXED_RESIDENTIAL_OTHER_NON_GEOGRAPHIC_CALLS",
        /// Residential international calls.
        FixedResidentialInternationalCalls = "FIXED_RESIDENTIAL_INTERNATIONAL_CALLS",
        /// Residential calls assisted by an operator.
        FixedResidentialOperatorAssistedCalls = "FIXED_RESIDENTIAL_OPERATOR_ASSISTED_CALLS",
        /// Residential access (installation and subscription) over PSTN.
        FixedResidentialAccessPstn = "FIXED_RESIDENTIAL_ACCESS_PSTN",
        /// Residential access over ISDN-BA.
        FixedResidentialAccessIsdnBa = "FIXED_RESIDENTIAL_ACCESS_ISDN_BA",
        /// Residential access over ISDN-PRA.
        FixedResidentialAccessIsdnPra = "FIXED_RESIDENTIAL_ACCESS_ISDN_PRA",
        /// Residential nomadic voice over broadband.
        FixedResidentialAccessNomadicVob = "FIXED_RESIDENTIAL_ACCESS_NOMADIC_VOB",
        /// Residential voice over broadband at a fixed place.
        FixedResidentialAccessFixedVob = "FIXED_RESIDENTIAL_ACCESS_FIXED_VOB",
        /// Business calls to geographic numbers, without internet access.
        FixedBusinessGeographicCalls = "FIXED_BUSINESS_GEOGRAPHIC_CALLS",
        /// Business national calls from fixed to mobile.
        FixedBusinessFixedToMobileCalls = "FIXED_BUSINESS_FIXED_TO_MOBILE_CALLS",
        /// Business calls to 077 and 090x numbers.
        FixedBusinessNumbers077090Calls = "FIXED_BUSINESS_NUMBERS_077_090_CALLS",
        /// Business calls to other non-geographic numbers.
        FixedBusinessOtherNonGeographicCalls = "FIXED_BUSINESS_OTHER_NON_GEOGRAPHIC_CALLS",
        /// Business international calls.
        FixedBusinessInternationalCalls = "FIXED_BUSINESS_INTERNATIONAL_CALLS",
        /// Business calls assisted by an operator.
        FixedBusinessOperatorAssistedCalls = "FIXED_BUSINESS_OPERATOR_ASSISTED_CALLS",
        /// Business access (installation and subscription) over PSTN.
        FixedBusinessAccessPstn = "FIXED_BUSINESS_ACCESS_PSTN",
        /// Business access over ISDN-BA.
        FixedBusinessAccessIsdnBa = "FIXED_BUSINESS_ACCESS_ISDN_BA",
        /// Business access over ISDN-PRA.
        FixedBusinessAccessIsdnPra = "FIXED_BUSINESS_ACCESS_ISDN_PRA",
        /// Business nomadic voice over broadband.
        FixedBusinessAccessNomadicVob = "FIXED_BUSINESS_ACCESS_NOMADIC_VOB",
        /// Business voice over broadband at a fixed place.
        FixedBusinessAccessFixedVob = "FIXED_BUSINESS_ACCESS_FIXED_VOB",
        /// Mobile, prepaid.
        MobilePrepaid = "MOBILE_PREPAID",
        /// Mobile, postpaid.
        MobilePostpaid = "MOBILE_POSTPAID",
        /// Internet access: the form asked for it by mistake, so it is accepted and left out (decision
        /// on the fund, footnote 9).
        InternetAccess = "INTERNET_ACCESS",
    }
);

impl TurnoverLine {
    /// Whether the line is turnover on the market of public telephony.
    pub const fn is_public_telephony(self) -> bool {
        !matches!(self, Self::InternetAccess)
    }
}

/// Takes the name of a line; a total or anything else is refused.
impl FromStr for TurnoverLine {
    type Err = InvalidDeclaration;

    fn from_str(name: &str) -> Result<Self, InvalidDeclaration> {
        Self::from_name(name)
            .ok_or_else(|| InvalidDeclaration::UnknownLine { name: name.to_owned() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_form_has_eleven_leaves_per_fixed_customer_two_mobile_and_internet() {
        let beginning = |prefix| move |line: &&TurnoverLine| line.name().starts_with(prefix);
        for (prefix, leaves) in
            [("FIXED_RESIDENTIAL_", 11), ("FIXED_BUSINESS_", 11), ("MOBILE_", 2), ("", 25)]
        {
            assert_eq!(TurnoverLine::ALL.iter().filter(beginning(prefix)).count(), leaves);
        }
        let left_out: Vec<_> =
            TurnoverLine::ALL.iter().filter(|line| !line.is_public_telephony()).collect();
        assert_eq!(left_out, [&TurnoverLine::InternetAccess]);
    }

    #[test]
    fn names_lead_back_to_their_line_and_totals_to_none() {
        for line in TurnoverLine::ALL {
            assert_eq!(line.name().parse(), Ok(*line));
        }
        for name in ["FIXED_RESIDENTIAL_TOTAL", "MOBILE", "mobile_prepaid", ""] {
            let unknown = InvalidDeclaration::UnknownLine { name: name.to_owned() };
            assert_eq!(name.parse::<TurnoverLine>(), Err(unknown));
        }
    }
}
