//! The page at a laptop's and a phone's size, in light and dark: nothing sticks out, and pictures are kept to look at.

use crate::chrome::{Visitor, visit};

#[test]
#[ignore = "needs the built page and a browser"]
fn no_view_scrolls_sideways_at_any_size() {
    for (width, height) in [(1280, 800), (390, 844)] {
        for dark in [false, true] {
            let visitor = Visitor { width, height, dark, webgpu: false };
            visit(visitor, "#/run?v=1&preset=micro", async |page| {
                let sideways = "return document.documentElement.scrollWidth <= window.innerWidth";
                page.press("start").await;
                page.until_finished(60).await;
                page.script("document.querySelector('.controls details').open = true").await;
                assert_eq!(page.script(sideways).await, true, "lab at {width}");
                let scheme = if dark { "dark" } else { "light" };
                page.picture(&format!("lab-{width}-{scheme}")).await;
                for tab in ["pruning", "probing", "attention", "change", "patching"] {
                    page.tab(tab).await;
                    assert_eq!(page.script(sideways).await, true, "{tab} at {width}");
                }
                page.script("document.querySelector('#inspector summary').click()").await;
                page.until("samples are there", 5, "return !!document.querySelector('.samples')").await;
                assert_eq!(page.script(sideways).await, true, "inspector at {width}");
                page.picture(&format!("inspector-{width}-{scheme}")).await;
                page.open("#/gallery").await;
                assert_eq!(page.script(sideways).await, true, "gallery at {width}");
                page.picture(&format!("gallery-{width}-{scheme}")).await;
                page.window(&format!("gallery-{width}-{scheme}")).await;
                page.open("#/lesson").await;
                page.script("document.querySelectorAll('.steps button')[2].click()").await;
                page.press("fine-tune").await;
                let tuned = "return (document.getElementById('tuned-says')?.innerText ?? '').length > 10";
                page.until("it is fine-tuned", 60, tuned).await;
                for step in 0..9 {
                    page.script(&format!("document.querySelectorAll('.steps button')[{step}].click()")).await;
                    assert_eq!(page.script(sideways).await, true, "lesson, step {step}, at {width}");
                }
                page.script("document.querySelectorAll('.steps button')[2].click()").await;
                page.window(&format!("lesson-{width}-{scheme}")).await;
                page.open("#/compiled").await;
                assert_eq!(page.script(sideways).await, true, "compiled skills at {width}");
                page.window(&format!("compiled-{width}-{scheme}")).await;
                page.open("#/compiled?v=1&setup=learned").await;
                assert_eq!(page.script(sideways).await, true, "learned skills at {width}");
                page.window(&format!("learned-{width}-{scheme}")).await;
                page.open("#/table").await;
                page.until("there is an example", 20, "return !!document.getElementById('take-example')").await;
                page.script("document.querySelector('.paste').open = true").await;
                page.press("take-example").await;
                page.until("it is there", 30, "return !!document.getElementById('table-preview')").await;
                page.script("[...document.querySelectorAll('#own-table details')].forEach((part) => part.open = true)")
                    .await;
                assert_eq!(page.script(sideways).await, true, "table at {width}");
                page.picture(&format!("table-{width}-{scheme}")).await;
                page.window(&format!("table-{width}-{scheme}")).await;
                let sweep = "#/sweep?v=1&preset=micro&instruments=none&x=fine_tune_rates:0.01;0.001&y=prior:1,0,0;0.5,0.3,0.2&seeds=1,2";
                page.open(sweep).await;
                page.press("sweep-start").await;
                page.until("the sweep has ended", 60, "return !!document.getElementById('sweep-start')").await;
                assert_eq!(page.script(sideways).await, true, "sweep at {width}");
                page.picture(&format!("sweep-{width}-{scheme}")).await;
                page.window(&format!("sweep-{width}-{scheme}")).await;
                page.open("#/stories").await;
                assert_eq!(page.script(sideways).await, true, "stories at {width}");
                page.window(&format!("stories-{width}-{scheme}")).await;
                page.open("#/stories-lesson").await;
                for step in 0..5 {
                    page.script(&format!("document.querySelectorAll('.steps button')[{step}].click()")).await;
                    assert_eq!(page.script(sideways).await, true, "lesson on stories, step {step}, at {width}");
                }
                page.open("#/truth").await;
                assert_eq!(page.script(sideways).await, true, "truth bench at {width}");
                page.window(&format!("truth-{width}-{scheme}")).await;
                page.open("#/bench").await;
                assert_eq!(page.script(sideways).await, true, "benchmark at {width}");
                page.picture(&format!("bench-{width}-{scheme}")).await;
                page.window(&format!("bench-{width}-{scheme}")).await;
            });
        }
    }
}

#[test]
#[ignore = "needs the built page and a browser"]
fn at_twice_the_size_of_everything_nothing_sticks_out() {
    // A browser that enlarges everything twice gives the page half the pixels.
    visit(Visitor { width: 640, height: 400, ..Visitor::default() }, "", async |page| {
        for hash in [
            "",
            "#/run?v=1",
            "#/lesson",
            "#/sweep",
            "#/gallery",
            "#/compiled",
            "#/table",
            "#/stories-lesson",
            "#/truth",
            "#/bench",
        ] {
            page.open(hash).await;
            let sideways = "return document.documentElement.scrollWidth <= window.innerWidth";
            assert_eq!(page.script(sideways).await, true, "{hash}");
        }
    });
}

#[test]
#[ignore = "needs the built page and a browser"]
fn the_lab_explains_itself_before_any_engine_is_loaded_and_its_console_is_empty() {
    visit(Visitor::default(), "#/run?v=1&preset=fates", async |page| {
        let paint =
            page.script("return performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? null").await;
        let start = page.script("return window.unwrapLab && performance.now()").await;
        println!("first paint after {paint} ms; the page answers before {start} ms");
        let engines = page
            .text_of("performance.getEntriesByType('resource').filter((r) => r.name.includes('worker')).length")
            .await;
        assert_eq!(engines, "0", "an engine was fetched before it was needed");
        let words = page.text_of("document.body.innerText").await;
        assert!(words.contains("deleted, or only wrapped") && words.contains("Press Start"), "{words}");
        assert_eq!(page.console().await, Vec::<String>::new());
    });
}

#[test]
#[ignore = "needs the built page and a browser; makes pictures to look at"]
fn every_instrument_is_pictured_at_both_sizes_in_light_and_dark() {
    for (width, height) in [(1280, 800), (390, 844)] {
        for dark in [false, true] {
            let visitor = Visitor { width, height, dark, webgpu: false };
            visit(visitor, "#/run?v=1&preset=quick&fine_tune_rates=0.001&revive_steps=100", async |page| {
                page.press("start-shipped").await;
                page.until_finished(240).await;
                let scheme = if dark { "dark" } else { "light" };
                page.window(&format!("lab-{width}-{scheme}")).await;
                page.script("document.querySelector('.instruments').scrollIntoView()").await;
                tokio::time::sleep(std::time::Duration::from_millis(300)).await;
                page.window(&format!("instruments-{width}-{scheme}")).await;
                for tab in ["pruning", "probing", "attention", "change", "patching"] {
                    page.tab(tab).await;
                    tokio::time::sleep(std::time::Duration::from_millis(500)).await;
                    page.picture(&format!("{tab}-{width}-{scheme}")).await;
                }
            });
        }
    }
}
