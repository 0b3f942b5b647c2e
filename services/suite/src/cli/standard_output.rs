//! How answers are written.

use std::io::{self, BufWriter, IsTerminal, Write};

use clap::ValueEnum;
use comfy_table::presets::UTF8_FULL_CONDENSED;
use comfy_table::{CellAlignment, Table};
use serde::Serialize;

use super::Failure;
use crate::calculators::Sheet;

/// In which form an answer is written.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(super) enum Format {
    /// For programs
    Json,
    /// For people
    Table,
}

impl Format {
    /// What was asked for; else a table for a terminal, and JSON for everything else.
    fn or_fitting(asked: Option<Self>) -> Self {
        let fitting = if io::stdout().is_terminal() { Self::Table } else { Self::Json };
        asked.unwrap_or(fitting)
    }
}

/// Writes an answer, as JSON or as tables.
pub(super) fn write_answer(
    asked: Option<Format>,
    answer: &impl Serialize,
    sheets: impl FnOnce() -> Vec<Sheet>,
) -> Result<(), Failure> {
    write(|to| match Format::or_fitting(asked) {
        Format::Json => {
            serde_json::to_writer_pretty(&mut *to, answer)?;
            writeln!(to)
        }
        Format::Table => {
            for (index, sheet) in sheets().iter().enumerate() {
                let space = if index == 0 { "" } else { "\n" };
                writeln!(to, "{space}{}", drawn(sheet))?;
            }
            Ok(())
        }
    })
}

/// Writes to standard output. A reader that has seen enough, such as `head`, is no failure.
pub(super) fn write(
    data: impl FnOnce(&mut BufWriter<io::StdoutLock<'static>>) -> io::Result<()>,
) -> Result<(), Failure> {
    let mut to = BufWriter::new(io::stdout().lock());
    match data(&mut to).and_then(|()| to.flush()) {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        written => Ok(written?),
    }
}

/// A table as it is printed, below its title.
pub(super) fn drawn(sheet: &Sheet) -> String {
    if sheet.columns.is_empty() {
        return sheet.title.clone();
    }
    let mut table = Table::new();
    table.load_style(UTF8_FULL_CONDENSED);
    table.set_header(&sheet.columns);
    table.add_rows(&sheet.rows);
    for (index, column) in table.column_iter_mut().enumerate() {
        let mut cells = sheet.rows.iter().filter_map(|row| row.get(index));
        if cells.all(|cell| is_number(cell)) {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    format!("{}\n{table}", sheet.title)
}

/// An integer, a decimal or a fraction, or a dash in the place of one.
fn is_number(cell: &str) -> bool {
    let without_sign = cell.strip_prefix('-').unwrap_or(cell);
    without_sign.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'.' | b'/'))
}
