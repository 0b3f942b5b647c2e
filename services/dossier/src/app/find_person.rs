//! Who is applied for: one question to the register (domain, section 4.2).

use stts_dossier_domain::dossier::PersonFound;
use stts_kernel::{ErrorKind, Refusal};

use super::App;
use crate::ports::{Call, PersonSearch, Purpose};

impl App {
    /// Asks the register once. Where it knows several, the refusal says what tells them apart.
    pub(super) async fn find_person(
        &self,
        search: &PersonSearch,
        call: &Call,
        purpose: Purpose,
    ) -> Result<PersonFound, Refusal> {
        let found = self.register.find(search, call, purpose).await;
        found.map_err(|refusal| match refusal.kind {
            ErrorKind::PersonAmbiguous => ambiguous(search),
            _ => refusal,
        })
    }
}

/// The address refines the search; when one was given, BIPT finds the person by their number.
fn ambiguous(search: &PersonSearch) -> Refusal {
    let refine_by = if search.address.is_none() { "ADDRESS" } else { "BIPT" };
    Refusal::with(ErrorKind::PersonAmbiguous, vec![("refine_by", refine_by.to_owned())])
}

#[cfg(test)]
mod tests {
    use stts_dossier_domain::dates::BirthDate;
    use stts_dossier_domain::dossier::Address;

    use super::*;

    #[test]
    fn an_address_helps_unless_one_was_given() {
        for (address, refine_by) in [(None, "ADDRESS"), (Some(Address::default()), "BIPT")] {
            let birth_date = BirthDate::new(1950, 0, 0).unwrap();
            let (last_name, first_name) = ("Peeters".to_owned(), "An".to_owned());
            let search = PersonSearch { last_name, first_name, birth_date, address };
            assert_eq!(ambiguous(&search).metadata, [("refine_by", refine_by.to_owned())]);
        }
    }
}
