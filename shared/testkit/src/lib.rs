//! What tests share: a fixed clock, seeded ids, private databases, in-memory gRPC, contract suites.
