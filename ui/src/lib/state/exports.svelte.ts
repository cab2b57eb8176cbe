import { host, type News } from '$lib/host';
import { m } from '$lib/paraglide/messages';
import { attempt, say } from './toasts.svelte';

type Progress = Extract<News, { kind: 'progress' }>;

/** Files that are made for the user, one at a time. */
class Exports {
  /** One is being chosen a place for, or made. */
  busy = $state(false);
  /** How far it is; null in the first moments. */
  progress = $state.raw<Progress | null>(null);
  private stopped = false;

  /** Makes a file, and says where it is. */
  async save(how: () => Promise<string | null>): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    this.stopped = false;
    await attempt(async () => {
      const file = await how();
      if (file) say(m.exported({ file }));
      else if (this.stopped) say(m.export_stopped());
    });
    this.busy = false;
    this.progress = null;
  }

  /** What comes after the last word of an export is no longer about one. */
  hear(news: Progress): void {
    if (this.busy) this.progress = news;
  }

  /** Stops what is going on. */
  async cancel(): Promise<void> {
    this.stopped = true;
    await attempt(() => host.exportCancel());
  }
}

export const exports = new Exports();
