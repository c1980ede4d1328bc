//! Pages that are held to what is there: the candidates of docs/candidate.md to what the program prints, the
//! table of docs/requirements.md to files and time lines.

use std::collections::BTreeSet;

/// The blocks of a page that show output, in order.
pub(crate) fn outputs(page: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let mut inside = false;
    for line in page.lines() {
        match line {
            "```text" => {
                inside = true;
                found.push(String::new());
            }
            "```" => inside = false,
            _ if inside => {
                if let Some(block) = found.last_mut() {
                    block.push_str(line);
                    block.push('\n');
                }
            }
            _ => {}
        }
    }
    found
}

/// Lines that hold something.
pub(crate) fn lines(text: &str) -> Vec<&str> {
    text.lines().filter(|line| !line.trim().is_empty()).collect()
}

/// The names that lines of output begin with, each told from what follows by two spaces: what a reader looks up.
pub(crate) fn labels(output: &str) -> BTreeSet<String> {
    let at_the_edge = output.lines().filter(|line| line.starts_with(|c: char| c.is_ascii_uppercase()));
    at_the_edge.filter_map(|line| line.split_once("  ")).map(|(label, _)| label.to_owned()).collect()
}

/// What is wrong with the table of requirements: one row a number, each naming files and tests that exist; every
/// time line named after a number stands in the row of that number.
pub(crate) fn requirements(page: &str, time_lines: &[String], exists: &dyn Fn(&str) -> bool) -> Vec<String> {
    const LAST: usize = 64;
    let mut complaints = Vec::new();
    let rows: Vec<Vec<&str>> = page
        .lines()
        .filter_map(|line| line.strip_prefix("| R"))
        .map(|line| line.split('|').map(str::trim).collect())
        .collect();
    let numbers: Vec<String> = rows.iter().map(|row| row[0].to_owned()).collect();
    let expected: Vec<String> = (1..=LAST).map(|n| n.to_string()).collect();
    if numbers != expected {
        complaints.push(format!("the numbers are not 1 to {LAST} in order: {}", numbers.join(" ")));
    }
    for row in &rows {
        let [number, what, places, tests, ..] = row.as_slice() else {
            complaints.push(format!("R{}: number, what, where, test", row[0]));
            continue;
        };
        if what.is_empty() {
            complaints.push(format!("R{number}: it is not said what"));
        }
        for (name, cell) in [("file", places), ("test", tests)] {
            let named: Vec<&str> = cell.split('`').skip(1).step_by(2).collect();
            if named.is_empty() {
                complaints.push(format!("R{number}: no {name} is named"));
            }
            let dead = named.into_iter().filter(|path| !exists(path));
            complaints.extend(dead.map(|path| format!("R{number}: there is no {path}")));
        }
        let own = format!("r{number:0>2}_");
        let forgotten = time_lines.iter().filter(|page| page.starts_with(&own) && !tests.contains(page.as_str()));
        complaints.extend(forgotten.map(|page| format!("R{number}: {page} is left out")));
    }
    complaints
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn outputs_and_their_labels_are_found() {
        let page = "a\n```text\nRANK 2  x\nTitle: \"y\"\n  since z\nHow unlikely    one  two\n```\n```console\nno\n```\n```text\nb\n```\n";
        let found = outputs(page);
        assert_eq!(found.len(), 2);
        assert_eq!(labels(&found[0]).into_iter().collect::<Vec<_>>(), ["How unlikely", "RANK 2"]);
        assert_eq!(lines("a\n\n  b\n"), ["a", "  b"]);
    }

    #[test]
    fn what_is_missing_in_the_table_is_found() {
        let row = |n: usize| format!("| R{n} | what | `src/a.rs` | `tests/timelines/r{n:0>2}_x.txt` |\n");
        let page: String = (1..=64).map(row).collect();
        let pages: Vec<String> = (1..=64).map(|n| format!("r{n:0>2}_x.txt")).collect();
        let complaints = |page: &str, pages: &[String]| requirements(page, pages, &|p| p != "src/gone.rs").len();
        assert_eq!(complaints(&page, &pages), 0);
        for (from, to) in [
            (row(7).as_str(), ""),
            ("| R7 | what |", "| R7 | |"),
            ("| R7 | what | `src/a.rs` |", "| R7 | what | `src/gone.rs` |"),
            ("| R7 | what | `src/a.rs` |", "| R7 | what | |"),
        ] {
            assert_eq!(complaints(&page.replace(from, to), &pages), 1, "{to}");
        }
        let one_more = [&pages[..], &["r07_y.txt".to_owned()]].concat();
        assert_eq!(complaints(&page, &one_more), 1);
    }
}
