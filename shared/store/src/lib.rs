//! The database under every service: connection, transaction, outbox, positions, request results, jobs.
