import { m } from '$lib/paraglide/messages';
import { app } from '$lib/state/app.svelte';
import { place, zoneName } from '$lib/time/format';

/** A region's support hours in words, in its own zone or the tenant's. */
export function hoursOf(regionId: string, tenantZone: string | null): string {
  const region = app.edition.regions.find(({ id }) => id === regionId);
  if (!region) return '';
  const zone = region.zone ?? tenantZone;
  const where = zone ? `${zoneName(app.now, zone)}, ${place(zone)}` : m.own_zone();
  return m.region_hours({ opens: region.opens, closes: region.closes, where });
}
