//! The rules of the dossier, tried from outside: worked examples, tables, scenarios and properties.

#[cfg(test)]
mod applications;
#[cfg(test)]
mod corrections;
#[cfg(test)]
mod dates;
#[cfg(test)]
mod day_by_day;
#[cfg(test)]
mod eligibility;
#[cfg(test)]
mod ends;
#[cfg(test)]
mod granted_days;
#[cfg(test)]
mod life;
#[cfg(test)]
mod life_table;
#[cfg(test)]
mod nights;
#[cfg(test)]
mod operators;
#[cfg(test)]
mod privacy;
#[cfg(test)]
mod quotes;
#[cfg(test)]
mod situations;
#[cfg(test)]
mod stories;
#[cfg(test)]
mod story_laws;
#[cfg(test)]
mod story_model;
#[cfg(test)]
mod story_steps;
#[cfg(test)]
mod transitions;
#[cfg(test)]
mod world;
