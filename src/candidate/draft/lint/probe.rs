//! Exactly one proposed probe, with subject, observable and bound (R41).

use super::Finding;

const RULE: &str = "one_probe";
/// The heading under which it stands.
const HEADING: &str = "proposed probe";
/// What it must name, once each.
const NAMED: [&str; 3] = ["subject", "observable", "bound"];
const EXPECTED: &str = "exactly one section \"Proposed probe\" with one line each for subject, observable and bound";

/// What is wrong with the proposed probe of a postmortem in Markdown.
pub(super) fn one_probe(text: &str) -> Vec<Finding> {
    let lines: Vec<(usize, &str)> = text.lines().enumerate().map(|(i, line)| (i + 1, line.trim())).collect();
    let is_heading = |line: &str| line.starts_with('#');
    let headings: Vec<usize> = lines
        .iter()
        .filter(|(_, line)| is_heading(line) && line.trim_matches(['#', ' ', ':']).eq_ignore_ascii_case(HEADING))
        .map(|(number, _)| *number)
        .collect();
    let Some(first) = headings.first().copied() else {
        return vec![Finding { rule: RULE, place: None, found: String::new(), expected: EXPECTED.to_owned() }];
    };
    let finding =
        |line: usize, found: String, expected: String| Finding { rule: RULE, place: Some((line, 1)), found, expected };
    if let Some(second) = headings.get(1) {
        return vec![finding(*second, format!("{} proposed probes", headings.len()), EXPECTED.to_owned())];
    }
    let section: Vec<(usize, &str)> =
        lines.iter().skip(first).take_while(|(_, line)| !is_heading(line)).copied().collect();
    let mut findings = Vec::new();
    for name in NAMED {
        let said: Vec<(usize, &str)> =
            section.iter().filter_map(|(number, line)| Some((*number, value(line, name)?))).collect();
        match said.as_slice() {
            [] => findings.push(finding(first, String::new(), format!("a line \"- {}: ...\"", capital(name)))),
            [(line, "")] => findings.push(finding(*line, String::new(), format!("what the {name} is"))),
            [(line, text)] if name == "bound" && !text.contains(|c: char| c.is_ascii_digit()) => {
                findings.push(finding(
                    *line,
                    (*text).to_owned(),
                    "a bound in numbers, as in \"within 60 seconds\"".into(),
                ));
            }
            [_] => {}
            [_, (line, text), ..] => findings.push(finding(*line, (*text).to_owned(), format!("one {name} only"))),
        }
    }
    findings
}

/// What stands behind `- Subject:`, `Subject:` or `**Subject:**`.
fn value<'a>(line: &'a str, name: &str) -> Option<&'a str> {
    let line = line.trim_start_matches(['-', '*', ' ']);
    let (label, rest) = line.split_once(':')?;
    label.trim_matches(['*', ' ']).eq_ignore_ascii_case(name).then(|| rest.trim_matches(['*', ' ']))
}

fn capital(name: &str) -> String {
    let mut chars = name.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}
