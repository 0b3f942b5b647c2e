//! What must hold of the tables and connections that every service has, and of the messages.

use super::Checked;
use super::databases::{Databases, number, text};
use super::rule::Rule;

const KEPT_ANSWERS: &str = "SELECT format('%s of %s has %s answers to request %s', \
        method, caller, count(*), request_id) AS what \
    FROM request_results GROUP BY caller, method, request_id HAVING count(*) > 1 \
    UNION ALL \
    SELECT format('request %s of %s is kept without its content or its answer', \
        request_id, caller) \
    FROM request_results WHERE length(content_hash) <> 32 OR length(answer) = 0";

/// A service's own connections have no transaction that lies idle for so long.
const FORGOTTEN: &str = "SELECT format('process %s is %s since %s', pid, state, state_change) AS what \
    FROM pg_stat_activity WHERE datname = current_database() \
    AND state LIKE 'idle in transaction%' \
    AND clock_timestamp() - state_change > interval '10 seconds'";

const MESSAGES: Rule = Rule {
    invariant: 13,
    says: "one message for an event, a recipient and a kind",
    service: stts_notifications::NAME,
    counts: "messages",
    breaks: "SELECT format('event %s has %s messages of kind %s for person %s', \
            event_id, count(*), kind, person_id) AS what \
        FROM messages GROUP BY event_id, person_id, kind HAVING count(*) > 1",
};

pub(super) async fn check(databases: &Databases) -> anyhow::Result<Vec<Checked>> {
    let mut kept = Checked::new(8, "one answer is kept for an operator, a method and a request id");
    let mut forgotten = Checked::new(27, "no transaction lies idle for more than ten seconds");
    for service in databases.services() {
        for (checked, counts, breaks) in [
            (&mut kept, "request_results", KEPT_ANSWERS),
            (&mut forgotten, "pg_stat_activity WHERE datname = current_database()", FORGOTTEN),
        ] {
            let counts = format!("SELECT count(*) AS count FROM {counts}");
            let rows = databases.rows(service, &counts).await?;
            checked.count += rows.first().map_or(0, |row| number(row, "count"));
            let rows = databases.rows(service, breaks).await?;
            let what = rows.iter().map(|row| format!("{service}: {}", text(row, "what")));
            checked.violations.extend(what);
        }
    }
    Ok(vec![kept, forgotten, MESSAGES.check(databases).await?])
}
