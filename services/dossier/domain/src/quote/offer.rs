//! What an operator offers: services, each with its price.

use std::collections::BTreeSet;

use stts_kernel::{Cents, named};
use thiserror::Error;

named!(
    /// What a line of an offer is the price of. In a bundle each service has its own price.
    Service {
        /// The installation of a fixed line, once; what any customer would pay, promotions included.
        FixedInstallation = "FIXED_INSTALLATION",
        /// The installation of a mobile line, on which nothing is granted.
        MobileInstallation = "MOBILE_INSTALLATION",
        /// The subscription to public telephony, owed to the operator of the offer.
        Subscription = "SUBSCRIPTION",
        /// The same, owed to another provider: nothing is granted on it here, and more on calls.
        SubscriptionElsewhere = "SUBSCRIPTION_ELSEWHERE",
        /// The calls.
        Calls = "CALLS",
        /// Internet access.
        Internet = "INTERNET",
        /// Anything else, such as television: nothing is granted on it, and it excludes nothing
        /// (art. 38 §4).
        Other = "OTHER",
    }
);

impl Service {
    /// Whether it is paid once, and not every month.
    pub const fn is_paid_once(self) -> bool {
        match self {
            Self::FixedInstallation | Self::MobileInstallation => true,
            Self::Subscription
            | Self::SubscriptionElsewhere
            | Self::Calls
            | Self::Internet
            | Self::Other => false,
        }
    }

    /// The service as the tariff counts it, of which an offer has one at most; nothing for what the
    /// tariff does not know.
    const fn counted_as(self) -> Option<Self> {
        match self {
            Self::FixedInstallation | Self::MobileInstallation => Some(Self::FixedInstallation),
            Self::Subscription | Self::SubscriptionElsewhere => Some(Self::Subscription),
            Self::Calls => Some(Self::Calls),
            Self::Internet => Some(Self::Internet),
            Self::Other => None,
        }
    }
}

/// A service and its price.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct OfferLine {
    /// What is paid for.
    pub service: Service,
    /// The price before the social discount: per month, of an installation once. Calls that a
    /// subscription includes are a line of price 0.
    pub price: Cents,
}

/// An offer for one connection: the tariff is granted on one (annex art. 22 §1, 1.1 and 4.1), so each
/// service that it knows stands there once at most.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Offer {
    lines: Vec<OfferLine>,
}

/// Lines of a service that an earlier line of the offer has already.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("a service stands in the offer already")]
pub struct RepeatedServices {
    /// Their places in the offer, from 0.
    pub lines: Vec<usize>,
}

impl Offer {
    /// Takes the lines in their order.
    pub fn new(lines: Vec<OfferLine>) -> Result<Self, RepeatedServices> {
        let mut known = BTreeSet::new();
        let repeats = |service: Service| match service.counted_as() {
            Some(counted) => !known.insert(counted),
            None => false,
        };
        let repeated: Vec<bool> = lines.iter().map(|line| line.service).map(repeats).collect();
        let places = repeated.iter().enumerate().filter(|(_, repeats)| **repeats);
        let places: Vec<usize> = places.map(|(place, _)| place).collect();
        if places.is_empty() { Ok(Self { lines }) } else { Err(RepeatedServices { lines: places }) }
    }

    /// The lines, in their order.
    pub fn lines(&self) -> &[OfferLine] {
        &self.lines
    }

    /// Whether a service is part of it.
    pub fn has(&self, service: Service) -> bool {
        self.lines.iter().any(|line| line.service == service)
    }
}
