//! What the services put aside, page by page.

use stts_kernel::{ErrorKind, Refusal};

use super::Operations;
use crate::ports::{DeadLetter, LetterFilter, LetterKind, LetterPlace, SERVICES};

/// Some dead letters of a list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LetterPage {
    /// The dead letters, by service, kind and number.
    pub letters: Vec<DeadLetter>,
    /// After which the next page begins; absent on the last.
    pub next: Option<LetterPlace>,
    /// The services that could not be asked for this page.
    pub unreachable: Vec<&'static str>,
}

impl Operations {
    /// Lists at most `size` dead letters after a place. A service that does not answer is named and
    /// passed over: the others are shown all the same.
    pub async fn list_dead_letters(
        &self,
        filter: LetterFilter,
        after: Option<LetterPlace>,
        size: u32,
    ) -> Result<LetterPage, Refusal> {
        let whole = usize::try_from(size).unwrap_or(usize::MAX);
        let mut page = LetterPage::default();
        for (service, kind, number) in parts(filter, after) {
            if page.unreachable.contains(&service) {
                continue;
            }
            let taken = u32::try_from(page.letters.len()).unwrap_or(size);
            // One more than the page tells whether there is a next one.
            let limit = size.saturating_sub(taken).saturating_add(1);
            match self.queues.dead_letters(service, kind, number, limit).await {
                Ok(letters) => page.letters.extend(letters),
                Err(kind) if is_silence(kind) => page.unreachable.push(service),
                Err(kind) => return Err(kind.into()),
            }
            if page.letters.len() > whole {
                page.letters.truncate(whole);
                page.next = page.letters.last().map(|letter| letter.place);
                break;
            }
        }
        Ok(page)
    }
}

/// Whether a service did not answer in time.
pub(super) const fn is_silence(kind: ErrorKind) -> bool {
    matches!(kind, ErrorKind::ServiceUnavailable | ErrorKind::DeadlineExceeded)
}

/// Which service and kind to ask, in the order of the list, each with the number after which.
fn parts(filter: LetterFilter, after: Option<LetterPlace>) -> Vec<(&'static str, LetterKind, i64)> {
    let order = |name: &str| SERVICES.iter().position(|service| *service == name);
    let begin = after.map(|place| (order(place.service), place.kind, place.number));
    let all = SERVICES.iter().flat_map(|service| LetterKind::ALL.map(|kind| (*service, kind)));
    all.filter(|(service, _)| filter.service.is_none_or(|only| only == *service))
        .filter(|(_, kind)| filter.kind.is_none_or(|only| only == *kind))
        .filter_map(|(service, kind)| match begin {
            Some((first, of, number)) => {
                let (here, from) = ((order(service), kind), (first, of));
                let number = if here == from { number } else { 0 };
                (here >= from).then_some((service, kind, number))
            }
            None => Some((service, kind, 0)),
        })
        .collect()
}
