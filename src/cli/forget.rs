//! `forget`: erases a tenant or one of its customers.

use clap::Args;

use super::feedback::named;
use super::{ConfigArguments, Exit, errors};
use crate::engine::input::Forget;
use crate::ids::{CustomerKey, IdentityKey, TenantId};
use crate::kafka::forget;
use crate::load::key::MissingKey;
use crate::signal::Author;
use crate::signal::identity::known_as;

/// Arguments of `forget`.
#[derive(Debug, Args)]
#[command(after_help = AFTER)]
pub struct Arguments {
    #[command(flatten)]
    config: ConfigArguments,
    /// Whose traces
    #[arg(long, value_name = "TENANT", value_parser = tenant)]
    tenant: TenantId,
    /// Only those of this customer, by the support platform's id or as email:ADDRESS, phone:NUMBER, device:ID
    #[arg(long, value_name = "ID")]
    customer: Option<String>,
}

const AFTER: &str = "\
State is rewritten within a minute; what was published of a tenant is taken back on the topics of candidates,
clusters, watches, scorecard and configuration; what a customer wrote goes from candidates that are open or
ended within a week. What stays elsewhere and for how long: docs/operate.md, Forgetting. Take a tenant's files
away first: the next start of `run` publishes what stands in them.
Exit codes: 0 asked for, 2 nobody is named, 3 configuration, 4 no connection.";

fn tenant(text: &str) -> Result<TenantId, String> {
    TenantId::new(text).map_err(|e| e.to_string())
}

/// None where nobody is named.
fn customer(key: &IdentityKey, tenant: &TenantId, text: &str) -> Option<CustomerKey> {
    let (kind, value) = named(text);
    let mut author = Author::default();
    let field = match kind {
        "email" => &mut author.email,
        "phone" => &mut author.phone,
        "device" => &mut author.device,
        _ => &mut author.id,
    };
    *field = Some(value.to_owned());
    known_as(key, tenant, &author).first().map(|known| known.key)
}

/// Publishes the wish; correlate fulfils it.
#[must_use]
pub fn run(arguments: &Arguments) -> Exit {
    // A customer is known by a hash under the installation's key alone.
    let settings = match arguments.config.load().settle(MissingKey::Refuse) {
        Ok(settings) => settings,
        Err(problems) => return errors::refuse(&problems),
    };
    let tenant = &arguments.tenant;
    let whose = match &arguments.customer {
        None => Forget::Tenant,
        Some(id) => match customer(&settings.understanding.identity_key, tenant, id) {
            Some(customer) => Forget::Customer(customer),
            None => return errors::usage("--customer names nobody"),
        },
    };
    match forget(&settings.kafka, tenant.clone(), whose) {
        Ok(()) => {
            errors::print("asked for; it is done when correlate has read it\n");
            Exit::Good
        }
        Err(error) => super::run::failed(&error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::MessageId;
    use crate::signal::identity;

    #[test]
    fn the_customer_is_the_one_understand_means() {
        let key = IdentityKey::new(b"0123456789abcdef").unwrap();
        let (tenant, message) = (TenantId::new("acme").unwrap(), MessageId::new("m1").unwrap());
        let means = |text: &str, author: Author| {
            assert_eq!(customer(&key, &tenant, text), Some(identity::customer_key(&key, &tenant, &author, &message)));
        };
        means("c1", Author { id: Some(" c1 ".to_owned()), ..Author::default() });
        means("email:ann@acme.example", Author { email: Some("Ann@acme.example".to_owned()), ..Author::default() });
        means("phone:+1 555 0100", Author { phone: Some("15550100".to_owned()), ..Author::default() });
        means("device:d7", Author { device: Some("d7".to_owned()), ..Author::default() });
        assert_eq!(customer(&key, &tenant, "phone:unknown"), None);
    }
}
