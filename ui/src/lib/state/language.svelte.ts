import { overwriteGetLocale } from '$lib/paraglide/runtime';
import type { Language, Text } from '$lib/host';

const chosen = $state<{ locale: Language }>({ locale: 'en' });

// Messages read the locale through this function; as it is reactive, every text on the page follows a change of language at once.
overwriteGetLocale(() => chosen.locale);

/** The language the window speaks now. */
export function language(): Language {
  return chosen.locale;
}

/** Changes the language of the whole window. */
export function setLanguage(locale: Language): void {
  chosen.locale = locale;
}

/** A text of the shell in the language of the window. */
export function text(both: Text): string {
  return both[chosen.locale];
}
