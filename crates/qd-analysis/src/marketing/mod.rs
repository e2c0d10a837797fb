//! What a marketer with forty inquiries can and cannot know, in money and under capacity
//! (marketing.md F1 to F18). Floats where it is statistics, exact decimals where it is money that
//! was paid.

pub mod attribution;
mod best;
pub mod contribution;
pub mod demand;
pub mod drivers;
pub mod mailing;
pub mod pilot;
pub mod pooling;
pub mod sequence;
