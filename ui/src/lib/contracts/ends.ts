import { m } from '$lib/paraglide/messages';
import { localFields } from '$lib/time/zone';
import type { IconName } from '$lib/ui/icons';

const DAY = 86_400_000;
/** From how many days before its end on a contract is spoken of. */
const SOON = 60;

/** How a contract's end (`YYYY-MM-DD`, its last day) stands to today in `zone`; null while it is far off or unknown. */
export function endOf(ends: string | null, now: number, zone: string): { tone: 'danger' | 'warn'; icon: IconName; words: string } | null {
  if (!ends) return null;
  const today = localFields(new Date(now).toISOString(), zone).date;
  const days = Math.round((Date.parse(ends) - Date.parse(today)) / DAY);
  if (days < 0) return { tone: 'danger', icon: 'warning', words: m.ended() };
  if (days > SOON) return null;
  return { tone: 'warn', icon: 'clock', words: days === 0 ? m.ends_today() : m.ends_in_days({ count: days }) };
}
