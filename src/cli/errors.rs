//! How a problem is printed: where it stands, the lines around it, what was expected.

use std::io::{IsTerminal, Write as _};

use miette::{GraphicalReportHandler, GraphicalTheme};

use super::Exit;
use crate::load::problem::Problem;

/// Widest line of an error, in characters.
const WIDTH: usize = 110;

/// Whether colours are wanted: a terminal is there and nobody asked for none.
#[must_use]
pub fn colours(out: &impl IsTerminal) -> bool {
    out.is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
}

/// One problem as a person reads it, a blank line after it.
#[must_use]
pub fn render(problem: &Problem, colour: bool) -> String {
    let theme = if colour { GraphicalTheme::unicode() } else { GraphicalTheme::unicode_nocolor() };
    let handler = GraphicalReportHandler::new_themed(theme).with_width(WIDTH).with_context_lines(1).with_links(false);
    let mut out = String::new();
    // Writing to a String cannot fail; the bare title is still true.
    if handler.render_report(&mut out, problem).is_err() {
        return format!("{problem}\n\n");
    }
    out.push('\n');
    out
}

/// Prints problems to standard error; the configuration is refused.
#[must_use]
pub fn refuse(problems: &[Problem]) -> Exit {
    let mut err = std::io::stderr().lock();
    let colour = colours(&err);
    for problem in problems {
        // Nobody is left to tell where standard error is closed.
        let _ = write!(err, "{}", render(problem, colour));
    }
    Exit::Configuration
}

/// Prints text to standard output. A reader that went away (`| head`) is no error.
pub fn print(text: &str) {
    let mut out = std::io::stdout().lock();
    let _ = out.write_all(text.as_bytes()).and_then(|()| out.flush());
}

/// Says how the program should have been called.
#[must_use]
pub fn usage(text: &str) -> Exit {
    let _ = writeln!(std::io::stderr(), "{text}");
    Exit::Usage
}
