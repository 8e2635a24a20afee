//! The loop between the client and the service: order where order counts, freedom for everything else.
//!
//! It stands in for the library's own loop, which ends at the first frame that it cannot decode, runs handlers one
//! at a time, dies with a panicking handler and lets cancellations wait behind the requests that they cancel.

use std::io::{self, BufReader, BufWriter, Write};
use std::panic::{self, AssertUnwindSafe};
use std::pin::Pin;
use std::task::{Context, Poll, Waker};
use std::thread;
use std::time::Duration;

use futures::{FutureExt, Sink, SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::sync::{mpsc, oneshot};
use tower_lsp::jsonrpc::{Error, Id, Request, Response};
use tower_lsp::{ClientSocket, ExitedError, LspService};
use tower_service::Service;

use super::frame::{self, Frame};
use super::server::Server;
use super::uri;

/// How long the end waits for a client that does not read its last answers.
const LAST_WORDS: Duration = Duration::from_millis(500);
/// Messages under way in either direction. Beyond that the client waits, or the senders of answers do.
const QUEUE: usize = 64;

type Answer = Result<Option<Response>, ExitedError>;
type Handler = Pin<Box<dyn Future<Output = Answer> + Send>>;

/// How a session ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum End {
    /// `exit` after `shutdown`.
    Orderly,
    /// `exit` without `shutdown`, end of input, or nobody reads the output.
    Abrupt,
}

/// Serves standard input and output until the client leaves.
pub(super) async fn serve(service: LspService<Server>, socket: ClientSocket) -> io::Result<End> {
    let (incoming_sender, mut incoming) = mpsc::channel(QUEUE);
    let (outgoing, outgoing_receiver) = mpsc::channel(QUEUE);
    let (gone_sender, mut gone) = oneshot::channel::<()>();
    thread::Builder::new().name("stdin".to_owned()).spawn(move || read_frames(&incoming_sender))?;
    thread::Builder::new().name("stdout".to_owned()).spawn(move || {
        if let Err(error) = write_messages(outgoing_receiver) {
            tracing::warn!("cannot write to the client: {error}");
        }
        drop(gone_sender);
    })?;
    let (mut questions, answers) = socket.split();
    let out = Out(outgoing);
    let questions_out = out.clone();
    tokio::spawn(async move {
        while let Some(question) = questions.next().await {
            questions_out.send(&question).await;
        }
    });
    let mut connection = Connection { service, answers, out, initialized: false, shut_down: false };
    let end = loop {
        let frame = tokio::select! {
            frame = incoming.recv() => frame,
            _ = &mut gone => None,
        };
        match frame {
            None => break End::Abrupt,
            Some(Frame::Bad(reason)) => {
                tracing::warn!("undecodable message: {reason}");
                connection.out.post(&Response::from_error(Id::Null, Error::parse_error()));
            }
            Some(Frame::Message(message)) => {
                if let Some(end) = connection.receive(message).await {
                    break end;
                }
            }
        }
    };
    let _ = tokio::time::timeout(LAST_WORDS, connection.out.finish()).await;
    Ok(end)
}

/// `Answers` takes the client's answers to the server's questions.
struct Connection<Answers> {
    service: LspService<Server>,
    answers: Answers,
    out: Out,
    initialized: bool,
    shut_down: bool,
}

impl<Answers: Sink<Response> + Unpin> Connection<Answers> {
    /// Takes in one message or a batch of them; says so when it was the last.
    async fn receive(&mut self, message: Value) -> Option<End> {
        let messages = match message {
            Value::Array(messages) => messages,
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Object(_) => vec![message],
        };
        for message in messages {
            let end = self.receive_one(message).await;
            if end.is_some() {
                return end;
            }
        }
        None
    }

    async fn receive_one(&mut self, mut message: Value) -> Option<End> {
        let Some(method) = message.get("method").and_then(Value::as_str).map(str::to_owned) else {
            self.receive_answer(message).await;
            return None;
        };
        if message.get("id").is_none() {
            if method == "exit" {
                return Some(if self.shut_down { End::Orderly } else { End::Abrupt });
            }
            let params = message.get("params").unwrap_or(&Value::Null);
            if self.apply(&method, params) {
                return None;
            }
        } else if method == "initialize" {
            self.initialize(message).await;
            return None;
        }
        uri::arm(&mut message);
        match serde_json::from_value(message) {
            Ok(request) => self.handle(request),
            Err(_) => self.out.post(&Response::from_error(Id::Null, Error::invalid_request())),
        }
        if method == "shutdown" && self.initialized {
            self.shut_down = true;
        }
        None
    }

    async fn receive_answer(&mut self, message: Value) {
        if message.get("result").is_none() && message.get("error").is_none() {
            self.out.post(&Response::from_error(Id::Null, Error::invalid_request()));
            return;
        }
        match serde_json::from_value::<Response>(message) {
            // Fails only after `exit`.
            Ok(answer) => {
                let _ = self.answers.send(answer).await;
            }
            Err(error) => tracing::warn!("undecodable answer: {error}"),
        }
    }

    /// Applies a notification that changes the state. Before `initialize` and after `shutdown` it is consumed
    /// without effect, as the protocol says.
    fn apply(&self, method: &str, params: &Value) -> bool {
        if !self.initialized || self.shut_down {
            return true;
        }
        let session = &self.service.inner().session;
        panic::catch_unwind(AssertUnwindSafe(|| session.apply(method, params))).unwrap_or_else(|_| {
            tracing::error!("the handler of {method} panicked");
            true
        })
    }

    /// Nothing may overtake `initialize`. The typed parameters are left empty, because one field of an unexpected
    /// type would refuse the session; the session reads them raw.
    async fn initialize(&mut self, mut message: Value) {
        if !self.initialized {
            self.service.inner().session.begin(message.get("params").unwrap_or(&Value::Null));
        }
        message["params"] = json!({ "capabilities": {} });
        let Ok(request) = serde_json::from_value::<Request>(message) else {
            self.out.post(&Response::from_error(Id::Null, Error::invalid_request()));
            return;
        };
        if let Ok(Some(response)) = self.service.call(request).await {
            self.initialized |= response.is_ok();
            self.out.post(&response);
        }
    }

    /// Starts a handler. Its first poll happens here, in arrival order, and takes the snapshot; the rest runs
    /// beside everything else.
    fn handle(&mut self, request: Request) {
        let (method, id) = (request.method().to_owned(), request.id().cloned());
        let mut handler: Handler = self.service.call(request);
        let first =
            panic::catch_unwind(AssertUnwindSafe(|| handler.as_mut().poll(&mut Context::from_waker(Waker::noop()))));
        match first {
            Ok(Poll::Ready(answer)) => {
                if let Ok(Some(response)) = answer {
                    self.out.post(&response);
                }
            }
            Ok(Poll::Pending) => {
                let out = self.out.clone();
                tokio::spawn(async move {
                    let answer = AssertUnwindSafe(handler).catch_unwind().await;
                    if let Some(response) =
                        answer.map_or_else(|_| panicked(&method, id), |answer| answer.ok().flatten())
                    {
                        out.send(&response).await;
                    }
                });
            }
            Err(_) => {
                if let Some(response) = panicked(&method, id) {
                    self.out.post(&response);
                }
            }
        }
    }
}

fn panicked(method: &str, id: Option<Id>) -> Option<Response> {
    tracing::error!("the handler of {method} panicked");
    id.map(|id| Response::from_error(id, Error::internal_error()))
}

enum Outgoing {
    Message(String),
    Finish(oneshot::Sender<()>),
}

/// The way out. Never make the protocol loop wait for it: the client may be waiting for us.
#[derive(Clone)]
struct Out(mpsc::Sender<Outgoing>);

impl Out {
    /// Sends when there is room. A failure means that the client is gone, which the loop hears otherwise.
    async fn send(&self, message: &impl serde::Serialize) {
        if let Some(text) = serialize(message) {
            let _ = self.0.send(Outgoing::Message(text)).await;
        }
    }

    /// Sends without waiting.
    fn post(&self, message: &impl serde::Serialize) {
        let Some(text) = serialize(message) else { return };
        if let Err(mpsc::error::TrySendError::Full(message)) = self.0.try_send(Outgoing::Message(text)) {
            let sender = self.0.clone();
            tokio::spawn(async move {
                let _ = sender.send(message).await;
            });
        }
    }

    /// Waits until everything sent before was written.
    async fn finish(&self) {
        let (done_sender, done) = oneshot::channel();
        if self.0.send(Outgoing::Finish(done_sender)).await.is_ok() {
            let _ = done.await;
        }
    }
}

fn serialize(message: &impl serde::Serialize) -> Option<String> {
    uri::serialize(message).inspect_err(|error| tracing::error!("cannot serialise a message: {error}")).ok()
}

fn read_frames(incoming: &mpsc::Sender<Frame>) {
    let mut reader = BufReader::with_capacity(1 << 16, io::stdin());
    loop {
        match frame::read(&mut reader) {
            Ok(Some(frame)) => {
                if incoming.blocking_send(frame).is_err() {
                    return;
                }
            }
            Ok(None) => return,
            Err(error) => {
                tracing::warn!("cannot read from the client: {error}");
                return;
            }
        }
    }
}

fn write_messages(mut outgoing: mpsc::Receiver<Outgoing>) -> io::Result<()> {
    let mut writer = BufWriter::new(io::stdout().lock());
    while let Some(next) = outgoing.blocking_recv() {
        match next {
            Outgoing::Message(text) => {
                write!(writer, "Content-Length: {}\r\n\r\n{text}", text.len())?;
                writer.flush()?;
            }
            Outgoing::Finish(done) => {
                let _ = done.send(());
                return Ok(());
            }
        }
    }
    Ok(())
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may fail")]
mod tests {
    use std::sync::Arc;

    use tower_lsp::jsonrpc;

    use super::*;
    use crate::lsp::session::Session;

    async fn panics(_: &Server) -> jsonrpc::Result<()> {
        panic!("on purpose")
    }

    async fn panics_later(_: &Server) -> jsonrpc::Result<()> {
        tokio::task::yield_now().await;
        panic!("on purpose")
    }

    async fn waits(_: &Server) -> jsonrpc::Result<()> {
        std::future::pending().await
    }

    /// Sends messages and gives as many answers, in the order in which they left.
    fn answers(messages: &[Value], count: usize) -> Vec<Value> {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(async {
            let (service, _socket) = LspService::build(|client| Server { session: Arc::new(Session::new(client)) })
                .custom_method("test/panics", panics)
                .custom_method("test/panicsLater", panics_later)
                .custom_method("test/waits", waits)
                .finish();
            let (sender, mut receiver) = mpsc::channel(QUEUE);
            let answers = futures::sink::drain();
            let mut connection =
                Connection { service, answers, out: Out(sender), initialized: false, shut_down: false };
            for message in messages {
                assert_eq!(connection.receive(message.clone()).await, None);
            }
            let mut left = Vec::new();
            while left.len() < count {
                match receiver.recv().await {
                    Some(Outgoing::Message(text)) => left.push(serde_json::from_str(&text).unwrap()),
                    Some(Outgoing::Finish(_)) | None => panic!("the connection ended"),
                }
            }
            left
        })
    }

    fn request(id: i32, method: &str) -> Value {
        json!({ "jsonrpc": "2.0", "id": id, "method": method })
    }

    #[test]
    fn a_panic_costs_one_answer() {
        let messages = [
            request(1, "initialize"),
            request(2, "test/panics"),
            request(3, "test/panicsLater"),
            request(4, "shutdown"),
        ];
        let mut answers = answers(&messages, 4);
        answers.sort_by_key(|answer| answer["id"].as_i64());
        assert_eq!(answers[1]["error"]["code"], -32603);
        assert_eq!(answers[2]["error"]["code"], -32603);
        assert_eq!(answers[3]["result"], Value::Null);
    }

    #[test]
    fn cancelling_works_while_many_requests_wait() {
        let mut messages = vec![request(0, "initialize")];
        messages.extend((1..=10).map(|id| request(id, "test/waits")));
        messages.push(json!({ "jsonrpc": "2.0", "method": "$/cancelRequest", "params": { "id": 10 } }));
        let answers = answers(&messages, 2);
        assert_eq!((&answers[1]["id"], &answers[1]["error"]["code"]), (&json!(10), &json!(-32800)));
    }
}
