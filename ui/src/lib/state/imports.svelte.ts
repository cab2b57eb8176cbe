import { host, listen, type FileOptions, type ImportRun, type News, type WaitingFile } from '$lib/host';
import { goto } from '$app/navigation';
import { m } from '$lib/paraglide/messages';
import { exports } from './exports.svelte';
import { records } from './records.svelte';
import { attempt, say } from './toasts.svelte';

type Progress = Extract<News, { kind: 'progress' }>;

/** Files that wait to be imported, and the imports that were made. */
class Imports {
  /** The files that wait, with what each would do. */
  files = $state.raw<WaitingFile[]>([]);
  /** The imports that changed something, newest first. */
  runs = $state.raw<ImportRun[] | null>(null);
  /** Files hang over the window. */
  hovering = $state(false);
  /** Something is being read or written. */
  busy = $state(false);
  /** How far it is; null in the first moments. */
  progress = $state.raw<Progress | null>(null);

  /** Whether everything that waits can be imported. */
  get ready(): boolean {
    return this.files.length > 0 && this.files.every((file) => file.report && !file.problem);
  }

  /** Whether importing would change anything. */
  get changes(): boolean {
    return this.files.some(({ report }) => report && report.added + report.changed + report.missing > 0);
  }

  /** Hears of dropped files and of progress. */
  async listen(): Promise<void> {
    await attempt(() => listen((news) => this.hear(news)));
  }

  private hear(news: News): void {
    if (news.kind === 'progress' && news.stage === 'saving') exports.hear(news);
    else if (news.kind === 'progress') this.progress = news;
    else if (news.kind === 'offered') void this.look();
    else this.hovering = news.kind === 'hovering';
  }

  /** Goes to the screen and reads what was handed over. */
  private async look(): Promise<void> {
    await goto('#/tenants/import');
    await this.refresh();
  }

  /** Lets the user choose files. */
  async choose(): Promise<void> {
    await attempt(() => host.importChoose());
  }

  /** Reads what waits. */
  async refresh(): Promise<void> {
    await this.run(async () => void (this.files = await host.importWaiting()));
  }

  /** Says of a file what it does not say itself. */
  async say(index: number, options: FileOptions): Promise<void> {
    await this.run(async () => void (this.files = await host.importOptions(index, options)));
  }

  /** Leaves out a file, or all of them. */
  async leaveOut(index: number | null): Promise<void> {
    await this.run(async () => void (this.files = await host.importLeaveOut(index)));
  }

  /** Imports all that waits, and offers to take it back. */
  async apply(): Promise<void> {
    await this.run(async () => {
      const { id, files } = await host.importApply();
      this.files = [];
      await this.changed();
      const rows = files.reduce((sum, file) => sum + file.added + file.changed, 0);
      say(m.import_done({ count: rows }), id ? { label: m.undo(), run: () => void this.undo(id) } : null);
    });
  }

  /** Takes an import back. */
  async undo(id: string): Promise<void> {
    await this.run(async () => {
      await host.importUndo(id);
      await this.changed();
      say(m.import_undone());
    });
  }

  /** Stops what is going on. */
  async cancel(): Promise<void> {
    await attempt(() => host.importCancel());
  }

  /** Reads the imports that were made. */
  async loadRuns(): Promise<void> {
    await attempt(async () => void (this.runs = await host.importsMade()));
  }

  private async changed(): Promise<void> {
    await Promise.all([this.loadRuns(), records.changed('tenant')]);
  }

  private async run(work: () => Promise<void>): Promise<void> {
    this.busy = true;
    this.progress = null;
    await attempt(work);
    this.busy = false;
    this.progress = null;
  }
}

export const imports = new Imports();
