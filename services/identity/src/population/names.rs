//! What people are called.

use super::random::Random;
use super::words::{Origin, Sex, WORDS};

/// How a stem is joined to what stands before it in a composed Flemish name; the same name is
/// written both ways by different families.
const FLEMISH_BEGINNINGS: &[&str] =
    &["Van ", "Van de ", "Van den ", "Van der ", "Vande", "Vanden", "Vander", "Ver"];

/// A last name of an origin.
pub(super) fn last_name(random: &mut Random, origin: Origin) -> Option<String> {
    if origin == Origin::Local(stts_identity_domain::Language::Dutch) && random.per_mille(300) {
        return composed_flemish(random);
    }
    let names: Vec<_> = WORDS.last_names.iter().filter(|name| name.origin == origin).collect();
    random.frequent_one_of(&names).map(|last| last.name.to_owned())
}

fn composed_flemish(random: &mut Random) -> Option<String> {
    let beginning = random.one_of(FLEMISH_BEGINNINGS)?;
    let stem = random.one_of(&WORDS.flemish_stems)?;
    let joined = !beginning.ends_with(' ');
    Some(if joined {
        format!("{beginning}{}", stem.to_lowercase())
    } else {
        format!("{beginning}{stem}")
    })
}

/// One to three different first names of the time of birth.
pub(super) fn first_names(
    random: &mut Random,
    origin: Origin,
    sex: Sex,
    birth_year: u16,
) -> Option<String> {
    let names: Vec<_> = WORDS
        .first_names
        .iter()
        .filter(|name| name.origin == origin && name.sex == sex && name.old == (birth_year < 1970))
        .map(|name| name.name)
        .collect();
    let mut given = vec![*random.frequent_one_of(&names)?];
    for per_mille in [650, 400] {
        let further = *random.one_of(&names)?;
        if random.per_mille(per_mille) && !given.contains(&further) {
            given.push(further);
        }
    }
    Some(given.join(" "))
}
