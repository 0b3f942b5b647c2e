//! Redis as the services need it.

use super::{BASE, DEVELOPMENT};

#[test]
fn redis_deletes_nothing_when_it_is_full_and_writes_down_what_it_has() {
    for objects in [&*BASE, &*DEVELOPMENT] {
        let redis = &objects.get("StatefulSet", "redis")["spec"]["template"];
        let settings = objects.shown(redis, "configuration", "redis.conf");
        let lines: Vec<&str> = settings.lines().collect();
        for line in ["maxmemory-policy noeviction", "appendonly yes", "dir /data"] {
            assert!(lines.contains(&line), "{line}:\n{settings}");
        }
        assert!(lines.iter().any(|line| line.starts_with("maxmemory ")), "{settings}");
    }
}
