//! Runs a command, such as all tests, with the servers that it needs: starts them once, names them
//! in the environment, and ends them when the command has ended, however it ends. With `--data` they
//! keep what they were told in a folder until the next time, and are named as a deployment's.

use std::env;
use std::ffi::OsStr;
use std::io::{self, Write};
use std::path::Path;
use std::process::{Command, ExitCode, ExitStatus};

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
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
    let urls = [("STTS_POSTGRES", servers.postgres_url()), ("STTS_REDIS", servers.redis_url())];
    command.envs(urls);
    keep(command)
}

fn told(command: &mut Command) -> Result<ExitCode, String> {
    let status = command.status();
    ended(command.get_program(), status)
}

fn ended(program: &OsStr, status: io::Result<ExitStatus>) -> Result<ExitCode, String> {
    let status = status.map_err(|error| format!("{}: {error}", program.display()))?;
    let code = status.code().and_then(|code| u8::try_from(code).ok());
    Ok(code.map_or(ExitCode::FAILURE, ExitCode::from))
}

/// The servers end after the command: an interrupt from the keyboard comes to it too, and whoever asks
/// this process to end means it.
fn keep(command: Command) -> Result<ExitCode, String> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|error| error.to_string())?;
    let program = command.get_program().to_owned();
    let kept = runtime.block_on(async {
        let mut interrupted = signal(SignalKind::interrupt())?;
        let mut terminated = signal(SignalKind::terminate())?;
        let mut child = tokio::process::Command::from(command).spawn()?;
        loop {
            tokio::select! {
                status = child.wait() => return status,
                _ = interrupted.recv() => {}
                _ = terminated.recv() => end(&child),
            }
        }
    });
    ended(&program, kept)
}

fn end(child: &tokio::process::Child) {
    let pid = child.id().and_then(|id| i32::try_from(id).ok());
    if let Some(pid) = pid {
        // It may have ended in the meantime.
        let _ = kill(Pid::from_raw(pid), Signal::SIGTERM);
    }
}
