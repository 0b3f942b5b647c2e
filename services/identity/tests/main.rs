//! The identity service against real databases: every test runs on SQLite and on PostgreSQL.
