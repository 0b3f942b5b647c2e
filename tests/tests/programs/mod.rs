//! A service as a program: what it answers whoever installs it, and what it does without Redis.

mod doctor;
mod installation;
mod nights;
mod refused;
mod schema;
mod version;
mod without_redis;
