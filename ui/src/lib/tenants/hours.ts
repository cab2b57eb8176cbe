import type { TenantDraft } from '$lib/host';
import { m } from '$lib/paraglide/messages';
import { app } from '$lib/state/app.svelte';
import { zoneShort } from '$lib/time/format';

/** A region's support hours in words, in its own zone or the tenant's. */
export function hoursOf(regionId: string, tenantZone: string | null): string {
  const region = app.edition.regions.find(({ id }) => id === regionId);
  if (!region) return '';
  const zone = region.zone ?? tenantZone;
  const where = zone ? zoneShort(app.now, zone) : m.own_zone();
  return m.region_hours({ opens: region.opens, closes: region.closes, where });
}

/** Whether a tenant's zone must be said: its region counts in the customer's own, and its country has several. */
export function needsZone(draft: Pick<TenantDraft, 'country' | 'region'>): boolean {
  const country = app.edition.countries.find(({ code }) => code === draft.country);
  const region = app.edition.regions.find(({ id }) => id === (draft.region ?? country?.region));
  return Boolean(country && region && !region.zone && country.zones.length > 1);
}
