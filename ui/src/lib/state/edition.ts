import type { Named } from '$lib/host';
import { m } from '$lib/paraglide/messages';
import { app } from './app.svelte';
import { contractKinds } from './labels';
import { text } from './language.svelte';

/** The name of a thing of the edition in the language of the window; its id when the edition does not know it. */
export function nameIn(list: Named[], id: string): string {
  const found = list.find((each) => each.id === id);
  return found ? text(found.name) : id;
}

export const productName = (id: string): string => nameIn(app.edition.products, id);
/** A plan that only other editions have goes by the name of its contracts. */
export const planName = (id: string): string => (id === 'unified-enterprise' ? contractKinds[id]() : nameIn(app.edition.plans, id));
export const channelName = (id: string): string => nameIn(app.edition.channels, id);
export const regionName = (id: string): string => nameIn(app.edition.regions, id);
export const severityName = (id: string): string => nameIn(app.edition.severities, id);

/** The name of a region, short enough to stand beside a time. */
export function regionShort(id: string): string {
  if (id === 'emea') return m.region_emea();
  return id === 'asia-pacific' ? m.region_asia_pacific() : regionName(id);
}

/** The name of a country; its code when the edition does not know it. `ZZ` is a client's from an export that names no country. */
export function countryName(code: string): string {
  if (code === 'ZZ') return m.country_unknown();
  const country = app.edition.countries.find((each) => each.code === code);
  return country ? text(country.name) : code;
}
