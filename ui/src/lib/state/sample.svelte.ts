import { goto } from '$app/navigation';
import { host, type Mine, type MineView } from '$lib/host';
import { href } from '$lib/navigation';
import { app } from './app.svelte';
import { records } from './records.svelte';
import { attempt } from './toasts.svelte';

/** Sample data: taking it in, and removing it. */
class Sample {
  /** It is being taken in or removed. */
  busy = $state(false);
  /** What the user has added to it or changed, while he is asked what becomes of that. */
  asking = $state.raw<MineView[] | null>(null);

  /** Takes sample data into the empty register. */
  async add(): Promise<void> {
    await this.#while(async () => {
      await host.sampleAdd();
      records.version += 1;
      await Promise.all([records.load(), app.refresh()]);
    });
  }

  /** Removes it at once where nothing in it is the user's, and asks where something is. */
  async remove(): Promise<void> {
    await this.#while(async () => {
      const mine = await host.sampleMine();
      if (mine.length === 0) await this.#go('keep');
      else this.asking = mine;
    });
  }

  /** Removes it as the user has decided. */
  async decide(mine: Mine): Promise<void> {
    await this.#while(() => this.#go(mine));
  }

  async #go(mine: Mine): Promise<void> {
    await host.sampleRemove(mine);
    // Any screen may show what is gone.
    await goto(href('today'));
    location.reload();
  }

  async #while(work: () => Promise<unknown>): Promise<void> {
    this.busy = true;
    await attempt(work);
    this.busy = false;
  }
}

export const sample = new Sample();
