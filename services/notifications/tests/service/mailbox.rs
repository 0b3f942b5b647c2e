//! The folder that takes letters.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use stts_notifications::clients::FileMailbox;
use stts_notifications::ports::Mailbox;
use stts_testkit::SeededIds;
use tempfile::TempDir;

async fn open(folder: &Path) -> FileMailbox {
    FileMailbox::open(folder, Arc::new(SeededIds::new(1))).await.unwrap()
}

fn files(folder: &Path) -> Vec<String> {
    let files = fs::read_dir(folder).unwrap().map(Result::unwrap);
    let files = files.filter(|file| file.file_type().unwrap().is_file());
    files.map(|file| file.file_name().into_string().unwrap()).collect()
}

#[tokio::test]
async fn a_letter_handed_over_again_replaces_the_first() {
    let folder = TempDir::new().unwrap();
    let mailbox = open(&folder.path().join("made")).await;
    mailbox.put("one.txt", "Straße 1").await.unwrap();
    mailbox.put("one.txt", "Straße 2").await.unwrap();
    assert_eq!(files(&folder.path().join("made")), ["one.txt"]);
    let content = fs::read_to_string(folder.path().join("made/one.txt")).unwrap();
    assert_eq!(content, "Straße 2");
}

#[tokio::test]
async fn what_somebody_left_unfinished_is_no_letter_and_is_removed() {
    let folder = TempDir::new().unwrap();
    open(folder.path()).await.put("whole.txt", "whole").await.unwrap();
    let unfinished = folder.path().join(".unfinished");
    fs::write(unfinished.join("left"), "ha").unwrap();
    assert_eq!(files(folder.path()), ["whole.txt"]);
    open(folder.path()).await;
    assert_eq!((files(folder.path()), files(&unfinished)), (vec!["whole.txt".to_owned()], vec![]));
}

#[tokio::test]
async fn a_folder_that_is_gone_takes_no_letter() {
    let folder = TempDir::new().unwrap();
    let mailbox = open(&folder.path().join("gone")).await;
    fs::remove_dir_all(folder.path().join("gone")).unwrap();
    assert!(mailbox.put("one.txt", "").await.is_err());
}
