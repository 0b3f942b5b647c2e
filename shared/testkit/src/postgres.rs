//! A private PostgreSQL server that ends when its owner does, however that ends.

use std::io::{BufRead, Write};
use std::net::TcpListener;
use std::os::unix::fs::chown;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};
use std::{env, fs, io, thread};

use nix::sys::signal::{Signal, kill};
use nix::unistd::{Pid, Uid, User};

const READY_WITHIN: Duration = Duration::from_mins(1);
const LOOKS_EVERY: Duration = Duration::from_millis(50);
const INSTALLED: &str = "/usr/lib/postgresql";

/// Starts the server, tells its process id, and waits on the pipe that its owner holds: when the owner
/// has ended, however it did, the pipe is closed, and the server ends and its folder goes. Told `keep`,
/// it leaves the folder for the next server.
const WATCHDOG: &str = r#"
"$1" -D "$2/data" -p "$3" -c listen_addresses=127.0.0.1 -c unix_socket_directories= \
  -c max_connections=200 -c synchronous_commit=on -c log_min_messages=warning $4 \
  >>"$2/log" 2>&1 </dev/null &
server=$!
echo "$server"
exec >/dev/null
read -r last
kill -QUIT "$server"
wait "$server"
[ "$last" = keep ] || rm -rf "$2"
"#;

/// For tests, which survive nothing: nothing waits for the disk.
const FORGETFUL: &str = "-c fsync=off -c full_page_writes=off -c shared_buffers=64MB";

/// As deployed: what is committed is on the disk.
const DURABLE: &str = "-c fsync=on -c shared_buffers=1GB -c max_wal_size=4GB";

/// A running server. Dropped, it ends.
#[derive(Debug)]
pub struct PostgresServer {
    url: String,
    folder: PathBuf,
    programs: PathBuf,
    port: u16,
    options: &'static str,
    /// With the process that it watches; none while the server is killed.
    watchdog: Mutex<Option<(Child, Pid)>>,
}

impl PostgresServer {
    /// Starts one on a free port in a temporary folder; as the user `postgres` when this is root,
    /// since PostgreSQL refuses to run as root.
    pub fn start() -> Result<Self, String> {
        Self::start_with(FORGETFUL)
    }

    /// As [`Self::start`], but with commits that wait for the disk, to measure against.
    pub fn start_durable() -> Result<Self, String> {
        Self::start_with(DURABLE)
    }

    fn start_with(options: &'static str) -> Result<Self, String> {
        let programs = programs().ok_or_else(|| {
            format!("PostgreSQL is neither in PATH nor in {INSTALLED}: run `make setup`")
        })?;
        let folder = folder().map_err(|error| format!("no temporary folder: {error}"))?;
        initialise(&programs, &folder)?;
        let port = free_port().map_err(|error| format!("no free port: {error}"))?;
        let url = format!("postgres://stts@127.0.0.1:{port}");
        let watchdog = Mutex::default();
        let server = Self { url, folder, programs, port, options, watchdog };
        server.start_again()?;
        Ok(server)
    }

    /// Ends it at once, with the processes of all its connections: nothing is written any more.
    pub fn kill(&self) {
        let Some((watchdog, server)) = self.watchdog().take() else { return };
        let of_connections = children(server);
        for process in [server].into_iter().chain(of_connections) {
            // One of a connection may have ended by itself.
            let _ = kill(process, Signal::SIGKILL);
        }
        leave_folder(watchdog);
    }

    /// Starts it on the same data and port, after it was killed; comes back when it takes
    /// connections.
    pub fn start_again(&self) -> Result<(), String> {
        let until = Instant::now() + READY_WITHIN;
        loop {
            let (watchdog, server) = watch(&self.programs, &self.folder, self.port, self.options)?;
            while is_running(server) && Instant::now() < until {
                if self.answers() {
                    *self.watchdog() = Some((watchdog, server));
                    return Ok(());
                }
                thread::sleep(LOOKS_EVERY);
            }
            // It ends at once while a process of the killed one still holds its memory.
            leave_folder(watchdog);
            if Instant::now() > until {
                let log = fs::read_to_string(self.folder.join("log")).unwrap_or_default();
                return Err(format!("PostgreSQL did not get ready:\n{log}"));
            }
            thread::sleep(LOOKS_EVERY);
        }
    }

    fn watchdog(&self) -> MutexGuard<'_, Option<(Child, Pid)>> {
        self.watchdog.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn answers(&self) -> bool {
        let asked = Command::new(self.programs.join("pg_isready"))
            .args(["-q", "-h", "127.0.0.1", "-p", &self.port.to_string()])
            .status();
        asked.is_ok_and(|status| status.success())
    }

    /// Its address, without a database.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The path of one of PostgreSQL's own programs, of the server's version.
    pub fn program(&self, name: &str) -> PathBuf {
        self.programs.join(name)
    }

    /// The folder with its data and its log; gone when it has ended.
    pub fn folder(&self) -> &Path {
        &self.folder
    }
}

impl Drop for PostgresServer {
    fn drop(&mut self) {
        if let Some((mut watchdog, _)) = self.watchdog().take() {
            drop(watchdog.stdin.take());
            // Whatever became of it, there is nothing left to end.
            let _ = watchdog.wait();
        }
        // Gone already, unless the server was killed and not started again.
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// Ends a watchdog and its server, and keeps the data.
fn leave_folder(mut watchdog: Child) {
    if let Some(mut owner) = watchdog.stdin.take() {
        // One that has ended needs not be told.
        let _ = owner.write_all(b"keep\n");
    }
    let _ = watchdog.wait();
}

/// The processes that a process has started.
fn children(of: Pid) -> Vec<Pid> {
    let listed = fs::read_to_string(format!("/proc/{of}/task/{of}/children")).unwrap_or_default();
    listed.split_whitespace().filter_map(|pid| pid.parse().ok().map(Pid::from_raw)).collect()
}

/// Whether it runs; one that has ended may be there until it is waited for.
fn is_running(process: Pid) -> bool {
    let state = fs::read_to_string(format!("/proc/{process}/stat")).unwrap_or_default();
    let state = state.rsplit_once(") ").map_or("", |(_, state)| state);
    !state.is_empty() && !state.starts_with('Z')
}

/// The folder with PostgreSQL's programs: from PATH, else the newest version that is installed.
pub(crate) fn programs() -> Option<PathBuf> {
    let path = env::var_os("PATH").unwrap_or_default();
    let in_path = env::split_paths(&path).find(|folder| is_complete(folder));
    in_path.or_else(|| {
        let versions = fs::read_dir(INSTALLED).ok()?.filter_map(Result::ok);
        let installed = versions.map(|version| version.path().join("bin"));
        installed.filter(|folder| is_complete(folder)).max_by_key(|folder| {
            let version = folder.parent().and_then(Path::file_name)?;
            version.to_str()?.parse::<u32>().ok()
        })
    })
}

/// A folder in PATH often has only those programs that a client needs.
fn is_complete(folder: &Path) -> bool {
    ["initdb", "postgres", "pg_isready", "createdb"]
        .iter()
        .all(|program| folder.join(program).is_file())
}

fn folder() -> io::Result<PathBuf> {
    let folder = tempfile::Builder::new().prefix("stts-postgres-").tempdir()?.keep();
    if let Some(user) = server_user() {
        chown(&folder, Some(user.uid.as_raw()), Some(user.gid.as_raw()))?;
    }
    Ok(folder)
}

pub(crate) fn initialise(programs: &Path, folder: &Path) -> Result<(), String> {
    let made = as_server_user(Command::new(programs.join("initdb")))
        .arg("-D")
        .arg(folder.join("data"))
        .args(["-U", "stts", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"])
        .current_dir(folder)
        .output()
        .map_err(|error| format!("initdb was not started: {error}"))?;
    if made.status.success() {
        Ok(())
    } else {
        Err(format!("initdb failed:\n{}", String::from_utf8_lossy(&made.stderr)))
    }
}

fn watch(programs: &Path, folder: &Path, port: u16, options: &str) -> Result<(Child, Pid), String> {
    let failed = |error: io::Error| format!("PostgreSQL was not started: {error}");
    let mut watchdog = as_server_user(Command::new("/bin/sh"))
        .args(["-c", WATCHDOG, "watchdog"])
        .arg(programs.join("postgres"))
        .arg(folder)
        .arg(port.to_string())
        .arg(options)
        .current_dir("/")
        // An interrupt from the keyboard goes to the group of the tests and not to this one.
        .process_group(0)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .map_err(failed)?;
    let mut told = String::new();
    let output = watchdog.stdout.take().ok_or("PostgreSQL was not started")?;
    io::BufReader::new(output).read_line(&mut told).map_err(failed)?;
    let server = told.trim().parse().map_err(|_| "PostgreSQL was not started".to_owned())?;
    Ok((watchdog, Pid::from_raw(server)))
}

pub(crate) fn as_server_user(mut command: Command) -> Command {
    if let Some(user) = server_user() {
        command.uid(user.uid.as_raw()).gid(user.gid.as_raw());
    }
    command
}

pub(crate) fn server_user() -> Option<User> {
    Uid::effective().is_root().then(|| User::from_name("postgres").ok().flatten()).flatten()
}

pub(crate) fn free_port() -> io::Result<u16> {
    Ok(TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.port())
}
