//! The yearly settlement from outside: worked examples, refusals, and what holds for every year.

#[cfg(test)]
mod every_year;
#[cfg(test)]
mod inputs;
#[cfg(test)]
mod oracle;
#[cfg(test)]
mod random_year;
#[cfg(test)]
mod refusals;
#[cfg(test)]
mod support;
#[cfg(test)]
mod worked_examples;
