//! Personal types print their name and nothing of what they hold.

/// Makes types print their own name under `Debug`, and nothing of what they hold: what is personal
/// never reaches a log line, a span or a panic by accident.
///
/// ```
/// struct PersonSnapshot {
///     last_name: String,
/// }
/// stts_kernel::hidden_debug!(PersonSnapshot);
///
/// let person = PersonSnapshot { last_name: "Peeters".to_owned() };
/// assert_eq!(format!("{person:?}"), "PersonSnapshot(..)");
/// # assert_eq!(person.last_name, "Peeters");
/// ```
#[macro_export]
macro_rules! hidden_debug {
    ($($name:ident),+ $(,)?) => {
        $(impl ::std::fmt::Debug for $name {
            fn fmt(&self, formatter: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                formatter.write_str(concat!(stringify!($name), "(..)"))
            }
        })+
    };
}
