//! What a formula grants on a service, and by which paragraph of art. 38.

use stts_kernel::{Cents, Discount, Formula, Tariff};

use super::{Offer, Service};

/// The paragraph on half of an installation.
pub(super) const INSTALLATION: &str = "§1, 1°";

const SUBSCRIPTION: &str = "§1, 2°, first dash";
const CALLS: &str = "§1, 2°, second dash";
const CALLS_SPLIT: &str = "§1, 3°";
const LIVING_WAGE: &str = "§2";
const INTERNET: &str = "§3";
const CALLS_BESIDE_INTERNET: &str = "§3, second sentence";

/// What a formula grants every month on a service, and the paragraph by which it does.
pub(super) fn monthly(
    formula: Formula,
    service: Service,
    tariff: &Tariff,
) -> Option<(Discount, &'static str)> {
    match service {
        Service::Subscription => on_subscription(formula, tariff),
        Service::Calls => {
            let (amount, paragraph) = on_calls(formula, tariff)?;
            Some((Discount::Flat { amount }, paragraph))
        }
        Service::Internet => on_internet(formula, tariff),
        Service::FixedInstallation
        | Service::MobileInstallation
        | Service::SubscriptionElsewhere
        | Service::Other => None,
    }
}

const fn on_subscription(formula: Formula, tariff: &Tariff) -> Option<(Discount, &'static str)> {
    match formula {
        Formula::SubscriptionAndCalls => Some((tariff.subscription, SUBSCRIPTION)),
        // Internet is reduced in place of it.
        Formula::CallsOnly
        | Formula::CallsSplit
        | Formula::LivingWageCredit
        | Formula::Internet
        | Formula::InternetAndCalls => None,
    }
}

const fn on_calls(formula: Formula, tariff: &Tariff) -> Option<(Cents, &'static str)> {
    match formula {
        Formula::SubscriptionAndCalls | Formula::CallsOnly => Some((tariff.calls, CALLS)),
        Formula::CallsSplit => Some((tariff.calls_split, CALLS_SPLIT)),
        Formula::LivingWageCredit => Some((tariff.calls, LIVING_WAGE)),
        Formula::InternetAndCalls => Some((tariff.calls, CALLS_BESIDE_INTERNET)),
        Formula::Internet => None,
    }
}

fn on_internet(formula: Formula, tariff: &Tariff) -> Option<(Discount, &'static str)> {
    match formula {
        Formula::Internet | Formula::InternetAndCalls => {
            tariff.internet.map(|discount| (discount, INTERNET))
        }
        Formula::SubscriptionAndCalls
        | Formula::CallsOnly
        | Formula::CallsSplit
        | Formula::LivingWageCredit => None,
    }
}

/// Whether an offer is one to which the formula applies: what the formula reduces is part of it, and
/// the subscription is owed to whom the formula says.
pub(super) fn fits(formula: Formula, offer: &Offer) -> bool {
    let needed: &[Service] = match formula {
        Formula::SubscriptionAndCalls => &[Service::Subscription],
        Formula::CallsOnly | Formula::LivingWageCredit => &[Service::Calls],
        Formula::CallsSplit => &[Service::Calls, Service::SubscriptionElsewhere],
        Formula::Internet => &[Service::Internet],
        Formula::InternetAndCalls => &[Service::Internet, Service::Calls],
    };
    needed.iter().all(|service| offer.has(*service))
}
