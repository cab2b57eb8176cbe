//! Whether all of a page fits the window.

use std::time::Duration;

use workspace_tests::Outcome;
use workspace_tests::window::Window;

/// What sticks out of the window or has to be scrolled to sideways, once the page has taken its size; none where all fits.
pub(crate) async fn lost(window: &Window) -> Outcome<Option<String>> {
    // Behind a dialog the page is out of reach, and not laid out anew before the dialog goes.
    let script = "const over = [...document.querySelectorAll('[role=\"dialog\"]')].at(-1);
        const wide = (over ? [over, ...over.querySelectorAll('.body')] : [document.documentElement, document.querySelector('main')])
            .filter((element) => element.scrollWidth > element.clientWidth + 1)
            .map((element) => `${element.tagName}.${element.className} is ${element.scrollWidth} wide in ${element.clientWidth}`);
        const framed = (element) => { for (let up = element.parentElement; up; up = up.parentElement) if (['auto', 'scroll', 'hidden'].includes(getComputedStyle(up).overflowX) && up.tagName !== 'BODY' && up.tagName !== 'MAIN') return true; return false; };
        const out = [...(over ?? document.body).querySelectorAll('*')].filter((element) => {
            if (!element.checkVisibility?.({ visibilityProperty: true }) || element.closest('.heard, svg, .skip, #svelte-announcer')) return false;
            const { left, right, width } = element.getBoundingClientRect();
            return width > 1 && (right > innerWidth + 1 || left < -1) && !framed(element);
        }).slice(0, 3).map((element) => `${element.outerHTML.slice(0, 120)} sticks out`);
        return [...wide, ...out].join('; ');";
    let mut last = String::new();
    for _ in 0..80 {
        let found = window.script(script, Vec::new()).await?;
        last = found.as_str().unwrap_or_default().to_owned();
        if last.is_empty() {
            return Ok(None);
        }
        // A page that nothing has to draw keeps the layout of its former width; a picture has it drawn.
        window.client().screenshot().await?;
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
    Ok(Some(last))
}
