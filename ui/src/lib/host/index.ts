import { commands, type CommandError, type Start } from './bindings';

declare global {
  interface Window {
    supportAtlasStart?: Promise<Start>;
  }
}

export type * from './types';
/** The shell's commands; this folder is the only place of the window that knows how they are reached. */
export { commands as host } from './bindings';
export { listen } from './news';

/** What the first screen needs; `first-question.js` has asked before the page was read, for the first who wants to know. */
export function start(): Promise<Start> {
  const asked = window.supportAtlasStart;
  delete window.supportAtlasStart;
  return asked ?? commands.start();
}

/** The error a command was rejected with, or null for anything else that was thrown. */
export function commandError(thrown: unknown): CommandError | null {
  if (typeof thrown !== 'object' || thrown === null) return null;
  const { code, message } = thrown as Partial<CommandError>;
  return typeof code === 'string' && typeof message === 'object' ? (thrown as CommandError) : null;
}
