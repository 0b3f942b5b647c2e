//! What an operator or BIPT has to do: the rules, without I/O.
