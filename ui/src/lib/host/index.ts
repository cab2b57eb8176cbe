import type { CommandError } from './bindings';

export type * from './types';
/** The shell's commands; this folder is the only place of the window that knows how they are reached. */
export { commands as host } from './bindings';
export { listen } from './news';

/** The error a command was rejected with, or null for anything else that was thrown. */
export function commandError(thrown: unknown): CommandError | null {
  if (typeof thrown !== 'object' || thrown === null) return null;
  const { code, message } = thrown as Partial<CommandError>;
  return typeof code === 'string' && typeof message === 'object' ? (thrown as CommandError) : null;
}
