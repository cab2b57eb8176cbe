import { host, type EditionHead } from '$lib/host';

/** The editions there are, as last read. */
class Editions {
  list = $state.raw<EditionHead[] | null>(null);

  /** Reads them again: a folder may have been put there meanwhile. */
  async load(): Promise<void> {
    this.list = await host.editions();
  }

  /** Those that can answer. */
  get usable(): EditionHead[] {
    return this.list?.filter(({ problems }) => problems.length === 0) ?? [];
  }
}

export const editions = new Editions();
