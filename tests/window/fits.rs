//! Whether all of a page fits the window, and nothing lies over anything else.

use std::time::Duration;

use workspace_tests::Outcome;
use workspace_tests::window::Window;

/// Texts that lie over each other, as far as the frames they are scrolled in show them; what is cut off is left out.
const OVERLAPS: &str = "const root = over ?? document.querySelector('main') ?? document.body;
    const cut = (element) => { for (let up = element; up && up !== root; up = up.parentElement) { const { overflowX, position, clipPath } = getComputedStyle(up); if (overflowX === 'hidden' || clipPath !== 'none' || ['sticky', 'fixed'].includes(position) || (overflowX === 'auto' && up.scrollWidth > up.clientWidth + 1)) return true; } return false; };
    const shown = (element, { left, right, top, bottom }) => { for (let up = element; up; up = up.parentElement) { if (getComputedStyle(up).overflowY === 'visible') continue; const frame = up.getBoundingClientRect(); [left, right, top, bottom] = [Math.max(left, frame.left), Math.min(right, frame.right), Math.max(top, frame.top), Math.min(bottom, frame.bottom)]; } return { left, right, top, bottom }; };
    const boxes = [];
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    while (walker.nextNode() && boxes.length < 600) {
        const { parentElement: element, textContent } = walker.currentNode;
        if (!textContent.trim() || !element.checkVisibility?.({ visibilityProperty: true }) || element.closest('.heard, svg, option, title, .toasts') || cut(element)) continue;
        const range = document.createRange();
        range.selectNodeContents(walker.currentNode);
        for (const rect of range.getClientRects()) { const { left, right, top, bottom } = shown(element, rect); if (right - left > 1 && bottom > 0 && bottom > top && top < innerHeight) boxes.push({ element, text: textContent.trim().slice(0, 40), left, right, top, bottom }); }
    }
    const found = boxes.flatMap((a, index) => boxes.slice(index + 1).filter((b) => a.element !== b.element
        && Math.min(a.right, b.right) - Math.max(a.left, b.left) > 3 && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 6).map((b) => `“${a.text}” lies over “${b.text}”`));
    return found.slice(0, 3);";

/// What sticks out of the window, has to be scrolled to sideways or lies over something else, once the page has taken its size; none where all fits.
pub(crate) async fn lost(window: &Window) -> Outcome<Option<String>> {
    // Behind a dialog the page is out of reach, and not laid out anew before the dialog goes.
    let script = &"const over = [...document.querySelectorAll('[role=\"dialog\"]')].at(-1);
        const wide = (over ? [over, ...over.querySelectorAll('.body')] : [document.documentElement, document.querySelector('main')])
            .filter((element) => element.scrollWidth > element.clientWidth + 1)
            .map((element) => `${element.tagName}.${element.className} is ${element.scrollWidth} wide in ${element.clientWidth}`);
        const framed = (element) => { for (let up = element.parentElement; up; up = up.parentElement) if (['auto', 'scroll', 'hidden'].includes(getComputedStyle(up).overflowX) && up.tagName !== 'BODY' && up.tagName !== 'MAIN') return true; return false; };
        const out = [...(over ?? document.body).querySelectorAll('*')].filter((element) => {
            if (!element.checkVisibility?.({ visibilityProperty: true }) || element.closest('.heard, svg, .skip, #svelte-announcer')) return false;
            const { left, right, width } = element.getBoundingClientRect();
            return width > 1 && (right > innerWidth + 1 || left < -1) && !framed(element);
        }).slice(0, 3).map((element) => `${element.outerHTML.slice(0, 120)} sticks out`);
        const over_edge = [...(over ?? document.body).querySelectorAll(':is(.card, .note) :is(button, .button, .input)')].filter((element) => {
            const box = element.closest('.card, .note');
            return element.checkVisibility?.({ visibilityProperty: true }) && element.getBoundingClientRect().right > box.getBoundingClientRect().right + 1 && !framed(element);
        }).slice(0, 3).map((element) => `${element.outerHTML.slice(0, 120)} sticks out of its card`);
        return [...wide, ...out, ...over_edge, ...(() => { OVERLAPS })()].join('; ');"
        .replace("OVERLAPS", OVERLAPS);
    let mut last = String::new();
    for look in 1..=80 {
        let found = window.script(script, Vec::new()).await?;
        last = found.as_str().unwrap_or_default().to_owned();
        if last.is_empty() {
            return Ok(None);
        }
        // A page that nothing has to draw keeps the layout of its former width; a picture has it drawn.
        window.client().screenshot().await?;
        tokio::time::sleep(Duration::from_millis(25)).await;
        // Now and then not even that: another size and back has it laid out anew. What really sticks out, sticks out after it.
        if look % 20 == 0 {
            let (width, height) = window.client().get_window_size().await?;
            for height in [height + 1, height] {
                window.client().set_window_rect(0, 0, u32::try_from(width)?, u32::try_from(height)?).await?;
            }
        }
    }
    Ok(Some(last))
}
