import { errorText } from './errors';

/** A short message at the edge of the window, with at most one thing to do about it. */
export type Toast = { id: number; tone: 'info' | 'error'; text: string; action: { label: string; run: () => void } | null };
/** How a message is said: one about the same subject replaces what was said of it before; some need longer to be read. */
type Manner = { subject?: string; long?: boolean };

/** How long a message stays, in milliseconds. */
const LASTS = 10_000;
/** The same for what went wrong, and for what has to be acted on. */
const LASTS_LONG = 30_000;
/** How many are shown at once. */
const MOST = 2;
let last = 0;

/** The messages shown now, oldest first. */
export const toasts = $state<Toast[]>([]);

/** Says something in passing. */
export function say(text: string, action: Toast['action'] = null, manner: Manner = {}): void {
  add({ tone: 'info', text, action }, manner);
}

/** Says what could not be done; the same again says no more than before. */
export function warn(text: string): void {
  add({ tone: 'error', text, action: null }, { subject: text, long: true });
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
    warn(errorText(thrown));
    return false;
  }
}

const subjects = new Map<string, number>();

function add(toast: Omit<Toast, 'id'>, { subject, long }: Manner): void {
  last += 1;
  const id = last;
  if (subject) {
    const before = subjects.get(subject);
    if (before) dismiss(before);
    subjects.set(subject, id);
  }
  toasts.push({ id, ...toast });
  if (toasts.length > MOST) toasts.shift();
  setTimeout(() => dismiss(id), long ? LASTS_LONG : LASTS);
}
