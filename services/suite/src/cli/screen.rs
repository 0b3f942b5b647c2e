//! A view that is drawn anew in a terminal, until it is left.

use std::io::{self, Stdout, Write};

use crossterm::cursor::{Hide, MoveTo, Show};
use crossterm::execute;
use crossterm::terminal::{
    Clear, ClearType, DisableLineWrap, EnableLineWrap, EnterAlternateScreen, LeaveAlternateScreen,
    size,
};

/// A terminal's other screen: dropped, the terminal shows again what it showed before.
pub(super) struct Screen(Stdout);

impl Screen {
    /// Takes the screen and draws the first view.
    pub(super) fn open(text: &str) -> io::Result<Self> {
        let mut screen = Self(io::stdout());
        execute!(screen.0, EnterAlternateScreen, Hide, DisableLineWrap)?;
        screen.draw(text)?;
        Ok(screen)
    }

    /// Draws in the place of what stands there. It is overwritten line by line: a screen that is
    /// cleared first flickers.
    pub(super) fn draw(&mut self, text: &str) -> io::Result<()> {
        let (_, rows) = size()?;
        let mut to = self.0.lock();
        execute!(to, MoveTo(0, 0))?;
        for (index, line) in fitting(text, usize::from(rows)).into_iter().enumerate() {
            to.write_all(if index == 0 { b"" } else { b"\r\n" })?;
            to.write_all(line.as_bytes())?;
            execute!(to, Clear(ClearType::UntilNewLine))?;
        }
        execute!(to, Clear(ClearType::FromCursorDown))
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        // A terminal that is gone needs nothing back.
        drop(execute!(self.0, EnableLineWrap, Show, LeaveAlternateScreen));
    }
}

/// The lines for which there is room; when that is not all, the last says so.
fn fitting(text: &str, rows: usize) -> Vec<String> {
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    if lines.len() > rows {
        lines.truncate(rows.saturating_sub(1));
        let more = text.lines().count() - lines.len();
        lines.push(format!("... {more} more lines do not fit"));
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_does_not_fit_is_said() {
        for (text, rows, expected) in [
            ("", 2, &[][..]),
            ("a\nb", 2, &["a", "b"]),
            ("a\nb\nc", 2, &["a", "... 2 more lines do not fit"]),
            ("a\nb\nc", 1, &["... 3 more lines do not fit"]),
        ] {
            assert_eq!(fitting(text, rows), expected, "{text:?} {rows}");
        }
    }
}
