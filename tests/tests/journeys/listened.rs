//! A Redis of our own, with everything that it is ever told.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use stts_testkit::RedisServer;
use stts_tests::Canary;
use tempfile::TempDir;

/// What is written last, to know that all before it was heard.
const END: &str = "end-of-the-story";

const HEARD_WITHIN: Duration = Duration::from_mins(1);
const LOOKS_EVERY: Duration = Duration::from_millis(5);

/// The server, and the file of all commands that it got.
pub(super) struct Listened {
    pub(super) server: RedisServer,
    folder: TempDir,
    listener: Child,
}

impl Listened {
    /// Starts one, and listens from its first command on.
    pub(super) fn start() -> Self {
        let server = RedisServer::start().unwrap();
        let folder = TempDir::new().unwrap();
        let heard = File::create(folder.path().join("heard")).unwrap();
        let listener = Command::new("redis-cli")
            .args(["-u", &server.url(), "MONITOR"])
            .stdin(Stdio::null())
            .stdout(heard)
            .spawn()
            .unwrap();
        let redis = Self { server, folder, listener };
        redis.heard("OK");
        redis
    }

    /// Everything so far, once this is in it.
    fn heard(&self, text: &str) -> String {
        let begun = Instant::now();
        loop {
            let heard = fs::read(self.folder.path().join("heard")).unwrap();
            let heard = String::from_utf8_lossy(&heard);
            if heard.contains(text) {
                return heard.into_owned();
            }
            assert!(begun.elapsed() < HEARD_WITHIN, "redis-cli MONITOR has not heard {text}");
            thread::sleep(LOOKS_EVERY);
        }
    }

    /// Neither what was sent nor what is kept holds anybody.
    pub(super) fn told_nothing(&self) {
        self.server.ask(&["ECHO", END]);
        let heard = self.heard(END);
        for event in ["DossierChanged", "DocumentsRequested", "TaskRaised"] {
            assert!(heard.contains(event), "{event} went through Redis");
        }
        for line in heard.lines() {
            assert_eq!(Canary::found_in(line.as_bytes()), BTreeSet::new(), "{line}");
        }
        let keys = self.server.ask(&["--scan"]);
        assert!(keys.lines().count() > 0, "the streams are kept");
        for key in keys.lines() {
            assert_eq!(Canary::found_in(key.as_bytes()), BTreeSet::new(), "{key}");
            let kept = match &*self.server.ask(&["TYPE", key]) {
                "stream" => self.server.ask(&["XRANGE", key, "-", "+"]),
                "string" => self.server.ask(&["GET", key]),
                "hash" => self.server.ask(&["HGETALL", key]),
                "list" => self.server.ask(&["LRANGE", key, "0", "-1"]),
                "set" => self.server.ask(&["SMEMBERS", key]),
                "zset" => self.server.ask(&["ZRANGE", key, "0", "-1"]),
                other => panic!("{key} is a {other}"),
            };
            assert_eq!(Canary::found_in(kept.as_bytes()), BTreeSet::new(), "{key}");
        }
    }
}

impl Drop for Listened {
    fn drop(&mut self) {
        // Whatever became of it, there is nothing left to end.
        let _ = self.listener.kill();
        let _ = self.listener.wait();
    }
}
