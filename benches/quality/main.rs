//! How well the parts decide, on anybody's labelled messages: `cargo bench --bench quality -- --task
//! feature|problem|spelling|surge|emergent [--train F --test F --text-field text --label-field label
//! --aliases F.json --problem-labels a,b,c --skip-labels d,e] [--json]`.
//!
//! Everything runs through the code paths that are shipped, with the settings that are shipped.
//! docs/quality.md says which figures are to be reached and how the sets are split.

#![expect(clippy::print_stdout, clippy::print_stderr, reason = "its figures and errors are what it is for")]

mod arguments;
mod dice;
mod emergent;
mod feature;
mod figures;
mod messages;
mod problem;
mod scoring;
mod simulation;
mod spelling;
mod surge;

use std::process::ExitCode;

use arguments::{Arguments, Task};

fn main() -> ExitCode {
    let done = Arguments::parse(std::env::args().skip(1)).and_then(|arguments| {
        let figures = match arguments.task {
            Task::Feature => feature::run(&arguments)?,
            Task::Problem => problem::run(&arguments)?,
            Task::Spelling => spelling::run(&arguments)?,
            Task::Surge => surge::run()?,
            Task::Emergent => emergent::run(&arguments)?,
        };
        figures.print(&arguments);
        Ok(())
    });
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("{why}");
            ExitCode::from(2)
        }
    }
}
