//! `forget`: erases a tenant or one of its customers.

use clap::Args;

use super::{ConfigArguments, Exit, errors};
use crate::engine::input::Forget;
use crate::ids::{CustomerKey, IdentityKey, TenantId};
use crate::kafka::forget;
use crate::load::key::MissingKey;

/// Arguments of `forget`.
#[derive(Debug, Args)]
#[command(after_help = AFTER)]
pub struct Arguments {
    #[command(flatten)]
    config: ConfigArguments,
    /// Whose traces
    #[arg(long, value_name = "TENANT", value_parser = tenant)]
    tenant: TenantId,
    /// Only those of this customer, as the support platform names them
    #[arg(long, value_name = "ID")]
    customer: Option<String>,
}

const AFTER: &str = "\
State is rewritten and what was published of them is deleted from the compacted topics at once; the
journal forgets with its retention.
Exit codes: 0 asked for, 3 configuration, 4 no connection.";

fn tenant(text: &str) -> Result<TenantId, String> {
    TenantId::new(text).map_err(|e| e.to_string())
}

fn customer(key: &IdentityKey, tenant: &TenantId, id: &str) -> CustomerKey {
    CustomerKey(key.hash(tenant, "customer", id.trim()))
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
        Some(id) => Forget::Customer(customer(&settings.understanding.identity_key, tenant, id)),
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
    use crate::signal::{Author, identity};

    #[test]
    fn the_customer_is_the_one_understand_means() {
        let key = IdentityKey::new(b"0123456789abcdef").unwrap();
        let (tenant, message) = (TenantId::new("acme").unwrap(), MessageId::new("m1").unwrap());
        let author = Author { id: Some(" c1 ".to_owned()), ..Author::default() };
        assert_eq!(customer(&key, &tenant, "c1"), identity::customer_key(&key, &tenant, &author, &message));
    }
}
