//! Comma-separated values (RFC 4180), each with its place, so that a fault can be found in the file.

use std::fmt;
use std::iter::Peekable;
use std::str::Chars;

/// Something in the file is not as it must be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The line, from 1.
    pub line: u64,
    /// The character in the line where its cell begins, from 1.
    pub column: u64,
    /// What is wrong, without the value.
    pub what: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "line {}, column {}: {}", self.line, self.column, self.what)
    }
}

/// A cell, and where it begins.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Cell {
    pub(super) line: u64,
    pub(super) column: u64,
    pub(super) text: String,
}

impl Cell {
    pub(super) fn fault(&self, what: impl Into<String>) -> Fault {
        Fault { line: self.line, column: self.column, what: what.into() }
    }
}

/// The records of a text; empty lines are none. A cell that is not closed ends it all.
pub(super) fn records(text: &str, separator: char) -> Result<Vec<Vec<Cell>>, Fault> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut reader = Reader { rest: text.chars().peekable(), line: 1, column: 1, separator };
    let mut records = Vec::new();
    while reader.rest.peek().is_some() {
        let record = reader.record()?;
        let is_empty = record.iter().all(|cell| cell.text.trim().is_empty()) && record.len() == 1;
        if !is_empty {
            records.push(record);
        }
    }
    Ok(records)
}

struct Reader<'a> {
    rest: Peekable<Chars<'a>>,
    line: u64,
    column: u64,
    separator: char,
}

impl Reader<'_> {
    fn record(&mut self) -> Result<Vec<Cell>, Fault> {
        let mut record = Vec::new();
        loop {
            let (line, column) = (self.line, self.column);
            let mut cell = Cell { line, column, text: String::new() };
            if self.rest.peek() == Some(&'"') {
                self.quoted(&mut cell)?;
            }
            let is_last = self.plain(&mut cell)?;
            record.push(cell);
            if is_last {
                return Ok(record);
            }
        }
    }

    /// What stands between quotes; two of them are one.
    fn quoted(&mut self, cell: &mut Cell) -> Result<(), Fault> {
        self.next();
        loop {
            match self.next() {
                Some('"') if self.rest.peek() == Some(&'"') => {
                    self.next();
                    cell.text.push('"');
                }
                Some('"') => break,
                Some(letter) => cell.text.push(letter),
                None => return Err(cell.fault("its quote is not closed")),
            }
        }
        match self.rest.peek() {
            None | Some('\r' | '\n') => Ok(()),
            Some(next) if *next == self.separator => Ok(()),
            Some(_) => Err(cell.fault("something follows the closing quote")),
        }
    }

    /// The rest of the cell; whether it is the last of its record.
    fn plain(&mut self, cell: &mut Cell) -> Result<bool, Fault> {
        loop {
            match self.next() {
                None | Some('\n') => return Ok(true),
                Some('\r') if self.rest.peek() == Some(&'\n') => {}
                Some('"') => return Err(cell.fault("a quote stands in the middle of it")),
                Some(letter) if letter == self.separator => return Ok(false),
                Some(letter) => cell.text.push(letter),
            }
        }
    }

    fn next(&mut self) -> Option<char> {
        let next = self.rest.next()?;
        if next == '\n' {
            (self.line, self.column) = (self.line + 1, 1);
        } else {
            self.column += 1;
        }
        Some(next)
    }
}

/// A cell as it is written: quoted where it has to be.
pub(super) fn written(text: &str) -> String {
    if text.contains([',', '"', '\n', '\r']) {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(text: &str) -> Vec<Vec<String>> {
        let records = records(text, ',').unwrap_or_else(|fault| panic!("{fault}"));
        let texts = |record: Vec<Cell>| record.into_iter().map(|cell| cell.text).collect();
        records.into_iter().map(texts).collect()
    }

    #[test]
    fn cells_are_separated_quoted_and_ended_by_either_line_end() {
        for (text, expected) in [
            ("a,b\nc,d\n", vec![vec!["a", "b"], vec!["c", "d"]]),
            ("\u{feff}a,b\r\n\r\nc,\r\n", vec![vec!["a", "b"], vec!["c", ""]]),
            ("\"a,b\",\"say \"\"c\"\"\"", vec![vec!["a,b", "say \"c\""]]),
            ("\"two\nlines\",x", vec![vec!["two\nlines", "x"]]),
            ("", vec![]),
        ] {
            assert_eq!(texts(text), expected, "{text:?}");
        }
    }

    #[test]
    fn a_cell_knows_its_place() {
        let records = records("é,b\n\"x\ny\",z\n", ',').unwrap_or_default();
        let places = records.iter().flatten().map(|cell| (cell.line, cell.column));
        assert!(places.eq([(1, 1), (1, 3), (2, 1), (3, 4)]));
    }

    #[test]
    fn broken_quotes_are_told_with_their_place() {
        for (text, line, column) in [("a,\"b", 1, 3), ("a\nb,\"c\"d", 2, 3), ("a,b\"c", 1, 3)] {
            let fault = records(text, ',').err().map(|fault| (fault.line, fault.column));
            assert_eq!(fault, Some((line, column)), "{text:?}");
        }
    }

    #[test]
    fn what_is_written_is_read_again() {
        for text in ["plain", "a,b", "say \"c\"", "two\r\nlines", ""] {
            let line = format!("{},x", written(text));
            assert_eq!(texts(&line), [[text, "x"]], "{line}");
        }
    }
}
