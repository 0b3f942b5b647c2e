//! Runs a command, such as all tests, with the servers that it needs: starts them once, names them
//! in the environment, and ends them when the command has ended, however it ends. With `--data` they
//! keep what they were told in a folder until the next time, and are named as a deployment's.

use std::env;
use std::io::{self, Write};
use std::path::Path;
use std::process::{Command, ExitCode};

use stts_testkit::{KeptServers, POSTGRES_VARIABLE, PostgresServer, REDIS_VARIABLE, RedisServer};
use tokio::signal::unix::{SignalKind, signal};

const USAGE: &str = "usage: with-servers [--data FOLDER] COMMAND [ARGUMENT...]";

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
    let program = arguments.next().ok_or(USAGE)?;
    if program != "--data" {
        let mut command = Command::new(program);
        command.args(arguments);
        let (postgres, redis) = (PostgresServer::start()?, RedisServer::start()?);
        return told(
            command.env(POSTGRES_VARIABLE, postgres.url()).env(REDIS_VARIABLE, redis.url()),
        );
    }
    let folder = arguments.next().ok_or(USAGE)?;
    let mut command = Command::new(arguments.next().ok_or(USAGE)?);
    command.args(arguments);
    let servers = KeptServers::start(Path::new(&folder))?;
    interrupts_are_the_commands()?;
    let urls = [("STTS_POSTGRES", servers.postgres_url()), ("STTS_REDIS", servers.redis_url())];
    told(command.envs(urls))
}

fn told(command: &mut Command) -> Result<ExitCode, String> {
    let status = command.status();
    let status = status.map_err(|error| format!("{}: {error}", command.get_program().display()))?;
    let code = status.code().and_then(|code| u8::try_from(code).ok());
    Ok(code.map_or(ExitCode::FAILURE, ExitCode::from))
}

/// From now on an interrupt from the keyboard ends the command only, and the servers after it.
fn interrupts_are_the_commands() -> Result<(), String> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_io().build();
    let listening = runtime.and_then(|runtime| {
        let _inside = runtime.enter();
        signal(SignalKind::interrupt())
    });
    listening.map(drop).map_err(|error| format!("interrupts cannot be waited for: {error}"))
}
