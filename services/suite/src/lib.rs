//! The suite: all five services in one process, and the command line.
