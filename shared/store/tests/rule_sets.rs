//! Rules are kept at their first use.

use stts_store::rule_sets::{find, remember};

use crate::DATABASES;

#[tokio::test]
async fn the_content_of_a_version_is_kept_once() {
    for database in DATABASES.each().await {
        for content in ["first", "second"] {
            let transaction = database.store.begin().await.unwrap();
            remember(&transaction, "tariff", "abc", content).await.unwrap();
            transaction.commit().await.unwrap();
        }
        let reader = database.store.reader();
        assert_eq!(find(&reader, "tariff", "abc").await, Ok(Some("first".to_owned())));
        assert_eq!(find(&reader, "tariff", "abd").await, Ok(None));
    }
}
