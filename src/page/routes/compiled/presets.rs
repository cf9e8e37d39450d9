//! The paper's experiments on compiled skills, each a link that sets the view, with the paper's numbers.

use crate::experiment::{Measure, rate_label, to_hash};
use crate::gallery::{COMPILED_EXHIBITS, CompiledCell, CompiledExhibit, table_3};
use crate::setups::compiled::CompiledSpec;
use leptos::prelude::*;

#[component]
pub(super) fn Presets() -> impl IntoView {
    view! {
        <details class="status" id="compiled-presets">
            <summary>"The paper's experiments on compiled skills (Table 3, Figures 10, 27 and 39 to 59)"</summary>
            <ul class="exhibits">{COMPILED_EXHIBITS.iter().map(|exhibit| view! { <Card exhibit=exhibit/> }).collect_view()}</ul>
        </details>
    }
}

#[component]
fn Card(exhibit: &'static CompiledExhibit) -> impl IntoView {
    // Every preset is possible and the table can be read; tests hold both.
    let Ok(spec) = exhibit.spec() else { return ().into_any() };
    let cells = table_3(exhibit.program).unwrap_or_default();
    let c_tr = spec.of::<CompiledSpec>().map_or(f64::NAN, |own| own.c_tr);
    let row = |rate: &f64| {
        let accuracy = CompiledCell::at(&cells, *rate, c_tr)?.accuracy;
        let number = |measure: Measure| view! { <td>{format!("{:.1}", accuracy[measure as usize])}</td> };
        Some(view! {
            <tr>
                <th scope="row">{rate_label(*rate)}</th>
                {number(Measure::PretrainedHolds)}
                {number(Measure::FineTunedHolds)}
                {number(Measure::PretrainedBroken)}
                {number(Measure::FineTunedBroken)}
            </tr>
        })
    };
    let rows = spec.rates().iter().filter_map(row).collect_view();
    view! {
        <li data-exhibit=exhibit.key>
            <h3><a href=to_hash(&spec)>{exhibit.title}</a></h3>
            <p>{exhibit.look_for}</p>
            <details>
                <summary>"The paper's numbers, in percent"</summary>
                <div class="scroll" tabindex="0" role="region" aria-label=format!("The paper's numbers: {}", exhibit.title)>
                    <table>
                        <thead>
                            <tr>
                                <th scope="col">"rate"</th>
                                <th scope="col">"O_PT, C_Te = 1"</th>
                                <th scope="col">"O_FT, C_Te = 1"</th>
                                <th scope="col">"O_PT, C_Te = 0"</th>
                                <th scope="col">"O_FT, C_Te = 0"</th>
                            </tr>
                        </thead>
                        <tbody>{rows}</tbody>
                    </table>
                </div>
            </details>
        </li>
    }
    .into_any()
}
