//! One whole replay a budget: what each would have found, and at what price.

use super::inputs::{Inputs, ReplayError};
use super::play::play;
use crate::cli::score::score;
use crate::config::settings::{Detection, TenantSettings};
use crate::load::settings::Settings;
use crate::pipeline::replay::What;
use crate::wire::backtest::{Context, SweptDoc, Truth};

/// Budgets played where none are named.
pub(super) const BUDGETS: &str = "0.1,0.2,0.5,1,2,5,10";

/// A budget as the flag names it.
pub(super) fn budget(text: &str) -> Result<f64, String> {
    let budget = text.trim().parse::<f64>().ok().filter(|b| b.is_finite() && *b > 0.0);
    budget.ok_or_else(|| "expected false candidates a month, more than 0, such as 0.5".to_owned())
}

/// Plays it once for each budget.
pub(super) fn sweep(
    budgets: &[f64],
    (inputs, settings): (&Inputs, &Settings),
    (truth, context): (&Truth, &Context),
) -> Result<Vec<SweptDoc>, ReplayError> {
    let shipped = Detection::default().false_candidates_per_month;
    let mut rows = Vec::new();
    for budget in budgets {
        let found = play(with_budget(inputs.clone(), *budget), settings)?.in_order();
        rows.push(SweptDoc {
            false_candidates_per_month: *budget,
            shipped: (budget - shipped).abs() < f64::EPSILON,
            score: score(truth, context, &found, &inputs.written),
        });
    }
    Ok(rows)
}

fn with_budget(mut inputs: Inputs, budget: f64) -> Inputs {
    for (_, what) in inputs.files.iter_mut().flatten() {
        if let What::Settings(settings) = what {
            let settings: &mut TenantSettings = settings;
            settings.detection.false_candidates_per_month = budget;
        }
    }
    inputs
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_budget_is_a_finite_number_above_zero() {
        assert_eq!([budget("0.5"), budget(" 10 "), budget("1e-3")], [Ok(0.5), Ok(10.0), Ok(0.001)]);
        for bad in ["0", "-1", "inf", "NaN", "", "one", "1,2"] {
            assert!(budget(bad).is_err_and(|why| why.contains("more than 0")), "{bad}");
        }
        assert!(BUDGETS.split(',').all(|b| budget(b).is_ok()));
    }
}
