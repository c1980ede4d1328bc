//! Markup, built so that what stands in the data cannot become a part of it: `fixed` takes only what
//! the program itself says, everything else goes through `text`, which escapes.

use std::fmt::{Display, Write as _};

use crate::cli::show::words::plain;

/// A piece of a page.
#[derive(Default)]
pub(super) struct Html(String);

impl Html {
    /// Markup of the program's own.
    pub(super) fn fixed(&mut self, markup: &'static str) -> &mut Self {
        self.0.push_str(markup);
        self
    }

    /// Anything else, as text or inside the quotes of an attribute: it only ever shows itself.
    pub(super) fn text(&mut self, text: impl Display) -> &mut Self {
        for c in plain(&text.to_string()).chars() {
            match c {
                '&' => self.0.push_str("&amp;"),
                '<' => self.0.push_str("&lt;"),
                '>' => self.0.push_str("&gt;"),
                '"' => self.0.push_str("&quot;"),
                '\'' => self.0.push_str("&#39;"),
                c => self.0.push(c),
            }
        }
        self
    }

    /// Text between two pieces of markup.
    pub(super) fn between(&mut self, open: &'static str, text: impl Display, close: &'static str) -> &mut Self {
        self.fixed(open).text(text).fixed(close)
    }

    /// A coordinate of a drawing.
    pub(super) fn number(&mut self, n: f64) -> &mut Self {
        // Writing to a String cannot fail.
        let _ = write!(self.0, "{n:.1}");
        self
    }

    /// The whole.
    pub(super) fn finish(self) -> String {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_in_the_data_stays_text() {
        let mut html = Html::default();
        html.between("<b title=\"", "\"><script>&'\u{202e}", "\">");
        assert_eq!(html.finish(), "<b title=\"&quot;&gt;&lt;script&gt;&amp;&#39;\u{fffd}\">");
    }
}
