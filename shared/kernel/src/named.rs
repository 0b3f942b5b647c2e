//! Closed lists of words that have a name in contracts, files and tables.

/// Declares an enum whose variants have names:
///
/// ```
/// stts_kernel::named!(
///     /// How a line is paid for.
///     PaymentKind {
///         /// Before.
///         Prepaid = "PREPAID",
///         /// Afterwards.
///         Postpaid = "POSTPAID",
///     }
/// );
/// assert_eq!(PaymentKind::Prepaid.name(), "PREPAID");
/// assert_eq!(PaymentKind::from_name("POSTPAID"), Some(PaymentKind::Postpaid));
/// assert_eq!(PaymentKind::ALL.len(), 2);
/// ```
#[macro_export]
macro_rules! named {
    ($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident = $text:literal,)+ }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name {
            $($(#[$variant_doc])* $variant,)+
        }

        impl $name {
            /// All of them, in the order of their declaration.
            pub const ALL: &[Self] = &[$(Self::$variant,)+];

            /// The name used in contracts, files and tables.
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$variant => $text,)+
                }
            }

            /// The one of that name.
            pub fn from_name(name: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|one| one.name() == name)
            }
        }
    };
}
