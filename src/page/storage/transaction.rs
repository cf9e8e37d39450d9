//! Reading and writing in one store of a database. A tab that the browser puts aside, so that “back” shows it again, would hold a store for ever in
//! the middle of a transaction, and no other tab could read there (seen in WebKit). So what is under way is given up then, and done anew when the
//! tab is back.

use super::database::{committed, error_text};
use crate::page::limit::within_limit;
use crate::page::property::property;
use idb::{Database, ObjectStore, TransactionMode};
use js_sys::Uint8Array;
use leptos::prelude::window_event_listener_untyped;
use std::cell::{Cell, RefCell};
use std::future::poll_fn;
use std::rc::Rc;
use std::task::{Poll, Waker};
use wasm_bindgen::JsValue;
use web_sys::IdbTransaction;

/// A transaction under way, and whether it was given up.
struct UnderWay {
    transaction: IdbTransaction,
    is_given_up: Rc<Cell<bool>>,
}

#[derive(Default)]
struct Tab {
    listens: Cell<bool>,
    is_aside: Cell<bool>,
    under_way: RefCell<Vec<UnderWay>>,
    waiting: RefCell<Vec<Waker>>,
}

thread_local! {
    static TAB: Tab = Tab::default();
}

/// Reads in a store.
///
/// # Errors
/// A sentence when the browser refuses or does not answer.
pub(super) async fn reading<T>(
    database: &Database,
    store: &str,
    read: impl AsyncFn(&ObjectStore) -> Result<T, String>,
) -> Result<T, String> {
    transact(database, store, TransactionMode::ReadOnly, read).await
}

/// Writes in a store; all of it is kept, or nothing.
///
/// # Errors
/// A sentence when the browser refuses, for instance for lack of space, or does not answer.
pub(super) async fn writing<T>(
    database: &Database,
    store: &str,
    write: impl AsyncFn(&ObjectStore) -> Result<T, String>,
) -> Result<T, String> {
    transact(database, store, TransactionMode::ReadWrite, write).await
}

/// Keeps bytes under a key of a store.
///
/// # Errors
/// As [`writing`].
pub(super) async fn put(database: &Database, store: &str, key: &str, bytes: &[u8]) -> Result<(), String> {
    let (value, key) = (Uint8Array::from(bytes), JsValue::from_str(key));
    writing(database, store, async |store| {
        store.put(&value, Some(&key)).map_err(error_text)?.await.map(drop).map_err(error_text)
    })
    .await
}

async fn transact<T>(
    database: &Database,
    name: &str,
    mode: TransactionMode,
    work: impl AsyncFn(&ObjectStore) -> Result<T, String>,
) -> Result<T, String> {
    listen();
    loop {
        until_back().await;
        let transaction = IdbTransaction::from(database.transaction(&[name], mode).map_err(error_text)?);
        let is_given_up = Rc::new(Cell::new(false));
        let under_way = UnderWay { transaction: transaction.clone(), is_given_up: is_given_up.clone() };
        TAB.with(|tab| tab.under_way.borrow_mut().push(under_way));
        let outcome = within_limit(async {
            let transaction = idb::Transaction::from(transaction);
            let done = work(&transaction.object_store(name).map_err(error_text)?).await?;
            if mode == TransactionMode::ReadWrite {
                committed(transaction).await?;
            }
            Ok(done)
        })
        .await;
        TAB.with(|tab| tab.under_way.borrow_mut().retain(|other| !Rc::ptr_eq(&other.is_given_up, &is_given_up)));
        if outcome.is_ok() || !is_given_up.get() {
            return outcome;
        }
    }
}

/// From now on, a tab that is put aside gives up what is under way.
fn listen() {
    if TAB.with(|tab| tab.listens.replace(true)) {
        return;
    }
    // For the whole visit.
    let _listening = [
        window_event_listener_untyped("pagehide", |event| {
            // A tab that is closed is not put aside; the browser ends its transactions.
            if property(&event, "persisted").is_truthy() {
                TAB.with(Tab::give_up);
            }
        }),
        window_event_listener_untyped("pageshow", |_| TAB.with(Tab::come_back)),
    ];
}

impl Tab {
    fn give_up(&self) {
        self.is_aside.set(true);
        for UnderWay { transaction, is_given_up } in self.under_way.borrow().iter() {
            // One that has ended meanwhile cannot be given up and holds nothing.
            is_given_up.set(transaction.abort().is_ok());
        }
    }

    fn come_back(&self) {
        self.is_aside.set(false);
        self.waiting.take().into_iter().for_each(Waker::wake);
    }
}

/// Waits while the tab is aside.
async fn until_back() {
    poll_fn(|context| {
        TAB.with(|tab| {
            if tab.is_aside.get() {
                tab.waiting.borrow_mut().push(context.waker().clone());
                return Poll::Pending;
            }
            Poll::Ready(())
        })
    })
    .await;
}
