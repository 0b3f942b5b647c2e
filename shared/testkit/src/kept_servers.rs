//! A PostgreSQL and a Redis whose data outlive them: for a developer who comes back tomorrow.

use std::fs::{self, DirBuilder, File, Permissions};
use std::os::unix::fs::{DirBuilderExt, PermissionsExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use std::{io, thread};

use crate::postgres::{as_server_user, free_port, initialise, programs, server_user};

const READY_WITHIN: Duration = Duration::from_mins(1);
const LOOKS_EVERY: Duration = Duration::from_millis(20);

/// Starts a server, waits on the pipe that its owner holds, and lets the server end in good order.
const WATCHDOG: &str = r#"
log=$1 signal=$2
shift 2
"$@" >>"$log" 2>&1 </dev/null &
server=$!
read -r _
kill "-$signal" "$server"
wait "$server"
"#;

/// Both servers, on free ports and on the data of a folder. Dropped, they end in good order; the data
/// stay.
#[derive(Debug)]
pub struct KeptServers {
    postgres: Watched,
    redis: Watched,
    _lock: File,
}

/// A server and the pipe that keeps it.
#[derive(Debug)]
struct Watched {
    port: u16,
    watchdog: Child,
}

impl KeptServers {
    /// Starts both on this folder, which is made when it is not there: PostgreSQL writes every commit
    /// to the disk, Redis once a second what it was told.
    pub fn start(folder: &Path) -> Result<Self, String> {
        let of_folder = |error: io::Error| format!("{}: {error}", folder.display());
        // What else is kept beside them is for its owner's eyes alone.
        DirBuilder::new().recursive(true).mode(0o700).create(folder).map_err(of_folder)?;
        let folder = folder.canonicalize().map_err(of_folder)?;
        let lock = locked(&folder)?;
        let postgres = start_postgres(&folder.join("postgres"))?;
        let redis = start_redis(&folder.join("redis"))?;
        Ok(Self { postgres, redis, _lock: lock })
    }

    /// The address of PostgreSQL, without a database.
    pub fn postgres_url(&self) -> String {
        format!("postgres://stts@127.0.0.1:{}", self.postgres.port)
    }

    /// The address of Redis.
    pub fn redis_url(&self) -> String {
        format!("redis://127.0.0.1:{}", self.redis.port)
    }
}

fn locked(folder: &Path) -> Result<File, String> {
    let lock = File::create(folder.join("lock"));
    let lock = lock.map_err(|error| format!("{}: {error}", folder.display()))?;
    match lock.try_lock() {
        Ok(()) => Ok(lock),
        Err(_) => Err(format!("the servers of {} run already: end those first", folder.display())),
    }
}

fn start_postgres(folder: &Path) -> Result<Watched, String> {
    let programs = programs().ok_or("PostgreSQL is not installed: run `make setup`")?;
    if !folder.join("data").is_dir() {
        prepare(folder)?;
        initialise(&programs, folder)?;
    }
    let port = port()?;
    let mut server = vec![programs.join("postgres"), "-D".into(), folder.join("data")];
    let options = format!("-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories=");
    server.extend(options.split(' ').map(PathBuf::from));
    server.extend(["-c", "max_connections=200"].map(PathBuf::from));
    let shell = as_server_user(Command::new("/bin/sh"));
    // What it was asked to do ends before it does; no new connection is taken.
    let watched = watch(shell, folder, "INT", &server, port)?;
    let asked = || {
        let mut asked = Command::new(programs.join("pg_isready"));
        asked.args(["-q", "-h", "127.0.0.1", "-p", &port.to_string()]);
        asked.status().is_ok_and(|status| status.success())
    };
    ready("PostgreSQL", folder, asked)?;
    Ok(watched)
}

/// The folder is the server's user's own, which must be able to come there.
fn prepare(folder: &Path) -> Result<(), String> {
    let of_folder = |error: io::Error| format!("{}: {error}", folder.display());
    fs::create_dir_all(folder).map_err(of_folder)?;
    let Some(user) = server_user() else { return Ok(()) };
    chown(folder, Some(user.uid.as_raw()), Some(user.gid.as_raw())).map_err(of_folder)?;
    // The two folders above are ours, and are opened to who knows what lies in them; those above them
    // are not ours to open.
    for above in folder.ancestors().skip(1).take(2) {
        let mode = above.metadata().map_err(of_folder)?.permissions().mode();
        fs::set_permissions(above, Permissions::from_mode(mode | 0o011)).map_err(of_folder)?;
    }
    let mut going = as_server_user(Command::new("/bin/sh"));
    going.args(["-c", "cd \"$1\"", "sh"]).arg(folder).current_dir("/").stderr(Stdio::null());
    let came = going.status().map_err(of_folder)?;
    if came.success() {
        return Ok(());
    }
    let (user, folder) = (user.name, folder.display());
    Err(format!(
        "PostgreSQL runs as {user}, who cannot come to {folder}: let others search the folders above it, or do not be root"
    ))
}

fn start_redis(folder: &Path) -> Result<Watched, String> {
    fs::create_dir_all(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let port = port()?;
    let mut server = vec![PathBuf::from("redis-server"), "--dir".into(), folder.to_owned()];
    let options = format!(
        "--port {port} --bind 127.0.0.1 --appendonly yes --appendfsync everysec \
         --maxmemory-policy noeviction"
    );
    server.extend(options.split(' ').map(PathBuf::from));
    server.extend(["--save", ""].map(PathBuf::from));
    let watched = watch(Command::new("/bin/sh"), folder, "TERM", &server, port)?;
    let asked = || {
        let asked = Command::new("redis-cli").args(["-p", &port.to_string(), "PING"]).output();
        asked.is_ok_and(|answer| answer.stdout.starts_with(b"PONG"))
    };
    ready("Redis", folder, asked)?;
    Ok(watched)
}

fn port() -> Result<u16, String> {
    free_port().map_err(|error| format!("no free port: {error}"))
}

fn watch(
    mut shell: Command,
    folder: &Path,
    signal: &str,
    server: &[PathBuf],
    port: u16,
) -> Result<Watched, String> {
    let watchdog = shell
        .args(["-c", WATCHDOG, "watchdog"])
        .arg(folder.join("log"))
        .arg(signal)
        .args(server)
        .current_dir("/")
        // An interrupt from the keyboard goes to the group of the owner and not to this one.
        .process_group(0)
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn();
    let watchdog = watchdog.map_err(|error| format!("{}: {error}", folder.display()))?;
    Ok(Watched { port, watchdog })
}

fn ready(name: &str, folder: &Path, asked: impl Fn() -> bool) -> Result<(), String> {
    let until = Instant::now() + READY_WITHIN;
    while Instant::now() < until {
        if asked() {
            return Ok(());
        }
        thread::sleep(LOOKS_EVERY);
    }
    Err(format!("{name} did not get ready; see {}", folder.join("log").display()))
}

impl Drop for Watched {
    fn drop(&mut self) {
        drop(self.watchdog.stdin.take());
        // Whatever became of it, there is nothing left to end.
        let _ = self.watchdog.wait();
    }
}
