//! What Redis does in one step, so that nothing comes in between.

use std::sync::LazyLock;

use redis::Script;

pub(super) static PUBLISH: LazyLock<Script> =
    LazyLock::new(|| Script::new(include_str!("scripts/publish.lua")));
pub(super) static WAKE: LazyLock<Script> =
    LazyLock::new(|| Script::new(include_str!("scripts/wake.lua")));
pub(super) static TAKE_OVER: LazyLock<Script> =
    LazyLock::new(|| Script::new(include_str!("scripts/take_over.lua")));
pub(super) static RENEW: LazyLock<Script> =
    LazyLock::new(|| Script::new(include_str!("scripts/renew.lua")));
pub(super) static PUT_BACK: LazyLock<Script> =
    LazyLock::new(|| Script::new(include_str!("scripts/put_back.lua")));
pub(super) static REDRIVE: LazyLock<Script> =
    LazyLock::new(|| Script::new(include_str!("scripts/redrive.lua")));
