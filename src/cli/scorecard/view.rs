//! The scorecard as a person reads it in the terminal.

use crate::cli::show::words::plain;
use crate::wire::scorecard::{FiguresDoc, ScorecardDoc};

/// Widest name of a row.
const NAME_CHARS: usize = 28;

const HEAD: [&str; 8] =
    ["", "candidates", "right", "by customers", "by monitoring", "gained", "to detect", "blind closed"];

const MEANS: &str = "\
right          confirmed, of those that people judged: confirmed, or dismissed as not an incident, known or spam
by             who knew first, of those that nobody dismissed: monitoring where a probe was red before the first
               report was written, else customers
gained         median minutes from the opening until monitoring turned red (of so many)
to detect      median minutes from the first report to the opening (of so many)
blind closed   of the incidents that ended without monitoring turning red, for want of a probe that is known:
               those that have such a probe now
What monitoring saw and no customer wrote about is not counted.
";

/// Months of one tenant or of several, each with its features.
pub(in crate::cli) fn told(docs: &[&ScorecardDoc]) -> String {
    let mut out = String::new();
    for doc in docs {
        let mut rows = vec![HEAD.map(str::to_owned)];
        rows.extend(doc.features.iter().map(|f| row(&shortened(&f.feature), &f.figures)));
        let rest = [("topics", &doc.topics), ("everything at once", &doc.everything)];
        rows.extend(rest.into_iter().filter_map(|(name, figures)| Some(row(name, figures.as_ref()?))));
        rows.push(row("all", &doc.total));
        out.push_str(&format!("Scorecard of {}, {}\n{}", plain(&doc.tenant), plain(&doc.month), table(&rows)));
        unknown(doc, &mut out);
        for blind in &doc.open_blind_spots {
            let asked: Vec<String> = blind.closed_by.iter().map(|a| plain(a)).collect();
            let (feature, candidate) = (plain(&blind.feature), plain(&blind.candidate));
            out.push_str(&format!(
                "  still blind: {feature} (found by {candidate}); closed by {}\n",
                asked.join(", or ")
            ));
        }
        out.push('\n');
    }
    out + MEANS
}

/// What the figures cannot say.
fn unknown(doc: &ScorecardDoc, out: &mut String) {
    let (total, of) = (&doc.total, doc.total.candidates);
    let judge = "nobody said whether they were right: `groundswell feedback confirm` or `dismiss` does";
    for (n, why) in [
        (total.unjudged, judge),
        (total.open, "still open, their figures may change"),
        (total.red_by_opening, "customers wrote first, but monitoring was red before the candidate opened"),
    ] {
        if n > 0 {
            out.push_str(&format!("  {n} of {of}: {why}\n"));
        }
    }
    for (n, why) in [
        (total.historic, "opened from old messages and counted nowhere"),
        (doc.left_out, "above the limit of a month and counted nowhere"),
    ] {
        if n > 0 {
            out.push_str(&format!("  {n} more: {why}\n"));
        }
    }
}

fn row(name: &str, f: &FiguresDoc) -> [String; 8] {
    let minutes = |median: Option<f64>, of: u32| median.map_or_else(|| "-".to_owned(), |m| format!("{m} ({of})"));
    let right =
        f.precision.map_or_else(|| "not known".to_owned(), |_| format!("{} of {}", f.confirmed, f.precision_of));
    let blind = match f.blind_spots {
        0 => "-".to_owned(),
        all => format!("{} of {all}", f.blind_spots_closed),
    };
    [
        name.to_owned(),
        f.candidates.to_string(),
        right,
        f.found_first_by_customers.to_string(),
        f.found_first_by_monitoring.to_string(),
        minutes(f.gained_min_median, f.gained_of),
        minutes(f.detected_min_median, f.detected_of),
        blind,
    ]
}

fn shortened(name: &str) -> String {
    let name = plain(name);
    if name.chars().count() <= NAME_CHARS {
        return name;
    }
    name.chars().take(NAME_CHARS - 3).chain("...".chars()).collect()
}

/// Columns as wide as what stands in them.
fn table(rows: &[[String; 8]]) -> String {
    let width = |column: usize| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or_default();
    let line = |row: &[String; 8]| {
        let cells = row.iter().enumerate().map(|(column, cell)| format!("{cell:<0$}", width(column)));
        let cells: Vec<String> = cells.collect();
        format!("  {}\n", cells.join("  ").trim_end())
    };
    rows.iter().map(line).collect()
}
