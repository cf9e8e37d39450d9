//! The page at a laptop's and a phone's size, in light and dark: nothing sticks out, and pictures are kept to look at.

use crate::chrome::{Visitor, visit};
use std::path::Path;

#[test]
#[ignore = "needs the built page and a browser"]
fn no_view_scrolls_sideways_at_any_size() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("screens");
    std::fs::create_dir_all(&folder).unwrap();
    for (width, height) in [(1280, 800), (390, 844)] {
        for dark in [false, true] {
            let visitor = Visitor { width, height, dark, webgpu: false };
            visit(visitor, "#/run?v=1&preset=micro", async |page| {
                let sideways = "return document.documentElement.scrollWidth <= window.innerWidth";
                page.press("start").await;
                page.until_finished(60).await;
                assert_eq!(page.script(sideways).await, true, "lab at {width}");
                let scheme = if dark { "dark" } else { "light" };
                let keep = |view: &str| folder.join(format!("{view}-{width}-{scheme}.png"));
                std::fs::write(keep("lab"), page.client.screenshot().await.unwrap()).unwrap();
                page.open("#/bench").await;
                assert_eq!(page.script(sideways).await, true, "benchmark at {width}");
                std::fs::write(keep("bench"), page.client.screenshot().await.unwrap()).unwrap();
            });
        }
    }
    println!("pictures: {}", folder.display());
}
