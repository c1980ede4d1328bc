//! Who wrote, as keyed hashes. One customer on three channels carries one key as long as the source
//! names the customer by the same id; what else a person is known by goes along, so that the engine can
//! tell who is the same.

use serde::{Deserialize, Serialize};

use super::{Author, Message};
use crate::ids::{AccountKey, CustomerKey, IdentityKey, MessageId, TenantId};

/// By what a person is known, the surest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A support platform's id.
    Customer,
    /// An e-mail address.
    Email,
    /// A phone number.
    Phone,
    /// A device.
    Device,
}

impl Kind {
    /// What is hashed with the value, so that a phone number and an id that look alike are two.
    const fn name(self) -> &'static str {
        match self {
            Self::Customer => "customer",
            Self::Email => "email",
            Self::Phone => "phone",
            Self::Device => "device",
        }
    }
}

/// One way in which a person is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Known {
    /// By what.
    pub kind: Kind,
    /// The customer whom a message would count for that names its author in this way alone.
    pub key: CustomerKey,
}

/// All ways in which an author is known, the surest first: the platform's id, the e-mail address (lower
/// case), the phone number (digits), the device.
#[must_use]
pub fn known_as(key: &IdentityKey, tenant: &TenantId, author: &Author) -> Vec<Known> {
    let given = |value: &Option<String>| value.as_deref().map(str::trim).filter(|v| !v.is_empty()).map(str::to_owned);
    let digits = |phone: String| phone.chars().filter(char::is_ascii_digit).collect::<String>();
    let ways = [
        (Kind::Customer, given(&author.id)),
        (Kind::Email, given(&author.email).map(|e| e.to_lowercase())),
        (Kind::Phone, given(&author.phone).map(digits).filter(|d| !d.is_empty())),
        (Kind::Device, given(&author.device)),
    ];
    let hashed = |(kind, value): (Kind, Option<String>)| {
        Some(Known { kind, key: CustomerKey(key.hash(tenant, kind.name(), &value?)) })
    };
    ways.into_iter().filter_map(hashed).collect()
}

/// The customer's key: that of the surest way in which the author is known. A message without any is a
/// customer of its own.
#[must_use]
pub fn customer_key(key: &IdentityKey, tenant: &TenantId, author: &Author, message: &MessageId) -> CustomerKey {
    surest(key, tenant, &known_as(key, tenant, author), message)
}

fn surest(key: &IdentityKey, tenant: &TenantId, known: &[Known], message: &MessageId) -> CustomerKey {
    known.first().map_or_else(|| CustomerKey(key.hash(tenant, "message", message.as_str())), |k| k.key)
}

/// The key of an account's id, as the account-to-tier table must hash it too; none where it is blank.
#[must_use]
pub fn account_key(key: &IdentityKey, tenant: &TenantId, account: &str) -> Option<AccountKey> {
    let account = account.trim();
    (!account.is_empty()).then(|| AccountKey(key.hash(tenant, "account", account)))
}

/// Who wrote a message.
pub(super) struct Wrote {
    pub(super) customer: CustomerKey,
    pub(super) account: Option<AccountKey>,
    /// All ways in which the customer is known, where that are several.
    pub(super) known_as: Vec<Known>,
}

/// Who wrote a message.
pub(super) fn wrote(key: &IdentityKey, message: &Message) -> Wrote {
    let (tenant, author) = (&message.tenant, &message.author);
    let known_as = known_as(key, tenant, author);
    Wrote {
        customer: surest(key, tenant, &known_as, &message.id),
        account: author.account.as_deref().and_then(|a| account_key(key, tenant, a)),
        known_as: if known_as.len() > 1 { known_as } else { Vec::new() },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key_of(author: &Author, message: &str) -> CustomerKey {
        let key = IdentityKey::new(b"0123456789abcdef").unwrap();
        customer_key(&key, &TenantId::new("acme").unwrap(), author, &MessageId::new(message).unwrap())
    }

    fn some(text: &str) -> Option<String> {
        Some(text.to_owned())
    }

    #[test]
    fn the_id_stands_before_all_else() {
        let a = Author { id: some("c1"), email: some("ann@acme.example"), ..Author::default() };
        let b = Author { id: some(" c1 "), phone: some("+1 555 0100"), ..Author::default() };
        assert_eq!(key_of(&a, "m1"), key_of(&b, "m2"));
    }

    #[test]
    fn without_an_id_e_mail_then_phone_then_device_tell_who_it_is() {
        let mail = |m: &str| Author { email: some(m), device: some("d"), ..Author::default() };
        assert_eq!(key_of(&mail("Ann@Acme.example"), "m1"), key_of(&mail("ann@acme.example"), "m2"));
        let phone = |p: &str| Author { id: some(" "), phone: some(p), ..Author::default() };
        assert_eq!(key_of(&phone("+1 (555) 0100"), "m1"), key_of(&phone("15550100"), "m2"));
        let device = Author { device: some("d"), ..Author::default() };
        assert_eq!(key_of(&device, "m1"), key_of(&device, "m2"));
        assert_ne!(key_of(&device, "m1"), key_of(&phone("d1"), "m1"));
    }

    #[test]
    fn nobody_is_somebody_of_their_own() {
        let nobody = Author::default();
        assert_ne!(key_of(&nobody, "m1"), key_of(&nobody, "m2"));
        assert_eq!(key_of(&nobody, "m1"), key_of(&nobody, "m1"));
    }
}
