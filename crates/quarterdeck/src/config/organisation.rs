//! The tables that say what the portfolio is made of and who reads about it.

use std::collections::BTreeSet;

use qd_facts::{Chart, ChartEntry};
use qd_model::{Commodity, Decimal, Entity, EntityKey, OperatingModel, RuleId};

use super::section::{Mistake, Section};
use super::{
    Accept, Delivery, Parameter, Person, Reader, Recipient, TransportKind, model, nearest, resolve,
    role,
};

impl Reader<'_> {
    /// The entities, the root first.
    pub(super) fn entities(
        &mut self,
        root: &EntityKey,
        name: &str,
        currency: &Commodity,
    ) -> Vec<Entity> {
        let mut entities = vec![Entity {
            key: root.clone(),
            name: name.to_owned(),
            model: OperatingModel::Generic,
            parent: None,
            currency: currency.clone(),
            ownership: Decimal::ONE,
        }];
        let mut parents = Vec::new();
        for mut section in self.tables("entity") {
            let id = section.required_text("id");
            let entity_name = section.text("name").or_else(|| id.clone());
            let word = section.text("model").unwrap_or_else(|| "generic".into());
            let entity_model = model(&mut section, &word);
            // The sender's identity is read by a later capability; the key is known.
            section.text("sender");
            let own_currency = section.text("currency").map(Commodity::new);
            let ownership = section.number("ownership").unwrap_or(Decimal::ONE);
            if ownership.is_negative() || ownership > Decimal::ONE {
                section.wrong(
                    "ownership",
                    "wrong-value",
                    "a share lies from 0 to 1",
                    "write 0.5 for half",
                );
            }
            let parent = section.text("parent");
            let key = id.as_deref().and_then(|id| {
                let is_root = id == EntityKey::ROOT_ALIAS;
                let member = root.member(id).ok().filter(|_| !is_root);
                if member.is_none() {
                    let message =
                        format!("an entity's id is in kebab case and not `portfolio`, found: {id}");
                    section.wrong(
                        "id",
                        "wrong-id",
                        message,
                        "use lower-case letters, digits and `-`",
                    );
                }
                member
            });
            if let (Some(key), Some(name)) = (key, entity_name) {
                if entities.iter().any(|entity| entity.key == key) {
                    let message = format!("the entity `{}` is declared twice", key.short());
                    section.wrong(
                        "id",
                        "duplicate-entity",
                        message,
                        "give each entity an id of its own",
                    );
                } else {
                    parents.push((key.clone(), parent, section.span_of("parent")));
                    entities.push(Entity {
                        key,
                        name,
                        model: entity_model,
                        parent: None,
                        currency: own_currency.unwrap_or_else(|| currency.clone()),
                        ownership,
                    });
                }
            }
            self.mistakes.extend(section.finish(&[]));
        }
        self.link_parents(root, parents, &mut entities);
        entities
    }

    fn link_parents(
        &mut self,
        root: &EntityKey,
        parents: Vec<(EntityKey, Option<String>, std::ops::Range<usize>)>,
        entities: &mut [Entity],
    ) {
        for (key, parent, span) in parents {
            let Some(parent) = parent else { continue };
            let found = root.member(&parent).ok();
            let found = found.filter(|found| entities.iter().any(|entity| entity.key == *found));
            if found.is_none() || found.as_ref() == Some(&key) {
                let ids = entities.iter().map(|entity| entity.key.short());
                let help = nearest(&parent, ids).map(|near| format!("did you mean `{near}`?"));
                let message =
                    format!("the parent of `{}` is no other entity: {parent}", key.short());
                self.mistakes.push(Mistake { span, code: "unknown-entity", message, help });
                continue;
            }
            if let Some(entity) = entities.iter_mut().find(|entity| entity.key == key) {
                entity.parent = found;
            }
        }
    }

    pub(super) fn recipients(&mut self, entities: &[Entity]) -> Vec<Recipient> {
        let mut recipients: Vec<Recipient> = Vec::new();
        for mut section in self.tables("recipient") {
            let email = section.required_text("email");
            let name = section.text("name");
            let names = section.texts("roles");
            let roles = names.iter().filter_map(|name| role(&mut section, "roles", name)).collect();
            if names.is_empty() {
                section.wrong(
                    "roles",
                    "missing-key",
                    "[[recipient]] has no `roles`",
                    "add `roles = [\"ceo\"]`",
                );
            }
            let ids = section.texts("entities");
            let is_whole = ids.iter().any(|id| id == "*");
            let visible: BTreeSet<EntityKey> = if is_whole {
                entities
                    .iter()
                    .map(|entity| entity.key.clone())
                    .filter(|key| !key.is_root())
                    .collect()
            } else {
                ids.iter()
                    .filter_map(|id| resolve(&mut section, "entities", id, entities))
                    .collect()
            };
            if ids.is_empty() {
                let help = "add `entities = [\"*\"]` for all, or name them";
                section.wrong("entities", "missing-key", "[[recipient]] has no `entities`", help);
            }
            // Read by the schedule; the key is known.
            section.text("timezone");
            if let Some(email) = email {
                if recipients.iter().any(|other| other.email.eq_ignore_ascii_case(&email)) {
                    let help = "put all roles of one address into one [[recipient]]";
                    section.wrong(
                        "email",
                        "duplicate-recipient",
                        "the address is declared twice",
                        help,
                    );
                }
                recipients.push(Recipient { email, name, roles, entities: visible, is_whole });
            }
            self.mistakes.extend(section.finish(&[]));
        }
        recipients
    }

    pub(super) fn people(&mut self) -> Vec<Person> {
        let mut people = Vec::new();
        for mut section in self.tables("person") {
            let place = self.place(&section.span());
            let (id, name) = (section.required_text("id"), section.text("name"));
            let hours_per_day = section.number("hours_per_day").unwrap_or(Decimal::ZERO);
            let hour_value = section.number("hour_value").unwrap_or(Decimal::ZERO);
            if let Some(id) = id {
                people.push(Person { id, name, hours_per_day, hour_value, place });
            }
            self.mistakes.extend(section.finish(&[]));
        }
        people
    }

    pub(super) fn parameters(&mut self, entities: &[Entity]) -> Vec<Parameter> {
        let mut parameters: Vec<Parameter> = Vec::new();
        for mut section in self.tables("parameter") {
            let place = self.place(&section.span_of("value"));
            let entity = if section.text("entity").is_some() {
                Self::entity_of(&mut section, "entity", entities)
            } else {
                entities.first().map(|root| root.key.clone())
            };
            let name = section.required_text("name");
            let value = section.number("value");
            if value.is_none() && section.span_of("value") == section.span() {
                section.wrong(
                    "value",
                    "missing-key",
                    "[[parameter]] has no `value`",
                    "add `value = 0.0`",
                );
            }
            let (unit, source) = (section.text("unit"), section.text("source"));
            let is_assumed = section.boolean("assumed").unwrap_or(false);
            if let (Some(entity), Some(name), Some(value)) = (entity, name, value) {
                if parameters.iter().any(|other| other.entity == entity && other.name == name) {
                    let message =
                        format!("the parameter `{name}` of `{}` is declared twice", entity.short());
                    section.wrong("name", "duplicate-parameter", message, "keep one of the two");
                }
                parameters.push(Parameter { entity, name, value, unit, is_assumed, source, place });
            }
            self.mistakes.extend(section.finish(&[]));
        }
        parameters
    }

    pub(super) fn chart(&mut self, entities: &[Entity]) -> Chart {
        const TYPES: [&str; 5] = ["asset", "liability", "equity", "income", "expense"];
        const BEHAVIOURS: [&str; 3] = ["variable", "fixed", "semi"];
        let mut entries = Vec::new();
        for mut section in self.tables("account") {
            let entity = Self::entity_of(&mut section, "entity", entities);
            let pattern = section.required_text("account").unwrap_or_default();
            let mut word = |key: &'static str, words: &[&str]| {
                let word = section.text(key)?;
                if !words.contains(&word.as_str()) {
                    let message =
                        format!("`{key}` takes one of {}, found: {word}", words.join(", "));
                    let help = nearest(&word, words.iter().copied())
                        .map_or("choose one of them".to_owned(), |near| {
                            format!("did you mean `{near}`?")
                        });
                    section.wrong(key, "wrong-value", message, &help);
                }
                Some(word)
            };
            let account_type = word("type", &TYPES);
            let behaviour = word("behaviour", &BEHAVIOURS);
            let variable_share = section.number("variable_share");
            let is_semi = behaviour.as_deref() == Some("semi");
            let is_share = |share: &Decimal| (Decimal::ZERO..=Decimal::ONE).contains(share);
            if variable_share.is_some_and(|share| !is_semi || !is_share(&share)) {
                let message = "`variable_share` is a part from 0 to 1 of an account whose `behaviour` is `semi`";
                let help = "write `behaviour = \"semi\"` and `variable_share = 0.4`";
                section.wrong("variable_share", "wrong-value", message, help);
            }
            let is_cash = section.boolean("is_cash").unwrap_or(false);
            let is_restricted = section.boolean("is_restricted").unwrap_or(false);
            let line = section.text("line");
            let counterparty = section.text("counterparty");
            if let Some(id) = &counterparty {
                resolve(&mut section, "counterparty", id, entities);
            }
            self.mistakes.extend(section.finish(&[]));
            entries.push(ChartEntry {
                entity,
                pattern,
                account_type,
                is_cash,
                is_restricted,
                behaviour,
                variable_share,
                line,
                counterparty,
            });
        }
        Chart::new(entries)
    }

    pub(super) fn accepts(&mut self) -> Vec<Accept> {
        let mut accepts = Vec::new();
        for mut section in self.tables("accept") {
            let rule = section.required_text("rule").and_then(|id| {
                let rule = RuleId::new(id);
                let help = "use a rule's id; `quarterdeck catalog list` names them";
                rule.map_err(|error| {
                    section.wrong("rule", "wrong-id", format!("a rule: {error}"), help)
                })
                .ok()
            });
            let subject = section.required_text("subject");
            let (by, reason) = (section.required_text("by"), section.required_text("reason"));
            let until = section.date("until");
            if until.is_none() {
                let help = "add the date on which it comes back: `until = \"2026-12-31\"`";
                section.wrong("until", "missing-key", "[[accept]] has no `until`", help);
            }
            if let (Some(rule), Some(subject), Some(by), Some(reason), Some(until)) =
                (rule, subject, by, reason, until)
            {
                accepts.push(Accept { rule, subject, by, until, reason });
            }
            self.mistakes.extend(section.finish(&[]));
        }
        accepts
    }

    pub(super) fn delivery(&mut self) -> Delivery {
        let mut delivery = Delivery {
            transport: TransportKind::Maildir,
            from: None,
            bcc: Vec::new(),
            region: None,
            endpoint_url: None,
            configuration_set: None,
            events_queue: None,
            events_wait_minutes: EVENTS_WAIT_MINUTES,
            sns_topics: Vec::new(),
            smtp_host: None,
            smtp_port: SMTP_PORT,
            smtp_certificate: None,
            attach_json: false,
            attach_pdf: true,
            resends_doubtful: false,
            needs_approval: Vec::new(),
            expires_after_days: None,
            price_per_thousand: PRICE_PER_THOUSAND.parse().expect("a decimal"),
            price_per_gigabyte: PRICE_PER_GIGABYTE.parse().expect("a decimal"),
        };
        let Some(mut section) = self.table("delivery") else { return delivery };
        match section.text("transport").as_deref() {
            None | Some("maildir") => {}
            Some("ses") => delivery.transport = TransportKind::Ses,
            Some("smtp") => delivery.transport = TransportKind::Smtp,
            Some(other) => {
                let message = format!("there is no transport `{other}`");
                let help =
                    "use \"maildir\" (a folder; nothing leaves the machine), \"ses\" or \"smtp\"";
                section.wrong("transport", "unknown-transport", message, help);
            }
        }
        delivery.from = section.text("from");
        delivery.bcc = section.texts("bcc");
        delivery.region = section.text("region");
        delivery.endpoint_url = section.text("endpoint_url");
        delivery.configuration_set = section.text("configuration_set");
        delivery.events_queue = section.text("events_queue");
        if let Some(url) = delivery.events_queue.as_ref().filter(|url| !url.starts_with("http")) {
            let message = format!("`events_queue` is the URL of a queue, found: {url}");
            let help = "`aws sqs get-queue-url --queue-name NAME` prints it";
            section.wrong("events_queue", "wrong-value", message, help);
        }
        if section.has("events_wait_minutes") {
            let minutes = whole(&mut section, "events_wait_minutes", 0..=120);
            delivery.events_wait_minutes = minutes.unwrap_or(EVENTS_WAIT_MINUTES);
        }
        delivery.sns_topics = section.texts("sns_topics");
        for arn in delivery.sns_topics.iter().filter(|arn| !arn.starts_with("arn:")) {
            let message = format!("`sns_topics` holds ARNs of topics, found: {arn}");
            section.wrong(
                "sns_topics",
                "wrong-value",
                message,
                "write \"arn:aws:sns:REGION:ACCOUNT:NAME\"",
            );
        }
        smtp(&mut section, &mut delivery);
        if section.has("attach") {
            delivery.attach_pdf = false;
        }
        for attachment in section.texts("attach") {
            match attachment.as_str() {
                "json" => delivery.attach_json = true,
                "pdf" => delivery.attach_pdf = true,
                _ => {
                    let message = format!("there is no attachment `{attachment}`");
                    let help = "use `attach = [\"pdf\", \"json\"]`, one of them, or `[]`";
                    section.wrong("attach", "wrong-value", message, help);
                }
            }
        }
        delivery.needs_approval = section.texts("needs_approval");
        delivery.expires_after_days = days(&mut section, "expires_after_days");
        let mut price = |key, default| price(&mut section, key).unwrap_or(default);
        delivery.price_per_thousand = price("price_per_thousand", delivery.price_per_thousand);
        delivery.price_per_gigabyte = price("price_per_gigabyte", delivery.price_per_gigabyte);
        match section.text("in_doubt").as_deref() {
            None | Some("hold") => {}
            Some("resend") => delivery.resends_doubtful = true,
            Some(other) => {
                let message = format!("`in_doubt` takes \"hold\" or \"resend\", found: {other}");
                section.wrong(
                    "in_doubt",
                    "wrong-value",
                    message,
                    "hold waits for a person; resend may send twice",
                );
            }
        }
        self.mistakes.extend(section.finish(&[]));
        delivery
    }
}

/// What SES bills for a thousand recipients in the plan that new accounts get (Essentials, price list
/// of 2026-07-21).
const PRICE_PER_THOUSAND: &str = "0.16";
/// What SES bills for a gigabyte of attachments (the same list).
const PRICE_PER_GIGABYTE: &str = "0.12";

/// The port for submission (RFC 6409).
const SMTP_PORT: u16 = 587;

fn smtp(section: &mut Section<'_>, delivery: &mut Delivery) {
    delivery.smtp_host = section.text("smtp_host");
    delivery.smtp_certificate = section.text("smtp_certificate");
    if let Some(number) = section.number("smtp_port") {
        let port = number.mantissa_at(0).ok().and_then(|port| u16::try_from(port).ok());
        match port.filter(|port| *port > 0) {
            Some(port) => delivery.smtp_port = port,
            None => {
                let message = format!("a port is a number from 1 to 65535, found: {number}");
                section.wrong("smtp_port", "wrong-value", message, "most servers listen on 587");
            }
        }
    }
    if delivery.transport == TransportKind::Smtp && delivery.smtp_host.is_none() {
        let message = "the transport \"smtp\" has no `smtp_host`";
        section.wrong(
            "transport",
            "missing-key",
            message,
            "add `smtp_host = \"mail.example.com\"`",
        );
    }
}

/// How long a run waits for events about mail in doubt, unless it is told.
const EVENTS_WAIT_MINUTES: u32 = 15;

pub(super) fn days(section: &mut Section<'_>, key: &'static str) -> Option<u32> {
    whole(section, key, 1..=366)
}

fn whole(
    section: &mut Section<'_>,
    key: &'static str,
    bounds: std::ops::RangeInclusive<u32>,
) -> Option<u32> {
    let number = section.number(key)?;
    let whole = number.mantissa_at(0).ok().and_then(|whole| u32::try_from(whole).ok());
    let whole = whole.filter(|whole| bounds.contains(whole));
    if whole.is_none() {
        let (low, high) = (bounds.start(), bounds.end());
        let message = format!("`{key}` is a whole number from {low} to {high}, found: {number}");
        section.wrong(key, "wrong-value", message, "write the number alone");
    }
    whole
}

fn price(section: &mut Section<'_>, key: &'static str) -> Option<Decimal> {
    let price = section.number(key)?;
    if price.is_negative() {
        section.wrong(key, "wrong-value", "a price is not negative", "write 0 if it costs nothing");
    }
    Some(price)
}
