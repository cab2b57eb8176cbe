import { errorText } from './errors';

/** A short message at the edge of the window, with at most one thing to do about it. */
export type Toast = { id: number; tone: 'info' | 'error'; text: string; action: { label: string; run: () => void } | null };

const LASTS = 8_000;
let last = 0;

/** The messages shown now, oldest first. */
export const toasts = $state<Toast[]>([]);

/** Says something in passing; errors stay until they are closed. */
export function say(text: string, action: Toast['action'] = null): void {
  const id = add({ tone: 'info', text, action });
  setTimeout(() => dismiss(id), LASTS);
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

function add(toast: Omit<Toast, 'id'>): number {
  last += 1;
  toasts.push({ id: last, ...toast });
  if (toasts.length > 3) toasts.shift();
  return last;
}
