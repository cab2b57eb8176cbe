import { m } from '$lib/paraglide/messages';

/** A part of *Tenants & access*. */
export type Tab = 'tenants' | 'people' | 'who-may-file' | 'delegations';

/** The parts, in the order they are shown. */
export const tabs: { id: Tab; label: () => string }[] = [
  { id: 'tenants', label: m.tab_tenants },
  { id: 'people', label: m.tab_people },
  { id: 'who-may-file', label: m.tab_who_may_file },
  { id: 'delegations', label: m.tab_delegations },
];

/** The part shown, and what its list is to be narrowed to once; it outlives the screen. */
export const shown = $state<{ tab: Tab; find: string }>({ tab: 'tenants', find: '' });
