//! Small dense matrices: products in a fixed order, orthonormal columns, eigenvectors.

use std::iter::Sum;
use std::ops::{AddAssign, DivAssign, Mul};

/// Sum of products, in eight running sums whose order is fixed: as quick as the machine allows, and the
/// same everywhere.
#[inline]
pub(super) fn dot<T: Copy + Default + AddAssign + Mul<Output = T> + Sum>(a: &[T], b: &[T]) -> T {
    let mut sums = [T::default(); 8];
    let (a8, a1) = a.as_chunks::<8>();
    let (b8, b1) = b.as_chunks::<8>();
    for (x, y) in a8.iter().zip(b8) {
        for lane in 0..8 {
            sums[lane] += x[lane] * y[lane];
        }
    }
    let mut all: T = sums.into_iter().sum();
    all += a1.iter().zip(b1).map(|(x, y)| *x * *y).sum();
    all
}

/// `to += factor * from`.
pub(super) fn add<T: Copy + AddAssign + Mul<Output = T>>(to: &mut [T], factor: T, from: &[T]) {
    for (to, from) in to.iter_mut().zip(from) {
        *to += factor * *from;
    }
}

/// Scales to length 1; a vector of nothing stays.
pub(super) fn normalise<T>(v: &mut [T])
where
    T: Root + Copy + Default + PartialOrd + AddAssign + DivAssign + Mul<Output = T> + Sum,
{
    let norm = dot(v, v).root();
    if norm > T::default() {
        for x in v {
            *x /= norm;
        }
    }
}

/// What has a square root, the same everywhere.
pub(super) trait Root {
    fn root(self) -> Self;
}

impl Root for f32 {
    fn root(self) -> Self {
        libm::sqrtf(self)
    }
}

impl Root for f64 {
    fn root(self) -> Self {
        libm::sqrt(self)
    }
}

/// Makes columns orthonormal (Gram-Schmidt, twice for the digits it loses); one that depends on those
/// before becomes zero.
pub(super) fn orthonormalise(columns: &mut [Vec<f64>]) {
    for at in 0..columns.len() {
        let (before, rest) = columns.split_at_mut(at);
        let Some(column) = rest.first_mut() else { return };
        let length = libm::sqrt(dot(column, column));
        for _ in 0..2 {
            for other in before.iter() {
                let share = dot(other, column);
                add(column, -share, other);
            }
        }
        let left = libm::sqrt(dot(column, column));
        if left > 1e-10 * length {
            column.iter_mut().for_each(|x| *x /= left);
        } else {
            column.fill(0.0);
        }
    }
}

/// Eigenvalues, largest first, and eigenvectors of a symmetric matrix (Jacobi's rotations).
pub(super) fn eigen(mut a: Vec<Vec<f64>>) -> Vec<(f64, Vec<f64>)> {
    let n = a.len();
    // Row i holds the vector that becomes the i-th.
    let mut vectors: Vec<Vec<f64>> = (0..n).map(|i| (0..n).map(|j| f64::from(u8::from(i == j))).collect()).collect();
    for _ in 0..MAX_SWEEPS {
        let total: f64 = a.iter().map(|row| dot(row, row)).sum();
        let off: f64 = total - (0..n).map(|i| a[i][i] * a[i][i]).sum::<f64>();
        if off <= 1e-22 * total {
            break;
        }
        for p in 0..n {
            for q in p + 1..n {
                rotate(&mut a, &mut vectors, p, q);
            }
        }
    }
    let mut out: Vec<(f64, Vec<f64>)> = vectors.into_iter().enumerate().map(|(i, v)| (a[i][i], v)).collect();
    out.sort_by(|x, y| y.0.total_cmp(&x.0));
    out
}

/// Rotations converge within ten sweeps; more would only guard against what cannot be represented.
const MAX_SWEEPS: usize = 30;

fn rotate(a: &mut [Vec<f64>], vectors: &mut [Vec<f64>], p: usize, q: usize) {
    if a[p][q] == 0.0 {
        return;
    }
    let theta = (a[q][q] - a[p][p]) / (2.0 * a[p][q]);
    let sign = if theta < 0.0 { -1.0 } else { 1.0 };
    let t = sign / (theta * sign + libm::sqrt(theta * theta + 1.0));
    let c = 1.0 / libm::sqrt(t * t + 1.0);
    let s = t * c;
    for row in a.iter_mut() {
        (row[p], row[q]) = (c * row[p] - s * row[q], s * row[p] + c * row[q]);
    }
    for rows in [a, vectors] {
        let (head, tail) = rows.split_at_mut(q);
        for (x, y) in head[p].iter_mut().zip(&mut tail[0]) {
            (*x, *y) = (c * *x - s * *y, s * *x + c * *y);
        }
    }
}
