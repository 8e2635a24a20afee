//! The way out: messages queue for one thread that writes them, and their size is counted.

use std::io::{self, BufWriter, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::sync::{Notify, mpsc, oneshot};

use super::record::Recorder;
use super::uri;

/// Bytes that may wait for a client that does not read. Beyond that no more is read from it either.
pub(super) const ROOM: usize = 32 << 20;
/// Beyond this, what may come later waits: diagnostics are more useful new than complete.
pub(super) const PRESS: usize = 1 << 20;
/// What a request costs while its answer is made, in bytes.
pub(super) const UNDER_WAY: usize = 4 << 10;

/// What the writing thread is told.
pub(super) enum Outgoing {
    /// A message to write.
    Message(String),
    /// The end; everything before it is to be written first.
    Finish(oneshot::Sender<()>),
}

/// Sends messages. Never makes anybody wait for the client: it may be waiting for us.
#[derive(Clone)]
pub(super) struct Out {
    sender: mpsc::UnboundedSender<Outgoing>,
    held: Arc<Held>,
}

/// Bytes that wait.
#[derive(Debug, Default)]
pub(super) struct Held {
    bytes: AtomicUsize,
    less: Notify,
}

/// A part of the room, given back when it is dropped.
pub(super) struct Hold(Arc<Held>, usize);

impl Drop for Hold {
    fn drop(&mut self) {
        self.0.give_back(self.1);
    }
}

impl Held {
    /// Says that this much was written.
    pub(super) fn give_back(&self, bytes: usize) {
        self.bytes.fetch_sub(bytes, Ordering::Relaxed);
        self.less.notify_waiters();
    }
}

impl Out {
    /// The way out and its other end.
    pub(super) fn new() -> (Self, mpsc::UnboundedReceiver<Outgoing>, Arc<Held>) {
        let (sender, receiver) = mpsc::unbounded_channel();
        let held = Arc::<Held>::default();
        (Self { sender, held: held.clone() }, receiver, held)
    }

    /// Queues a message. A failure means that the client is gone, which the loop hears otherwise.
    pub(super) fn post(&self, message: &impl serde::Serialize) {
        match uri::serialize(message) {
            Ok(text) => {
                self.held.bytes.fetch_add(text.len(), Ordering::Relaxed);
                let _ = self.sender.send(Outgoing::Message(text));
            }
            Err(error) => tracing::error!("cannot serialise a message: {error}"),
        }
    }

    /// Takes room for something that will be posted later.
    pub(super) fn hold(&self, bytes: usize) -> Hold {
        self.held.bytes.fetch_add(bytes, Ordering::Relaxed);
        Hold(self.held.clone(), bytes)
    }

    /// Waits until fewer bytes than `limit` wait.
    pub(super) async fn below(&self, limit: usize) {
        while self.held.bytes.load(Ordering::Relaxed) >= limit {
            let mut less = std::pin::pin!(self.held.less.notified());
            less.as_mut().enable();
            if self.held.bytes.load(Ordering::Relaxed) >= limit {
                less.await;
            }
        }
    }

    /// Waits until everything posted before was written.
    pub(super) async fn finish(&self) {
        let (done_sender, done) = oneshot::channel();
        if self.sender.send(Outgoing::Finish(done_sender)).is_ok() {
            let _ = done.await;
        }
    }
}

/// Writes what is posted, as frames, until the end or the first failure.
pub(super) fn write_frames(
    mut outgoing: mpsc::UnboundedReceiver<Outgoing>,
    held: &Held,
    output: impl Write,
    recorder: Option<&Recorder>,
) -> io::Result<()> {
    let mut writer = BufWriter::new(output);
    while let Some(next) = outgoing.blocking_recv() {
        let mut next = Some(next);
        // One system call for what waits already.
        while let Some(message) = next {
            match message {
                Outgoing::Message(text) => {
                    write!(writer, "Content-Length: {}\r\n\r\n{text}", text.len())?;
                    held.give_back(text.len());
                    if let Some(recorder) = recorder {
                        recorder.server(&text);
                    }
                }
                Outgoing::Finish(done) => {
                    writer.flush()?;
                    let _ = done.send(());
                    return Ok(());
                }
            }
            next = outgoing.try_recv().ok();
        }
        writer.flush()?;
    }
    Ok(())
}
