//! Who wrote, as keyed hashes. One customer on three channels carries one key as long as the source
//! names the customer by the same id.

use super::{Author, Message};
use crate::ids::{AccountKey, CustomerKey, IdentityKey, MessageId, TenantId};

/// The customer's key: of the platform's id, else the e-mail address (lower case), else the phone
/// number (digits), else the device. A message without any is a customer of its own.
#[must_use]
pub fn customer_key(key: &IdentityKey, tenant: &TenantId, author: &Author, message: &MessageId) -> CustomerKey {
    let given = |value: &Option<String>| value.as_deref().map(str::trim).filter(|v| !v.is_empty()).map(str::to_owned);
    let digits = |phone: String| phone.chars().filter(char::is_ascii_digit).collect::<String>();
    let choices = [
        ("customer", given(&author.id)),
        ("email", given(&author.email).map(|e| e.to_lowercase())),
        ("phone", given(&author.phone).map(digits).filter(|d| !d.is_empty())),
        ("device", given(&author.device)),
    ];
    let found = choices.into_iter().find_map(|(kind, value)| value.map(|v| (kind, v)));
    let (kind, value) = found.unwrap_or_else(|| ("message", message.as_str().to_owned()));
    CustomerKey(key.hash(tenant, kind, &value))
}

/// The key of an account's id, as the account-to-tier table must hash it too; none where it is blank.
#[must_use]
pub fn account_key(key: &IdentityKey, tenant: &TenantId, account: &str) -> Option<AccountKey> {
    let account = account.trim();
    (!account.is_empty()).then(|| AccountKey(key.hash(tenant, "account", account)))
}

/// Both keys of a message.
pub(super) fn keys(key: &IdentityKey, message: &Message) -> (CustomerKey, Option<AccountKey>) {
    let account = message.author.account.as_deref();
    (
        customer_key(key, &message.tenant, &message.author, &message.id),
        account.and_then(|a| account_key(key, &message.tenant, a)),
    )
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
