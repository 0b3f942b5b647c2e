//! The dossier of a beneficiary: application, right, reduction, history.
