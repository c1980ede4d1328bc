//! The minimum of a smooth convex function of many variables (L-BFGS: Nocedal and Wright, Numerical
//! Optimization, algorithm 7.5), with every sum in a fixed order.

use std::collections::VecDeque;

use super::dense::{add, dot};

/// Steps remembered: more turn little and cost memory.
const REMEMBERED: usize = 6;
/// Most steps: at this many the answers no longer change.
pub(super) const MAX_STEPS: usize = 100;
/// Most halvings of one step.
const MAX_HALVINGS: usize = 20;
/// A step must bring this part of what the slope promises.
const SUFFICIENT: f64 = 1e-4;

/// One step: where it led and how the slope changed, in 32 bits to halve the memory.
struct Step {
    to: Vec<f32>,
    change: Vec<f32>,
    inverse: f64,
}

/// Goes down from `x` until no part of the slope exceeds `tolerance`. `function` gives the value and
/// writes the slope.
pub(super) fn minimise(x: &mut Vec<f64>, tolerance: f64, mut function: impl FnMut(&[f64], &mut [f64]) -> f64) {
    let mut slope = vec![0.0; x.len()];
    let mut value = function(x, &mut slope);
    let mut steps: VecDeque<Step> = VecDeque::new();
    for _ in 0..MAX_STEPS {
        if slope.iter().all(|s| s.abs() <= tolerance) {
            return;
        }
        let direction = direction(&slope, &steps);
        let promise = dot(&direction, &slope);
        // The first direction is the slope itself, of any length.
        let mut length = if steps.is_empty() { 1.0 / libm::sqrt(dot(&slope, &slope)) } else { 1.0 };
        let mut next = x.clone();
        let mut next_slope = vec![0.0; x.len()];
        let mut next_value = f64::INFINITY;
        for _ in 0..MAX_HALVINGS {
            next.copy_from_slice(x);
            add(&mut next, length, &direction);
            next_value = function(&next, &mut next_slope);
            if next_value <= value + SUFFICIENT * length * promise {
                break;
            }
            length /= 2.0;
        }
        if next_value >= value {
            return;
        }
        remember(&mut steps, (x, &next), (&slope, &next_slope));
        (*x, slope, value) = (next, next_slope, next_value);
    }
}

fn remember(steps: &mut VecDeque<Step>, (x, next): (&[f64], &[f64]), (slope, next_slope): (&[f64], &[f64])) {
    let less = |a: &[f64], b: &[f64]| -> Vec<f32> { a.iter().zip(b).map(|(a, b)| (a - b) as f32).collect() };
    let (to, change) = (less(next, x), less(next_slope, slope));
    let curvature = dot_short(&widened(&to), &change);
    if curvature > 0.0 {
        steps.truncate(REMEMBERED - 1);
        steps.push_front(Step { to, change, inverse: 1.0 / curvature });
    }
}

fn direction(slope: &[f64], steps: &VecDeque<Step>) -> Vec<f64> {
    let mut d: Vec<f64> = slope.iter().map(|s| -s).collect();
    let mut shares = Vec::with_capacity(steps.len());
    for step in steps {
        let share = step.inverse * dot_short(&d, &step.to);
        add_short(&mut d, -share, &step.change);
        shares.push(share);
    }
    if let Some(newest) = steps.front() {
        let scale = 1.0 / (newest.inverse * dot_short(&widened(&newest.change), &newest.change));
        d.iter_mut().for_each(|x| *x *= scale);
    }
    for (step, share) in steps.iter().zip(shares).rev() {
        let back = step.inverse * dot_short(&d, &step.change);
        add_short(&mut d, share - back, &step.to);
    }
    d
}

fn widened(v: &[f32]) -> Vec<f64> {
    v.iter().map(|x| f64::from(*x)).collect()
}

/// As [`dot`], of one in 32 bits.
fn dot_short(a: &[f64], b: &[f32]) -> f64 {
    let mut sums = [0.0; 8];
    let (a8, a1) = a.as_chunks::<8>();
    let (b8, b1) = b.as_chunks::<8>();
    for (x, y) in a8.iter().zip(b8) {
        for lane in 0..8 {
            sums[lane] += x[lane] * f64::from(y[lane]);
        }
    }
    sums.iter().sum::<f64>() + a1.iter().zip(b1).map(|(x, y)| x * f64::from(*y)).sum::<f64>()
}

fn add_short(to: &mut [f64], factor: f64, from: &[f32]) {
    for (to, from) in to.iter_mut().zip(from) {
        *to += factor * f64::from(*from);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bottom_of_a_bent_valley_is_found() {
        // Each variable pulls on its neighbour; the bottom lies where all are 3.
        let mut x = vec![0.0; 50];
        let mut calls = 0;
        minimise(&mut x, 1e-9, |x, slope| {
            calls += 1;
            slope.fill(0.0);
            let mut value = 0.0;
            for i in 0..x.len() {
                let scale = 1.0 + i as f64;
                let d = x[i] - 3.0;
                value += scale * d * d;
                slope[i] += 2.0 * scale * d;
                if i > 0 {
                    let d = x[i] - x[i - 1];
                    value += d * d * d * d;
                    slope[i] += 4.0 * d * d * d;
                    slope[i - 1] -= 4.0 * d * d * d;
                }
            }
            value
        });
        assert!(x.iter().all(|v| (v - 3.0).abs() < 1e-6), "{x:?}");
        assert!(calls < 2 * MAX_STEPS, "{calls}");
    }
}
