//! Messages of Rust libraries: one JSON object a line, `name`, `origin` and `value`.

use std::io::{self, Write};
use std::sync::{Arc, Mutex};

use slog::{o, Drain};
use tracing_bunyan_formatter::{BunyanFormattingLayer, JsonStorageLayer};
use tracing_subscriber::layer::SubscriberExt;

#[derive(Clone, Default)]
struct Out(Arc<Mutex<Vec<u8>>>);

impl Write for Out {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Out {
    fn emit(&self, name: &str, origin: &str) {
        let text = String::from_utf8(std::mem::take(&mut *self.0.lock().unwrap())).unwrap();
        let line = text.trim_end().lines().last().unwrap_or_default().to_owned();
        println!("{}", serde_json::json!({ "name": name, "origin": origin, "value": line }));
    }
}

fn traced() {
    let span = tracing::info_span!("pay", service = "wallet", request_id = "req-9");
    let _entered = span.enter();
    tracing::error!(service = "wallet", error = "timeout after 30 s", order_id = 9_876_543_210_987_654_321_u64, "payment failed");
}

fn main() {
    let out = Out::default();
    let writer = out.clone();
    let subscriber = tracing_subscriber::fmt().json().with_writer(move || writer.clone()).finish();
    tracing::subscriber::with_default(subscriber, traced);
    out.emit("tracing-subscriber json", "tracing-subscriber 0.3");

    let writer = out.clone();
    let flat = tracing_subscriber::fmt().json().flatten_event(true).with_writer(move || writer.clone()).finish();
    tracing::subscriber::with_default(flat, || tracing::warn!(service = "wallet", left = 2, "few coins"));
    out.emit("tracing-subscriber json, flattened", "tracing-subscriber 0.3");

    let writer = out.clone();
    let bunyan = tracing_subscriber::registry()
        .with(JsonStorageLayer)
        .with(BunyanFormattingLayer::new("wallet".into(), move || writer.clone()));
    tracing::subscriber::with_default(bunyan, || tracing::error!("no funds"));
    out.emit("tracing-bunyan-formatter", "tracing-bunyan-formatter 0.3");

    let drain = Mutex::new(slog_json::Json::default(out.clone())).fuse();
    let log = slog::Logger::root(drain, o!("service" => "wallet"));
    slog::crit!(log, "ledger is torn"; "block" => 12);
    out.emit("slog-json critical", "slog-json 2");
    slog::error!(log, "transfer failed");
    out.emit("slog-json error", "slog-json 2");
}
