//! What speaks to AWS: the SES v2 transport of mail, and a simulator of SES to test it against.
//!
//! The SDK never retries here: on a lost connection its default sends the same mail three times. The
//! loop in `ses/` repeats only what was surely not sent. Calls block; async stays inside.
//! What SES reports afterwards, [`events`] reads; [`https`] is for what is no API call,
//! such as a [`webhook`]. Start with [`SesTransport`].

pub mod events;
pub mod https;
mod ses;
pub mod simulator;
pub mod webhook;

pub use ses::{AwsError, Mirrored, SesOptions, SesTransport};
