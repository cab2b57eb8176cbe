import { goto } from '$app/navigation';
import { href, screens } from '$lib/navigation';
import { m } from '$lib/paraglide/messages';
import { guide } from '$lib/state/guide.svelte';
import { print } from '$lib/state/print';
import { attempt } from '$lib/state/toasts.svelte';
import { vault } from '$lib/state/vault.svelte';
import { open } from '$lib/state/window.svelte';
import { zoom } from '$lib/state/zoom';
import { system } from '$lib/system';

/** What is pressed together, key by key; several ways to do the same are alternatives. */
export type Shortcut = { keys: string[][]; does: string };

const MAC = system === 'macos';
/** The names of the keys that are held, as this system's keyboards have them. */
const CTRL = MAC ? '⌘' : 'Ctrl';
const ALT = MAC ? '⌥' : 'Alt';
const SHIFT = MAC ? '⇧' : 'Shift';

/** A key with the one that is held, for lists of commands: `Ctrl P`. */
export const withCtrl = (...keys: string[]): string => [CTRL, ...keys].join(' ');
/** The same with the other one: `Alt 1`. */
export const withAlt = (key: string): string => `${ALT} ${key}`;

/** The keys of the window, as they are listed under `?`: those that work everywhere, then those of one place. */
export function shortcuts(): { title: string; shortcuts: Shortcut[] }[] {
  return [
    {
      title: m.shortcuts_everywhere(),
      shortcuts: [
        { keys: [[CTRL, 'K']], does: m.shortcut_palette() },
        ...screens.map((screen, index) => ({ keys: [[CTRL, String(index + 1)], [ALT, String(index + 1)]], does: screen.label() })),
        { keys: [[CTRL, 'P']], does: m.print() },
        { keys: [[CTRL, '+'], [CTRL, '−'], [CTRL, '0']], does: m.shortcut_zoom() },
        { keys: [[CTRL, SHIFT, 'L']], does: m.lock_now() },
        { keys: [['Esc']], does: m.shortcut_escape() },
        { keys: [['?']], does: m.shortcut_list() },
      ],
    },
    {
      title: m.nav_requests(),
      shortcuts: [
        { keys: [['↓'], ['↑']], does: m.shortcut_rows() },
        { keys: [['Home'], ['End']], does: m.shortcut_ends() },
        { keys: [[m.key_space()]], does: m.shortcut_select() },
        { keys: [['Enter']], does: m.shortcut_open() },
      ],
    },
    {
      title: m.tab_who_may_file(),
      shortcuts: [
        { keys: [['↓'], ['↑'], ['←'], ['→']], does: m.shortcut_cells() },
        { keys: [['Home'], ['End']], does: m.shortcut_row_ends() },
        { keys: [[CTRL, 'Home'], [CTRL, 'End']], does: m.shortcut_table_ends() },
        { keys: [['Page Up'], ['Page Down']], does: m.shortcut_pages() },
        { keys: [['Enter']], does: m.shortcut_why() },
      ],
    },
    { title: m.shortcuts_tabs(), shortcuts: [{ keys: [['←'], ['→'], ['Home'], ['End']], does: m.shortcut_tabs() }] },
  ];
}

/** Handles the keys that work everywhere. */
export function onShortcut(event: KeyboardEvent): void {
  const held = event.ctrlKey || event.metaKey;
  const digit = /^Digit([1-8])$/.exec(event.code)?.[1];
  const sized = held && !event.altKey ? sizes[event.key] : undefined;
  if (held && event.key.toLowerCase() === 'k') {
    event.preventDefault();
    open.palette = !open.palette;
  } else if (held && event.shiftKey && event.key.toLowerCase() === 'l') {
    event.preventDefault();
    void attempt(() => vault.lock());
  } else if (held && !event.shiftKey && event.key.toLowerCase() === 'p') {
    event.preventDefault();
    void print();
  } else if (sized) {
    event.preventDefault();
    void sized();
  } else if (digit && (held || event.altKey) && !inDialog()) {
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

/** A keyboard needs Shift for the plus or has it apart. */
const sizes: Record<string, () => Promise<void>> = { '+': zoom.larger, '=': zoom.larger, '-': zoom.smaller, '−': zoom.smaller, '0': zoom.reset };

function typing(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));
}

function inDialog(): boolean {
  return document.querySelector('[role="dialog"], [role="alertdialog"], [role="listbox"]') !== null;
}
