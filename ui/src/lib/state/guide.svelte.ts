import { host, type Reading, type Text, type Topic, type TopicText } from '$lib/host';
import { app } from './app.svelte';
import { errorText } from './errors';

/** What the panel beside the page shows, and where the focus goes back to. */
class Guide {
  /** A topic (`S21`) or a reading (`R1`); null when the panel is closed. */
  shown = $state<string | null>(null);
  texts = $state.raw<Record<string, TopicText>>({});
  error = $state<string | null>(null);

  #opener: HTMLElement | null = null;

  /** Opens a topic or a reading beside the page. */
  open(id: string): void {
    if (this.shown === null && document.activeElement instanceof HTMLElement) this.#opener = document.activeElement;
    this.shown = id;
    void this.load(id);
  }

  /** Closes the panel; the focus returns to what opened it. */
  close(): void {
    this.shown = null;
    if (this.#opener?.isConnected) this.#opener.focus();
    this.#opener = null;
  }

  /** Reads a topic's text unless it is here already. */
  async load(id: string): Promise<void> {
    this.error = null;
    if (this.texts[id] || !topicOf(id)) return;
    try {
      const text = await host.topic(id);
      this.texts = { ...this.texts, [id]: text };
    } catch (thrown) {
      this.error = errorText(thrown);
    }
  }
}

/** What a topic or a reading is called. */
export function titleOf(id: string): Text | null {
  return topicOf(id)?.name ?? readingOf(id)?.title ?? null;
}

/** The topic with this id. */
export function topicOf(id: string): Topic | undefined {
  return app.edition.topics.find((topic) => topic.id === id);
}

/** The reading with this id. */
export function readingOf(id: string): Reading | undefined {
  return app.edition.readings.find((reading) => reading.id === id);
}

export const guide = new Guide();
