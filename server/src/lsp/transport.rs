//! The loop between the client and the service: order where order counts, freedom for everything else.
//!
//! It stands in for the library's own loop, which ends at the first frame that it cannot decode, runs handlers one
//! at a time, dies with a panicking handler and lets cancellations wait behind the requests that they cancel.

use std::io::{self, BufReader, Read, Write};
use std::panic::{self, AssertUnwindSafe};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};
use std::thread;
use std::time::Duration;

use futures::{FutureExt, Sink, SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::sync::{Notify, mpsc, oneshot};
use tower_lsp::jsonrpc::{Error, Id, Request, Response};
use tower_lsp::{ClientSocket, ExitedError, LspService};
use tower_service::Service;

use super::frame::{self, Frame};
use super::out::{self, Out, PRESS, ROOM, UNDER_WAY};
use super::parent::Parent;
use super::record::Recorder;
use super::server::Server;
use super::uri;

/// How long the end waits for a client that does not read its last answers.
const LAST_WORDS: Duration = Duration::from_millis(500);
/// Messages that were read and not yet taken in. Beyond that the client waits.
const QUEUE: usize = 64;

type Answer = Result<Option<Response>, ExitedError>;
type Handler = Pin<Box<dyn Future<Output = Answer> + Send>>;

/// How a session ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum End {
    /// `exit` after `shutdown`.
    Orderly,
    /// `exit` without `shutdown`, end of input, nobody reads the output, or the client's process has ended.
    Abrupt,
}

/// A frame, and whether bytes behind it were received already.
pub(super) type Heard = (Frame, bool);

/// What connects the loop with a client.
pub(super) struct Wires {
    incoming: mpsc::Receiver<Heard>,
    out: Out,
    gone: oneshot::Receiver<()>,
}

impl Wires {
    /// What is dropped to say that nobody reads any more comes along.
    pub(super) fn new(incoming: mpsc::Receiver<Heard>, out: Out) -> (Self, oneshot::Sender<()>) {
        let (gone_sender, gone) = oneshot::channel();
        (Self { incoming, out, gone }, gone_sender)
    }

    /// A thread that reads frames and one that writes them.
    pub(super) fn of(
        input: impl Read + Send + 'static,
        output: impl Write + Send + 'static,
        recorder: Option<Arc<Recorder>>,
    ) -> io::Result<Self> {
        let (incoming_sender, incoming) = mpsc::channel(QUEUE);
        let (out, outgoing, held) = Out::new();
        let (wires, gone_sender) = Self::new(incoming, out);
        let recorder_in = recorder.clone();
        thread::Builder::new()
            .name("stdin".to_owned())
            .spawn(move || read_frames(input, &incoming_sender, recorder_in.as_deref()))?;
        thread::Builder::new().name("stdout".to_owned()).spawn(move || {
            if let Err(error) = out::write_frames(outgoing, &held, output, recorder.as_deref()) {
                tracing::warn!("cannot write to the client: {error}");
            }
            drop(gone_sender);
        })?;
        Ok(wires)
    }
}

/// Serves a client until it leaves.
pub(super) async fn serve(service: LspService<Server>, socket: ClientSocket, wires: Wires) -> End {
    let Wires { incoming, out, gone } = wires;
    let (mut questions, answers) = socket.split();
    let orphaned = Arc::<Notify>::default();
    let connection = Connection { service, answers, out: out.clone(), orphaned, initialized: false, shut_down: false };
    let asking_out = out.clone();
    let asking = async move {
        while let Some(question) = questions.next().await {
            asking_out.below(PRESS).await;
            asking_out.post(&without_null(question));
        }
    };
    let end = beside(connection.listen(incoming, gone), asking).await;
    let _ = tokio::time::timeout(LAST_WORDS, out.finish()).await;
    end
}

/// What the first future gives; the other one runs in the same task for as long, so that what passes from one to the
/// other wakes no thread.
pub(super) async fn beside<T>(first: impl Future<Output = T>, other: impl Future<Output = ()>) -> T {
    let other = async {
        other.await;
        std::future::pending().await
    };
    tokio::select! {
        biased;
        value = first => value,
        value = other => value,
    }
}

/// The library writes `"params": null` where there are none, which the protocol does not know.
fn without_null(question: Request) -> Request {
    if !question.params().is_some_and(Value::is_null) {
        return question;
    }
    let (method, id, _) = question.into_parts();
    let question = Request::build(method);
    match id {
        Some(id) => question.id(id).finish(),
        None => question.finish(),
    }
}

/// `Answers` takes the client's answers to the server's questions.
struct Connection<Answers> {
    service: LspService<Server>,
    answers: Answers,
    out: Out,
    /// Told when the process of the client has ended.
    orphaned: Arc<Notify>,
    initialized: bool,
    shut_down: bool,
}

impl<Answers: Sink<Response> + Unpin> Connection<Answers> {
    /// Takes in messages until the last one, or until nobody is there any more to send one.
    async fn listen(mut self, mut incoming: mpsc::Receiver<Heard>, mut gone: oneshot::Receiver<()>) -> End {
        let (out, orphaned) = (self.out.clone(), self.orphaned.clone());
        // What waits is taken as a whole: the thread that reads is not woken for each message then.
        let mut waiting = Vec::new().into_iter();
        loop {
            let next = async {
                out.below(ROOM).await;
                if waiting.as_slice().is_empty() {
                    let mut heard = Vec::new();
                    incoming.recv_many(&mut heard, QUEUE).await;
                    waiting = heard.into_iter();
                }
                waiting.next()
            };
            let heard = tokio::select! {
                heard = next => heard,
                _ = &mut gone => None,
                () = orphaned.notified() => {
                    tracing::info!("the client's process has ended");
                    None
                }
            };
            let Some((frame, more)) = heard else { return End::Abrupt };
            let more = more || !waiting.as_slice().is_empty();
            self.service.inner().session.wanted.expect_more(more);
            match frame {
                Frame::Bad(reason) => {
                    tracing::warn!("undecodable message: {reason}");
                    self.out.post(&Response::from_error(Id::Null, Error::parse_error()));
                }
                Frame::Message(message) => {
                    if let Some(end) = self.receive(message).await {
                        return end;
                    }
                }
            }
        }
    }

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
            let params = message.get("params").unwrap_or(&Value::Null);
            if let Some(parent) = Parent::of(params) {
                let orphaned = self.orphaned.clone();
                tokio::spawn(async move {
                    parent.ended().await;
                    orphaned.notify_one();
                });
            }
            self.service.inner().session.begin(params);
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
                let under_way = out.hold(UNDER_WAY);
                tokio::spawn(async move {
                    let answer = AssertUnwindSafe(handler).catch_unwind().await;
                    let answer = answer.map_or_else(|_| panicked(&method, id), |answer| answer.ok().flatten());
                    if let Some(response) = answer {
                        out.post(&response);
                    }
                    drop(under_way);
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

fn read_frames(input: impl Read, incoming: &mpsc::Sender<Heard>, recorder: Option<&Recorder>) {
    let mut reader = BufReader::with_capacity(1 << 16, input);
    loop {
        match frame::read(&mut reader) {
            Ok(Some(frame)) => {
                match (&frame, recorder) {
                    (Frame::Message(message), Some(recorder)) => recorder.client(message),
                    (Frame::Bad(reason), Some(recorder)) => recorder.undecodable(reason),
                    (_, None) => {}
                }
                if incoming.blocking_send((frame, !reader.buffer().is_empty())).is_err() {
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
            let (out, mut receiver, _held) = Out::new();
            let answers = futures::sink::drain();
            let mut connection =
                Connection { service, answers, out, orphaned: Arc::default(), initialized: false, shut_down: false };
            for message in messages {
                assert_eq!(connection.receive(message.clone()).await, None);
            }
            let mut left = Vec::new();
            while left.len() < count {
                match receiver.recv().await {
                    Some(out::Outgoing::Message(text)) => left.push(serde_json::from_str(&text).unwrap()),
                    Some(out::Outgoing::Finish(_)) | None => panic!("the connection ended"),
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
