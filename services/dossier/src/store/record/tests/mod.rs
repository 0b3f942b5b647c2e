//! What is written is read back, and written the same tomorrow.

mod corruption;
mod evaluations;
mod formats;
pub(crate) mod full;
mod generated;

use proptest::prelude::*;
use stts_dossier_domain::dossier::Dossier;

use super::{DossierRecord, Json};

fn written(dossier: &Dossier) -> String {
    DossierRecord::from(dossier).to_json().unwrap()
}

fn read(text: &str) -> Dossier {
    DossierRecord::from_json(text).unwrap().try_into().unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_dossier_survives(dossier in generated::dossiers()) {
        prop_assert_eq!(read(&written(&dossier)), dossier);
    }
}
