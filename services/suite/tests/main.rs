//! The command `stts` as its callers meet it: arguments in, output and exit code out.

#[cfg(test)]
mod bulk;
#[cfg(test)]
mod command;
#[cfg(test)]
mod dates;
#[cfg(test)]
mod demo;
#[cfg(test)]
mod eligibility;
#[cfg(test)]
mod hints;
#[cfg(test)]
mod keys;
#[cfg(test)]
mod pages;
#[cfg(test)]
mod population;
#[cfg(test)]
mod queue;
#[cfg(test)]
mod refused;
#[cfg(test)]
mod running;
#[cfg(test)]
mod settlement;
#[cfg(test)]
mod transitions;
