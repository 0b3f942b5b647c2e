//! `stts transitions`, and the page that is printed by it.

use std::fs;
use std::path::Path;

use crate::command::output;

const PAGE: &str = "../dossier/TRANSITIONS.md";

#[test]
fn the_page_holds_the_table_as_it_is_printed() {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join(PAGE);
    let page = fs::read_to_string(page).unwrap();
    let printed = output(&["transitions"], "");
    let (_, table) = page.split_once("\n\n| command |").expect("the page holds the table");
    let table = format!("| command |{table}");
    assert_eq!(table, printed, "print it anew below the page's head: stts transitions");
}
