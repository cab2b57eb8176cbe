import { errorText } from './errors';

/** A short message at the edge of the window, with at most one thing to do about it. */
export type Toast = { id: number; tone: 'info' | 'error'; text: string; action: { label: string; run: () => void } | null };

/** How long a message stays, in milliseconds. */
const LASTS = 10_000;
/** How many are shown at once. */
const MOST = 2;
let last = 0;

/** The messages shown now, oldest first. */
export const toasts = $state<Toast[]>([]);

/** Says something in passing. */
export function say(text: string, action: Toast['action'] = null): void {
  add({ tone: 'info', text, action });
}

/** Takes a message away. */
export function dismiss(id: number): void {
  const index = toasts.findIndex((toast) => toast.id === id);
  if (index >= 0) toasts.splice(index, 1);
}

/** Runs a command from a button: an error becomes a message, true says that it worked. */
export async function attempt(command: () => Promise<unknown>): Promise<boolean> {
  try {
    await command();
    return true;
  } catch (thrown) {
    add({ tone: 'error', text: errorText(thrown), action: null });
    return false;
  }
}

function add(toast: Omit<Toast, 'id'>): void {
  last += 1;
  const id = last;
  toasts.push({ id, ...toast });
  if (toasts.length > MOST) toasts.shift();
  setTimeout(() => dismiss(id), LASTS);
}
