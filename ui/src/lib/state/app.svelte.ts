import { host, start as firstQuestion, type Counts, type Edition, type SampleState, type Settings, type Start, type Today, type VaultState } from '$lib/host';
import { errorText } from './errors';
import { setLanguage } from './language.svelte';

const TICK = 30_000;
const WAITING = 1_500;

/** What the whole window knows: settings, the edition in force, the time, and what is due. */
class App {
  /** Set once the shell has answered; nothing is drawn before. */
  start = $state.raw<Start | null>(null);
  settings = $state.raw<Settings>({ language: 'system', theme: 'system', emea_clock: 'summer-time', hide_from_capture: false });
  vault = $state<VaultState>('waiting');
  counts = $state.raw<Counts>({ tenants: 0, contracts: 0, requests: 0, open: 0, overdue: 0 });
  /** Whether sample data is shown, or can be. */
  sample = $state<SampleState>('no');
  today = $state.raw<Today | null>(null);
  /** The shell's clock, in milliseconds; moves every half minute. */
  now = $state(Date.now());
  /** Whether all that falls due is asked for, or the first rows. */
  allDue = false;
  /** Whether the first screen has been drawn; what it does not show at once waits for that. */
  drawn = $state(false);
  /** Why the start failed, in words. */
  failed = $state<string | null>(null);

  #ahead = 0;

  /** Asks the shell for everything the first screen needs. */
  async begin(): Promise<void> {
    this.failed = null;
    try {
      const start = await firstQuestion();
      this.#setClock(start.now);
      this.#apply(start.settings, start);
      this.#show(start.today);
      this.start = start;
      requestAnimationFrame(() => setTimeout(() => (this.drawn = true)));
    } catch (thrown) {
      this.failed = errorText(thrown);
    }
  }

  /** Keeps the time, what is due and the vault's state up to date; answers how to stop. */
  keepTime(): () => void {
    const tick = setInterval(() => void this.refresh().catch(() => this.#move()), TICK);
    const wait = setInterval(() => {
      if (this.start && this.vault === 'waiting') void this.refresh().catch(() => undefined);
    }, WAITING);
    const seen = (): void => {
      if (this.start && document.visibilityState === 'visible') void this.refresh().catch(() => this.#move());
    };
    document.addEventListener('visibilitychange', seen);
    return () => {
      clearInterval(tick);
      clearInterval(wait);
      document.removeEventListener('visibilitychange', seen);
    };
  }

  /** Asks again what is due and how many records there are. */
  async refresh(): Promise<void> {
    const today = await host.today(this.allDue);
    this.#setClock(today.now);
    this.#show(today);
  }

  /** Asks for all that falls due from now on, or again for the first rows. */
  async showDue(all: boolean): Promise<void> {
    if (this.allDue === all) return;
    this.allDue = all;
    try {
      await this.refresh();
    } catch (thrown) {
      this.allDue = !all;
      throw thrown;
    }
  }

  /** Changes settings and shows the change at once. */
  async choose(change: Partial<Settings>): Promise<void> {
    const before = this.settings;
    this.#apply({ ...before, ...change });
    try {
      this.#apply(await host.settingsSet(this.settings));
    } catch (thrown) {
      this.#apply(before);
      throw thrown;
    }
  }

  /** What Microsoft published; there is always one once the window is drawn. */
  get edition(): Edition {
    if (!this.start) throw new Error('asked for the edition before the start');
    return this.start.edition;
  }

  /** The administrator's own time zone. */
  get zone(): string {
    return this.start?.local_zone ?? 'UTC';
  }

  /** How much of all that falls due is overdue: no more than the first of each kind are listed. */
  get overdue(): number {
    return this.counts.overdue + (this.today?.due.overdue ?? 0);
  }

  /** The theme in force once `system` is resolved. */
  theme(systemDark: boolean): 'light' | 'dark' | 'high-contrast' {
    const { theme } = this.settings;
    return theme === 'system' ? (systemDark ? 'dark' : 'light') : theme;
  }

  #apply(settings: Settings, start: Start | null = this.start): void {
    this.settings = settings;
    setLanguage(settings.language === 'system' ? (start?.system_language ?? 'en') : settings.language);
  }

  #show(today: Today): void {
    this.today = today;
    this.counts = today.counts;
    this.vault = today.vault;
    this.sample = today.sample;
  }

  #setClock(now: string): void {
    this.#ahead = Date.parse(now) - Date.now();
    this.#move();
  }

  #move(): void {
    this.now = Date.now() + this.#ahead;
  }
}

export const app = new App();
