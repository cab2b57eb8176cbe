import { app } from './app.svelte';
import { records } from './records.svelte';

/** The zones in which a time of a tenant's request can be said: the administrator's, and the tenant's where it is another. */
export function zonesOf(tenant: string | null): string[] {
  const theirs = records.tenants?.find(({ id }) => id === tenant)?.local_zone;
  return theirs && theirs !== app.zone ? [app.zone, theirs] : [app.zone];
}
