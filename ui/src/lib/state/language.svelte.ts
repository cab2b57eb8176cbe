import { m } from '$lib/paraglide/messages';
import { locales, overwriteGetLocale } from '$lib/paraglide/runtime';
import type { Language, Text } from '$lib/host';

const chosen = $state<{ locale: Language }>({ locale: 'en' });

// Messages read the locale through this function; as it is reactive, every text on the page follows a change of language at once.
overwriteGetLocale(() => chosen.locale);

/** The languages there are, English first; each with the name it gives itself. */
export const languages: { id: Language; name: string }[] = locales.map((locale) => ({ id: locale, name: m.language_name({}, { locale }) }));

/** The language the window speaks now. */
export function language(): Language {
  return chosen.locale;
}

/** Changes the language of the whole window; a tag that none of them has means English. */
export function setLanguage(tag: string): void {
  chosen.locale = locales.find((locale) => locale === tag) ?? 'en';
}

/** A text of the shell in the language of the window; in English where it is not worded in that language. */
export function text(said: Text): string {
  if (chosen.locale === 'en') return said.en;
  if (chosen.locale === 'nb') return said.nb;
  return said.further?.[chosen.locale] ?? said.en;
}
