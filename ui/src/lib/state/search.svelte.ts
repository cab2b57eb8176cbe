import type { Hit, Language } from '$lib/host';
import { Latest } from '$lib/latest';
import { errorText } from './errors';
import { language } from './language.svelte';

/** What a search field is typed into, and what has been found for it so far. */
export class Search {
  hits = $state.raw<Hit[]>([]);
  error = $state<string | null>(null);
  /** Whether what is shown belongs to an earlier question. */
  waiting = $state(false);

  readonly #latest: Latest<string, Hit[]>;

  constructor(ask: (question: string, language: Language) => Promise<Hit[]>) {
    this.#latest = new Latest(
      (question) => ask(question, language()),
      (hits) => this.#show(hits, null),
      (thrown) => this.#show([], errorText(thrown)),
    );
  }

  /** Searches; a blank question finds nothing. */
  put(question: string): void {
    if (question.trim() === '') {
      this.#latest.forget();
      this.#show([], null);
      return;
    }
    this.waiting = true;
    this.#latest.put(question);
  }

  #show(hits: Hit[], error: string | null): void {
    this.hits = hits;
    this.error = error;
    this.waiting = false;
  }
}
