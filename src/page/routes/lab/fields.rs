//! Settings as fields, made from a setup's table of settings: a change goes to the experiment as it is set.

use super::state::Lab;
use crate::experiment::Setting;
use crate::page::components::Control;
use leptos::prelude::*;

#[component]
pub(in crate::page::routes) fn Fields(
    settings: Vec<&'static Setting>,
    /// Values of a setting that have a name, one button each.
    #[prop(default = |_| &[])]
    named: fn(&str) -> &'static [(&'static str, &'static str)],
) -> impl IntoView {
    let lab = expect_context::<Lab>();
    let field = move |setting: &'static Setting| {
        let value = Signal::derive(move || lab.spec.with(|spec| spec.get(setting.key).unwrap_or_default()));
        let change = Callback::new(move |text: String| lab.change(setting.key, &text));
        view! {
            <Control
                key=setting.key
                name=setting.name
                sentence=setting.sentence
                kind=setting.kind
                named=named(setting.key)
                value=value
                change=change
            />
        }
    };
    settings.into_iter().map(field).collect_view()
}

/// Settings of which the `first` stand open and the others fold away.
#[component]
pub(in crate::page::routes) fn FoldedFields(
    settings: Vec<&'static Setting>,
    first: &'static [&'static str],
) -> impl IntoView {
    let (open, folded): (Vec<&'static Setting>, Vec<&'static Setting>) =
        settings.into_iter().partition(|setting| first.contains(&setting.key));
    view! {
        <div class="fields"><Fields settings=open/></div>
        <details>
            <summary>"More settings"</summary>
            <div class="fields"><Fields settings=folded/></div>
        </details>
    }
}
