//! The page as a whole: header, notices, and the view that the address leads to.

use super::components::{Narrow, NoticeList};
use super::mount::{announce_failures, put_into};
use super::present::PresentBar;
use super::routes::{Navigation, Places, Views};
use super::store::Store;
use super::theme::ThemeSwitch;
use crate::experiment::Route;
use crate::setups::install;
use leptos::prelude::*;

/// Puts the page in place of the text that was shown while it loaded.
pub fn mount() {
    announce_failures();
    install();
    put_into("app", Root);
}

#[component]
fn Root() -> impl IntoView {
    let store = Store::new();
    provide_context(store);
    provide_context(Narrow::watch());
    let views = Views::new(store);
    views.provide();
    views.follow_address();
    let follow = window_event_listener(leptos::ev::hashchange, move |_| views.follow_address());
    on_cleanup(move || follow.remove());
    view! {
        <header class:inner=move || store.route.get() != Route::Front>
            <h1>"Was the skill deleted, or only wrapped?"</h1>
            <Show when=move || store.route.get() == Route::Front>
                <p class="lede">
                    "A small transformer learns a skill. Fine-tuning then teaches it something else, and the skill seems gone. Is it? "
                    "Look inside, train it in your own browser, and teach it again, beside a model that never had it. After "
                    <cite>"Jain et al., ICLR 2024"</cite> "."
                </p>
            </Show>
            <div class="ways">
                <Navigation views=views/>
                <ThemeSwitch/>
            </div>
        </header>
        <NoticeList notices=store.notices id="notices"/>
        <Places/>
        <PresentBar/>
        <footer>
            <p>
                "Everything runs in this tab; nothing is sent anywhere. Every number comes from a trained model; a run that a link or a file brought says so. Version "
                {crate::VERSION} "."
            </p>
        </footer>
    }
}
