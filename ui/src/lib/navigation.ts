import { m } from '$lib/paraglide/messages';
import type { IconName } from '$lib/ui/icons';

/** A place of the window. */
export type Screen = { id: 'today' | 'file' | 'requests' | 'contracts' | 'tenants' | 'plans' | 'guide' | 'settings'; path: string; icon: IconName; label: () => string };

/** The places, in the order of the navigation and of the keys 1 to 8. */
export const screens: Screen[] = [
  { id: 'today', path: '/', icon: 'today', label: m.nav_today },
  { id: 'file', path: '/file', icon: 'file', label: m.nav_file },
  { id: 'requests', path: '/requests', icon: 'requests', label: m.nav_requests },
  { id: 'contracts', path: '/contracts', icon: 'contract', label: m.nav_contracts },
  { id: 'tenants', path: '/tenants', icon: 'tenant', label: m.nav_tenants },
  { id: 'plans', path: '/plans', icon: 'plan', label: m.nav_plans },
  { id: 'guide', path: '/guide', icon: 'guide', label: m.nav_guide },
  { id: 'settings', path: '/settings', icon: 'settings', label: m.nav_settings },
];

/** The address of a place. */
export function href(id: Screen['id']): string {
  return `#${screens.find((screen) => screen.id === id)?.path ?? '/'}`;
}
