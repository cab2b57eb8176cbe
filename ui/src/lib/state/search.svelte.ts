import type { Hit, Language } from '$lib/host';
import { Latest } from '$lib/latest';
import { errorText } from './errors';

/** What a search field is typed into, and what has been found for it so far. */
export class Search {
  hits = $state.raw<Hit[]>([]);
  error = $state<string | null>(null);
  /** Whether what is shown belongs to an earlier question. */
  waiting = $state(false);

  readonly #latest: Latest<{ question: string; language: Language }, Hit[]>;

  constructor(ask: (question: string, language: Language) => Promise<Hit[]>) {
    this.#latest = new Latest(
      ({ question, language }) => ask(question, language),
      (hits) => this.#show(hits, null),
      (thrown) => this.#show([], errorText(thrown)),
    );
  }

  /** Searches; a blank question finds nothing. What is found is told in `language`. */
  put(question: string, language: Language): void {
    if (question.trim() === '') {
      this.#latest.forget();
      this.#show([], null);
      return;
    }
    this.waiting = true;
    this.#latest.put({ question, language });
  }

  #show(hits: Hit[], error: string | null): void {
    this.hits = hits;
    this.error = error;
    this.waiting = false;
  }
}
