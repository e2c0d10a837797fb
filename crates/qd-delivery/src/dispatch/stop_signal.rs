//! SIGINT and SIGTERM as a request: while a run sends, the first one lets what is under way end and be
//! recorded. A second one, and one at any other time, does what it always did.

use std::io;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::flag;

/// What the handlers look at, once they are set up. They stay for the life of the process.
static FLAGS: Mutex<Option<Flags>> = Mutex::new(None);

#[derive(Clone)]
struct Flags {
    /// Nobody listens.
    is_idle: Arc<AtomicBool>,
    is_asked: Arc<AtomicBool>,
}

/// Listens as long as it lives.
pub struct StopSignal(Flags);

impl StopSignal {
    /// Begins to listen.
    pub fn listen() -> io::Result<Self> {
        let mut flags = FLAGS.lock().unwrap_or_else(PoisonError::into_inner);
        let flags = match flags.as_ref() {
            Some(flags) => flags.clone(),
            None => flags.insert(set_up()?).clone(),
        };
        flags.is_idle.store(false, Ordering::SeqCst);
        Ok(Self(flags))
    }

    /// Claims that somebody asked to stop.
    pub fn is_asked(&self) -> bool {
        self.0.is_asked.load(Ordering::SeqCst)
    }

    /// Claims that somebody asked to stop while something listened: for what would go on otherwise.
    pub fn was_asked() -> bool {
        let flags = FLAGS.lock().unwrap_or_else(PoisonError::into_inner);
        flags.as_ref().is_some_and(|flags| flags.is_asked.load(Ordering::SeqCst))
    }
}

impl Drop for StopSignal {
    fn drop(&mut self) {
        self.0.is_idle.store(true, Ordering::SeqCst);
    }
}

fn set_up() -> io::Result<Flags> {
    let is_idle = Arc::new(AtomicBool::new(true));
    let is_asked = Arc::new(AtomicBool::new(false));
    for signal in [SIGINT, SIGTERM] {
        // They run in this order: the first request passes both, and the second one ends at the second.
        flag::register_conditional_default(signal, Arc::clone(&is_idle))?;
        flag::register_conditional_default(signal, Arc::clone(&is_asked))?;
        flag::register(signal, Arc::clone(&is_asked))?;
    }
    Ok(Flags { is_idle, is_asked })
}
