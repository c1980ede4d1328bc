//! Processor time of this thread as what a bench measures: others who use the machine do not count into it.

use std::time::Duration;

use crate::world::processor_time;
use criterion::measurement::{Measurement, ValueFormatter, WallTime};

/// For criterion.
pub(crate) struct ProcessorTime;

impl Measurement for ProcessorTime {
    type Intermediate = Duration;
    type Value = Duration;

    fn start(&self) -> Duration {
        processor_time()
    }

    fn end(&self, since: Duration) -> Duration {
        processor_time() - since
    }

    fn add(&self, a: &Duration, b: &Duration) -> Duration {
        *a + *b
    }

    fn zero(&self) -> Duration {
        Duration::ZERO
    }

    fn to_f64(&self, value: &Duration) -> f64 {
        WallTime.to_f64(value)
    }

    fn formatter(&self) -> &dyn ValueFormatter {
        WallTime.formatter()
    }
}
