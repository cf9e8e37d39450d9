//! What one tab changed in the store, told to the others (BroadcastChannel).

use super::folder::own_name;
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{BroadcastChannel, MessageEvent};

/// Tells other tabs of this folder's page which runs changed, and hears of theirs.
pub(in crate::page) struct Changes(BroadcastChannel);

impl Changes {
    /// Listens; `heard` is called with the id of each run that another tab wrote or deleted. None where the browser has no such channel.
    pub(in crate::page) fn listen(heard: impl Fn(String) + 'static) -> Option<Self> {
        let channel = BroadcastChannel::new(&own_name("unwrap-lab runs")).ok()?;
        let on_message = Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| {
            if let Some(id) = event.data().as_string() {
                heard(id);
            }
        });
        channel.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
        // It lives as long as the page.
        on_message.forget();
        Some(Self(channel))
    }

    /// Tells the others that the run `id` was written or deleted.
    pub(in crate::page) fn tell(&self, id: &str) {
        // A channel that is closed belongs to a page that is being left.
        let _ = self.0.post_message(&JsValue::from_str(id));
    }
}
