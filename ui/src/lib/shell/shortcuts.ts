import { goto } from '$app/navigation';
import { href, screens } from '$lib/navigation';
import { m } from '$lib/paraglide/messages';
import { guide } from '$lib/state/guide.svelte';
import { attempt } from '$lib/state/toasts.svelte';
import { vault } from '$lib/state/vault.svelte';
import { open } from '$lib/state/window.svelte';

/** The keys that work everywhere, as they are listed under `?`. */
export function shortcuts(): { keys: string; does: string }[] {
  return [
    { keys: m.palette_keys(), does: m.shortcut_palette() },
    ...screens.map((screen, index) => ({ keys: m.keys_screen({ number: index + 1 }), does: screen.label() })),
    { keys: m.keys_requests(), does: m.shortcut_requests() },
    { keys: m.keys_escape(), does: m.shortcut_escape() },
    { keys: m.keys_lock(), does: m.lock_now() },
    { keys: '?', does: m.shortcut_list() },
  ];
}

/** Handles the keys that work everywhere. */
export function onShortcut(event: KeyboardEvent): void {
  const digit = /^Digit([1-8])$/.exec(event.code)?.[1];
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'k') {
    event.preventDefault();
    open.palette = !open.palette;
  } else if ((event.ctrlKey || event.metaKey) && event.shiftKey && event.key.toLowerCase() === 'l') {
    event.preventDefault();
    void attempt(() => vault.lock());
  } else if (digit && (event.ctrlKey || event.metaKey || event.altKey) && !inDialog()) {
    const screen = screens[Number(digit) - 1];
    if (!screen) return;
    event.preventDefault();
    void goto(href(screen.id));
  } else if (event.key === '?' && !typing(event.target) && !inDialog()) {
    event.preventDefault();
    open.shortcuts = true;
  } else if (event.key === 'Escape' && guide.shown && !event.defaultPrevented && !inDialog()) {
    guide.close();
  }
}

function typing(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));
}

function inDialog(): boolean {
  return document.querySelector('[role="dialog"], [role="alertdialog"], [role="listbox"]') !== null;
}
