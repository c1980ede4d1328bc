//! An engine at rest: its parts, packed, as long as nothing is for its tenant.
//!
//! What sleeps is what would be stored, so an engine that wakes goes on, to the byte, as one that was put
//! back from its stored parts. When it sleeps changes no output.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::snapshot::{PartName, StateError};
use super::{Engine, Waits, Why};
use crate::config::settings::TenantSettings;
use crate::ids::TenantId;
use crate::time::Timestamp;

/// Most bytes of parts with which an engine sleeps, some 900 messages: it is packed in 10 ms and woken in
/// 5. Whose parts take more stays awake, so that no record waits longer.
pub const MAX_BYTES: usize = 512 * 1024;
/// Most defaults that may come while an engine sleeps; at a further one it wakes.
pub const MAX_DEFAULTS: usize = 4;

/// How hard is packed, 0 to 11: beyond, a twentieth less takes ten times as long.
const EFFORT: i32 = 5;
/// Two to the power of this many bytes may lie between what is alike: all of [`MAX_BYTES`].
const WINDOW: i32 = 19;

/// An engine at rest.
#[derive(Debug)]
pub struct Asleep {
    form: Form,
    own_settings: bool,
    waits: Waits,
    /// The installation's defaults that came meanwhile, in their order.
    defaults: Vec<Arc<TenantSettings>>,
}

#[derive(Debug)]
enum Form {
    /// Parts as they are stored: so they come, and packing takes longer than putting an engine back.
    Loose(BTreeMap<PartName, Vec<u8>>),
    Packed(Box<[u8]>),
}

impl Asleep {
    /// An engine that was put back from these parts, to be packed later; none where it may not sleep.
    #[must_use]
    pub fn restored(engine: &Engine, parts: BTreeMap<PartName, Vec<u8>>) -> Option<Self> {
        let bytes: usize = parts.values().map(Vec::len).sum();
        let may = engine.may_sleep() && bytes <= MAX_BYTES;
        may.then(|| Self::of(engine, Form::Loose(parts)))
    }

    fn of(engine: &Engine, form: Form) -> Self {
        Self { form, own_settings: engine.own_settings, waits: engine.waits(), defaults: Vec::new() }
    }

    /// Packs what is not packed yet.
    pub fn pack(&mut self) {
        if let Form::Loose(parts) = &self.form
            && let Some(packed) = packed(parts)
        {
            self.form = Form::Packed(packed);
        }
    }

    /// Bytes of its parts, as they are held.
    #[must_use]
    pub fn bytes(&self) -> usize {
        match &self.form {
            Form::Loose(parts) => parts.iter().map(|(name, bytes)| name.0.len() + bytes.len()).sum(),
            Form::Packed(bytes) => bytes.len(),
        }
    }

    /// Keeps the installation's defaults for when it wakes, where the tenant has no settings of its own.
    /// False where too many wait already: then it has to wake first.
    #[must_use]
    pub fn keep_defaults(&mut self, defaults: &Arc<TenantSettings>) -> bool {
        let room = self.own_settings || self.defaults.len() < MAX_DEFAULTS;
        if room && !self.own_settings {
            self.defaults.push(Arc::clone(defaults));
        }
        room
    }

    /// When it is to be woken by what is heard, under the defaults that came last; none where none came.
    #[must_use]
    pub fn woken_under_defaults(&self) -> Option<Option<(Timestamp, Why)>> {
        self.defaults.last().map(|defaults| self.waits.ends(defaults.detection.watch_for))
    }

    /// Whether it holds what its stored parts do not.
    #[must_use]
    pub const fn is_dirty(&self) -> bool {
        !self.defaults.is_empty()
    }

    /// The engine, as it was, with the defaults that came since.
    ///
    /// # Errors
    /// [`StateError`] where its parts cannot be read.
    pub fn wake(&self, tenant: TenantId) -> Result<Engine, StateError> {
        let mut engine = match &self.form {
            Form::Loose(parts) => Engine::restore(tenant, parts)?,
            Form::Packed(bytes) => Engine::restore(tenant, &unpacked(bytes)?)?,
        };
        self.defaults.iter().for_each(|defaults| engine.take_defaults(defaults));
        Ok(engine)
    }

    /// The names of its parts.
    ///
    /// # Errors
    /// [`StateError`] where they cannot be read.
    pub fn names(&self) -> Result<Vec<PartName>, StateError> {
        match &self.form {
            Form::Loose(parts) => Ok(parts.keys().cloned().collect()),
            Form::Packed(bytes) => Ok(unpacked(bytes)?.into_keys().collect()),
        }
    }
}

#[cfg(test)]
impl Asleep {
    /// Whether it takes as little room as it may.
    pub(crate) const fn is_packed(&self) -> bool {
        matches!(self.form, Form::Packed(_))
    }

    /// The same, half of it lost.
    pub(super) fn broken(&self) -> Self {
        let Form::Packed(bytes) = &self.form else { panic!("it is not packed") };
        let form = Form::Packed(bytes[..bytes.len() / 2].into());
        Self { form, own_settings: self.own_settings, waits: self.waits, defaults: Vec::new() }
    }
}

impl Engine {
    /// Whether it may sleep: all of it is stored, no candidate is open, no report waits for one to end, no
    /// study is under way, whose result is not among the parts.
    #[must_use]
    pub fn may_sleep(&self) -> bool {
        let idle = self.open().next().is_none() && self.waiting.is_empty() && self.studies.ends().is_none();
        idle && !self.is_dirty()
    }

    /// The engine at rest; none where it may not sleep or is too large.
    #[must_use]
    pub fn asleep(&self) -> Option<Asleep> {
        let parts = Some(self).filter(|engine| engine.may_sleep())?.whole(MAX_BYTES)?;
        Some(Asleep::of(self, Form::Packed(packed(&parts)?)))
    }
}

/// Names and lengths, then the bytes of all parts one after the other: what is alike in several is found once.
fn packed(parts: &BTreeMap<PartName, Vec<u8>>) -> Option<Box<[u8]>> {
    let index: Vec<(&PartName, usize)> = parts.iter().map(|(name, bytes)| (name, bytes.len())).collect();
    let mut plain = postcard::to_stdvec(&index).ok()?;
    parts.values().for_each(|bytes| plain.extend_from_slice(bytes));
    let params = brotli::enc::BrotliEncoderParams {
        quality: EFFORT,
        lgwin: WINDOW,
        size_hint: plain.len(),
        ..brotli::enc::BrotliEncoderParams::default()
    };
    let mut out = Vec::with_capacity(plain.len() / 3);
    brotli::BrotliCompress(&mut plain.as_slice(), &mut out, &params).ok()?;
    Some(out.into_boxed_slice())
}

fn unpacked(mut bytes: &[u8]) -> Result<BTreeMap<PartName, Vec<u8>>, StateError> {
    let unreadable = |why: String| StateError::Unreadable { part: PartName("asleep".into()), why };
    let mut plain = Vec::new();
    brotli::BrotliDecompress(&mut bytes, &mut plain).map_err(|e| unreadable(e.to_string()))?;
    let (index, mut rest) =
        postcard::take_from_bytes::<Vec<(PartName, usize)>>(&plain).map_err(|e| unreadable(e.to_string()))?;
    let mut parts = BTreeMap::new();
    for (name, length) in index {
        let (part, behind) = rest.split_at_checked(length).ok_or_else(|| unreadable("it ends early".into()))?;
        parts.insert(name, part.to_vec());
        rest = behind;
    }
    Ok(parts)
}
