//! The closed lists of the domain, by the names that the domain publishes.

use stts_dossier_domain::dossier::{
    ApplicationKind, Claim, CommandName, Ends, Language, LineKind, PaymentKind, Status, StopCause,
    TaskKind,
};
use stts_dossier_domain::eligibility::{FactName, Relation, Truth};
use stts_kernel::{Category, Formula};

use super::corrupt::CorruptRecord;

/// One of a closed list.
pub(super) trait Named: Copy {
    /// Its name.
    fn in_record(self) -> &'static str;
    /// The one of that name.
    fn of_record(name: &str) -> Option<Self>;
}

macro_rules! named {
    ($($list:ty),+ $(,)?) => {
        $(impl Named for $list {
            fn in_record(self) -> &'static str {
                self.name()
            }

            fn of_record(name: &str) -> Option<Self> {
                Self::from_name(name)
            }
        })+
    };
}

named!(
    ApplicationKind,
    Category,
    Claim,
    CommandName,
    Ends,
    FactName,
    Formula,
    LineKind,
    PaymentKind,
    Relation,
    Status,
    StopCause,
    TaskKind,
);

impl Named for Language {
    fn in_record(self) -> &'static str {
        self.code()
    }

    fn of_record(name: &str) -> Option<Self> {
        Self::from_code(name)
    }
}

impl Named for Truth {
    fn in_record(self) -> &'static str {
        match self {
            Self::True => "TRUE",
            Self::False => "FALSE",
            Self::Unknown => "UNKNOWN",
        }
    }

    fn of_record(name: &str) -> Option<Self> {
        [Self::True, Self::False, Self::Unknown].into_iter().find(|one| one.in_record() == name)
    }
}

/// The name to keep.
pub(super) fn write(value: impl Named) -> String {
    value.in_record().to_owned()
}

/// The names to keep.
pub(super) fn write_all<T: Named>(values: &[T]) -> Vec<String> {
    values.iter().map(|value| write(*value)).collect()
}

/// The one of a name.
pub(super) fn read<T: Named>(field: &str, name: &str) -> Result<T, CorruptRecord> {
    T::of_record(name).ok_or_else(|| CorruptRecord::at(field))
}

/// The one of a name that may be absent.
pub(super) fn read_optional<T: Named>(
    field: &str,
    name: Option<&str>,
) -> Result<Option<T>, CorruptRecord> {
    name.map(|name| read(field, name)).transpose()
}

/// Those of the names.
pub(super) fn read_all<T: Named>(field: &str, names: &[String]) -> Result<Vec<T>, CorruptRecord> {
    names.iter().map(|name| read(field, name)).collect()
}
