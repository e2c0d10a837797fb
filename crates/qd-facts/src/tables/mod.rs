//! One file a fact table. To add one: write its file, and add it to the two lists below.

use crate::schema::Table;

mod account;
mod asset;
mod balance_assertion;
mod budget;
mod business_fact;
mod campaign;
mod capacity;
mod channel_period;
mod claim_statement;
mod cost_line;
mod dependency;
mod endpoint;
mod engagement;
mod git_branch;
mod git_commit;
mod git_tag;
mod handoff;
mod handoff_cell;
mod handoff_item;
mod inquiry;
mod invoice;
mod job;
mod job_line;
mod lease;
mod lifecycle;
mod loan;
mod ownership;
mod page;
mod page_check;
mod page_element;
mod page_price;
mod parameter;
mod payment;
mod person;
mod platform_fee;
mod policy_statement;
mod posting;
mod price;
mod repository;
mod resource;
mod resource_property;
mod secret_hit;
mod stack;
mod target;
mod time_entry;
mod work_order;

/// Every fact table, in the order of the documentation.
pub static ALL: &[&Table] = &[
    &posting::TABLE,
    &price::TABLE,
    &balance_assertion::TABLE,
    &account::TABLE,
    &budget::TABLE,
    &job::TABLE,
    &job_line::TABLE,
    &capacity::TABLE,
    &lease::TABLE,
    &work_order::TABLE,
    &engagement::TABLE,
    &time_entry::TABLE,
    &invoice::TABLE,
    &payment::TABLE,
    &asset::TABLE,
    &ownership::TABLE,
    &loan::TABLE,
    &person::TABLE,
    &target::TABLE,
    &parameter::TABLE,
    &inquiry::TABLE,
    &channel_period::TABLE,
    &campaign::TABLE,
    &platform_fee::TABLE,
    &page_price::TABLE,
    &page::TABLE,
    &page_element::TABLE,
    &page_check::TABLE,
    &business_fact::TABLE,
    &repository::TABLE,
    &git_commit::TABLE,
    &git_branch::TABLE,
    &git_tag::TABLE,
    &stack::TABLE,
    &dependency::TABLE,
    &resource::TABLE,
    &resource_property::TABLE,
    &policy_statement::TABLE,
    &lifecycle::TABLE,
    &endpoint::TABLE,
    &secret_hit::TABLE,
    &cost_line::TABLE,
    &handoff::TABLE,
    &handoff_item::TABLE,
    &handoff_cell::TABLE,
    &claim_statement::TABLE,
];

/// Finds a table by its name.
pub fn find(name: &str) -> Option<&'static Table> {
    ALL.iter().copied().find(|table| table.name == name)
}
