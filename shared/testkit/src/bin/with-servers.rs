//! Runs a command, such as all tests, with the servers that they need: starts them once, names them
//! in the environment, and ends them when the command has ended, however it ends.

use std::env;
use std::io::{self, Write};
use std::process::{Command, ExitCode};

use stts_testkit::{POSTGRES_VARIABLE, PostgresServer, REDIS_VARIABLE, RedisServer};

fn main() -> ExitCode {
    match run() {
        Ok(code) => code,
        Err(error) => {
            // Nothing can be done about a closed standard error.
            let _ = writeln!(io::stderr(), "{error}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<ExitCode, String> {
    let mut arguments = env::args_os().skip(1);
    let program = arguments.next().ok_or("usage: with-servers COMMAND [ARGUMENT...]")?;
    let (postgres, redis) = (PostgresServer::start()?, RedisServer::start()?);
    let status = Command::new(&program)
        .args(arguments)
        .env(POSTGRES_VARIABLE, postgres.url())
        .env(REDIS_VARIABLE, redis.url())
        .status()
        .map_err(|error| format!("{}: {error}", program.display()))?;
    let code = status.code().and_then(|code| u8::try_from(code).ok());
    Ok(code.map_or(ExitCode::FAILURE, ExitCode::from))
}
