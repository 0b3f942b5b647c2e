//! What an operator or BIPT has to do.
