//! Studies are computed on a thread of their own while records are applied, one after the other: each
//! takes seconds of one core. An engine whose study is not ready when it is due computes it itself.

use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;

use super::{Slot, Work};
use crate::cluster::learn::Model;
use crate::cluster::studies::Study;
use crate::ids::TenantId;
use crate::time::Timestamp;

struct Asked {
    partition: i32,
    tenant: TenantId,
    study: Study,
}

struct Found {
    partition: i32,
    tenant: TenantId,
    began: Timestamp,
    model: Model,
}

/// The thread that computes studies, once there was one.
#[derive(Default)]
pub(super) struct Studying {
    thread: Option<(Sender<Asked>, Receiver<Found>)>,
}

impl Studying {
    /// The thread ends with the session: when nothing can be asked any more. Without one the engines
    /// compute theirs themselves.
    fn ask(&mut self, asked: Asked) {
        if self.thread.is_none() {
            self.thread = begin().inspect_err(|error| tracing::warn!(%error, "no thread for studies")).ok();
        }
        let asked = self.thread.as_ref().map(|(ask, _)| ask.send(asked));
        if asked.is_some_and(|sent| sent.is_err()) {
            // It panicked. What comes next gets a new one.
            self.thread = None;
        }
    }

    fn found(&self) -> Option<Found> {
        self.thread.as_ref().and_then(|(_, found)| found.try_recv().ok())
    }
}

fn begin() -> std::io::Result<(Sender<Asked>, Receiver<Found>)> {
    let (ask, asked) = channel();
    let (answer, found) = channel();
    thread::Builder::new().name("studies".to_owned()).spawn(move || compute(&asked, &answer))?;
    Ok((ask, found))
}

fn compute(asked: &Receiver<Asked>, answer: &Sender<Found>) {
    for Asked { partition, tenant, study } in asked {
        let model = study.learn();
        tracing::info!(partition, %tenant, began = %study.began, "what was written has been studied");
        if answer.send(Found { partition, tenant, began: study.began, model }).is_err() {
            return;
        }
    }
}

impl Work {
    /// Has studies computed that have begun, and hands over what was found. A partition that has gone
    /// meanwhile, and its next owner, computes its own.
    pub(super) fn study(&mut self) {
        for (partition, slot) in &mut self.slots {
            let Slot::Running { assigned, .. } = slot else { continue };
            while let Some((tenant, study)) = assigned.take_study() {
                self.studying.ask(Asked { partition: *partition, tenant, study });
            }
        }
        while let Some(Found { partition, tenant, began, model }) = self.studying.found() {
            if let Some(Slot::Running { assigned, .. }) = self.slots.get_mut(&partition) {
                assigned.give_back(&tenant, began, model);
            }
        }
    }
}
