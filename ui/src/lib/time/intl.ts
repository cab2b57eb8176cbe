import { m } from '$lib/paraglide/messages';

const dates = new Map<string, Intl.DateTimeFormat>();
const numbers = new Map<string, Intl.NumberFormat>();

/** The locale for `Intl` of the window's language. */
export function intlLocale(): string {
  return m.language_locale();
}

/** What writes dates in the window's language. Making one takes a hundred times as long as using it, so each is made once. */
export function dateFormat(options: Intl.DateTimeFormatOptions, locale = intlLocale()): Intl.DateTimeFormat {
  return once(dates, locale, options, () => new Intl.DateTimeFormat(locale, options));
}

/** What writes numbers in the window's language; each is made once, too. */
export function numberFormat(options: Intl.NumberFormatOptions = {}): Intl.NumberFormat {
  const locale = intlLocale();
  return once(numbers, locale, options, () => new Intl.NumberFormat(locale, options));
}

function once<T>(made: Map<string, T>, locale: string, options: object, make: () => T): T {
  const key = locale + JSON.stringify(options);
  let format = made.get(key);
  if (!format) made.set(key, (format = make()));
  return format;
}
