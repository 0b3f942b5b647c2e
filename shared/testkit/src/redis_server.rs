//! A private Redis that ends when its owner does, however that ends.

use std::io::{BufRead, BufReader};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, OnceLock, PoisonError};
use std::time::{Duration, Instant};
use std::{env, process, thread};

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use stts_queue::RedisSettings;
use tempfile::TempDir;

use crate::REDIS_VARIABLE;
use crate::failure::{fail, must};
use crate::postgres::free_port;

static SERVER: OnceLock<Result<RedisServer, String>> = OnceLock::new();
static PREFIXES: AtomicU32 = AtomicU32::new(0);

const READY_WITHIN: Duration = Duration::from_secs(30);
const LOOKS_EVERY: Duration = Duration::from_millis(10);

/// Starts the server, tells its process id, and waits on the pipe that its owner holds, as the one of
/// PostgreSQL does.
const WATCHDOG: &str = r#"
folder=$1
shift
redis-server "$@" </dev/null >/dev/null 2>&1 &
server=$!
echo "$server"
exec >/dev/null
read -r _
kill -KILL "$server"
wait "$server"
rm -rf "$folder"
"#;

/// A running server without a disk. Dropped, it ends.
#[derive(Debug)]
pub struct RedisServer {
    port: u16,
    arguments: Vec<String>,
    /// Kept as long; the last watchdog removes it as well, when its owner could not.
    folder: TempDir,
    /// Of each start, with the process that it watches.
    watchdogs: Mutex<Vec<(Child, Pid)>>,
}

impl RedisServer {
    /// Starts one on a free port in a temporary folder.
    pub fn start() -> Result<Self, String> {
        Self::start_as(|_, _| Ok(without_a_disk([])))
    }

    /// Starts one with arguments of its own, which are made for its folder and its port.
    pub(crate) fn start_as(
        own: impl FnOnce(&Path, u16) -> Result<Vec<String>, String>,
    ) -> Result<Self, String> {
        let installed = Command::new("redis-server").arg("--version").output();
        if !installed.is_ok_and(|output| output.status.success()) {
            return Err("redis-server is not in PATH: run `make setup`".to_owned());
        }
        let folder = TempDir::with_prefix("stts-redis-");
        let folder = folder.map_err(|error| format!("no temporary folder: {error}"))?;
        let port = free_port().map_err(|error| format!("no free port: {error}"))?;
        let arguments = own(folder.path(), port)?;
        let server = Self { port, arguments, folder, watchdogs: Mutex::default() };
        server.start_again()?;
        Ok(server)
    }

    /// Where it listens.
    pub(crate) const fn port(&self) -> u16 {
        self.port
    }

    /// Its address.
    pub fn url(&self) -> String {
        format!("redis://127.0.0.1:{}", self.port)
    }

    /// Ends it at once, with all that it holds.
    pub fn kill(&self) {
        self.signal(Signal::SIGKILL);
        while self.answers() {
            thread::yield_now();
        }
    }

    /// Halts it: it keeps its connections and answers nothing, until [`Self::go_on`].
    pub fn halt(&self) {
        self.signal(Signal::SIGSTOP);
    }

    /// Lets a halted one go on.
    pub fn go_on(&self) {
        self.signal(Signal::SIGCONT);
    }

    /// Starts it on the same port, after it was killed: it holds nothing.
    pub fn start_again(&self) -> Result<(), String> {
        let watchdog = self.watch()?;
        self.watchdogs.lock().unwrap_or_else(PoisonError::into_inner).push(watchdog);
        let until = Instant::now() + READY_WITHIN;
        while Instant::now() < until {
            if self.answers() {
                return Ok(());
            }
            thread::sleep(LOOKS_EVERY);
        }
        Err("Redis did not get ready".to_owned())
    }

    /// What it answers to a command, as its own client shows it.
    pub fn ask(&self, command: &[&str]) -> String {
        let asked = must(self.client(command), "redis-cli");
        String::from_utf8_lossy(&asked.stdout).trim_end().to_owned()
    }

    fn watch(&self) -> Result<(Child, Pid), String> {
        let mut watchdog = Command::new("/bin/sh")
            .args(["-c", WATCHDOG, "watchdog"])
            .arg(self.folder.path())
            .args(&self.arguments)
            .args(["--port", &self.port.to_string(), "--bind", "127.0.0.1", "--logfile", "log"])
            .arg("--dir")
            .arg(self.folder.path())
            .current_dir("/")
            // An interrupt from the keyboard goes to the group of the tests and not to this one.
            .process_group(0)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .map_err(|error| format!("Redis was not started: {error}"))?;
        let mut told = String::new();
        let output = watchdog.stdout.take().ok_or("Redis was not started")?;
        BufReader::new(output)
            .read_line(&mut told)
            .map_err(|error| format!("Redis was not started: {error}"))?;
        let server = told.trim().parse().map_err(|_| "Redis was not started".to_owned())?;
        Ok((watchdog, Pid::from_raw(server)))
    }

    fn client(&self, command: &[&str]) -> std::io::Result<process::Output> {
        let port = self.port.to_string();
        Command::new("redis-cli").args(["-p", &port]).args(command).output()
    }

    fn answers(&self) -> bool {
        self.client(&["PING"]).is_ok_and(|output| output.stdout.starts_with(b"PONG"))
    }

    fn signal(&self, signal: Signal) {
        let watchdogs = self.watchdogs.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, server)) = watchdogs.last() {
            must(kill(*server, signal), "a signal to Redis");
        }
    }
}

impl Drop for RedisServer {
    fn drop(&mut self) {
        let watchdogs = self.watchdogs.get_mut().unwrap_or_else(PoisonError::into_inner);
        for (watchdog, _) in watchdogs {
            drop(watchdog.stdin.take());
            // Whatever became of it, there is nothing left to end.
            let _ = watchdog.wait();
        }
    }
}

/// The arguments of a server that keeps all that it holds in its memory, and these.
pub(crate) fn without_a_disk<const COUNT: usize>(own: [&str; COUNT]) -> Vec<String> {
    let usual = ["--save", "", "--appendonly", "no", "--maxmemory-policy", "noeviction"];
    usual.iter().chain(&own).map(|argument| (*argument).to_owned()).collect()
}

/// The way to the Redis of the run, with a key prefix that no other test has.
pub fn redis_settings() -> RedisSettings {
    RedisSettings { prefix: prefix(), ..RedisSettings::at(redis_url()) }
}

/// A key prefix that no other test has.
pub(crate) fn prefix() -> String {
    let number = PREFIXES.fetch_add(1, Ordering::Relaxed);
    format!("test-{}-{number}", process::id())
}

/// The Redis of the run, as an address.
pub fn redis_url() -> String {
    if let Ok(url) = env::var(REDIS_VARIABLE) {
        return url;
    }
    match SERVER.get_or_init(RedisServer::start) {
        Ok(server) => server.url(),
        Err(error) => fail(error),
    }
}
