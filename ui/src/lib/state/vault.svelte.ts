import { commandError, host, type Protection } from '$lib/host';
import { app } from './app.svelte';
import { open } from './window.svelte';

/** How often the shell is told that the user is at work, in milliseconds; the idle time is counted there. */
const EVERY = 20_000;

/** How the secrets are protected, as far as the window shows it. */
class Vault {
  protection = $state.raw<Protection | null>(null);
  /** The advice to make a recovery key was put off until the next start. */
  later = $state(false);
  #told = 0;

  /** Whether something else than the keyring opens the secrets: no keyring that does not answer is in the way then. */
  get otherwise(): boolean {
    return this.protection?.ways.some((way) => way !== 'keyring') ?? false;
  }

  /** Asks the shell anew. */
  async load(): Promise<void> {
    this.take(await host.vaultProtection());
  }

  /** Takes over what a command answered. */
  take(protection: Protection): void {
    this.protection = protection;
    app.vault = protection.state;
  }

  /** Locks the secrets for every program. */
  async lock(): Promise<void> {
    this.take(await host.vaultLock());
  }

  /** The shell has locked the secrets. */
  nowLocked(): void {
    app.vault = 'locked';
    open.unlock = false;
  }

  /** Unlocks through the keyring; where that is not enough, asks for the passphrase. False while it has to be typed. */
  async unlock(): Promise<boolean> {
    try {
      app.vault = await host.vaultUnlock(null, null);
    } catch (thrown) {
      if (commandError(thrown)?.code !== 'passphrase-needed') throw thrown;
      open.unlock = true;
      return false;
    }
    if (app.vault === 'unlocked' || app.vault === 'empty') return true;
    await this.load();
    if (this.otherwise) open.unlock = true;
    return false;
  }

  /** Tells the shell now and then that the user is at work. */
  keepAwake(): () => void {
    const tell = (): void => {
      if (Date.now() - this.#told < EVERY) return;
      this.#told = Date.now();
      void host.active().catch(() => undefined);
    };
    const kinds = ['pointerdown', 'pointermove', 'keydown', 'wheel'] as const;
    for (const kind of kinds) window.addEventListener(kind, tell, { passive: true });
    return () => {
      for (const kind of kinds) window.removeEventListener(kind, tell);
    };
  }
}

export const vault = new Vault();
