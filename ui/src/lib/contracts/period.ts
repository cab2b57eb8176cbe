import { m } from '$lib/paraglide/messages';
import { date } from '$lib/time/format';

/** From when until when something holds, both days included, as far as they are known. */
export function periodOf(starts: string | null, ends: string | null): string {
  if (starts && ends) return m.period({ from: date(starts), to: date(ends) });
  if (ends) return m.period_until({ to: date(ends) });
  return starts ? m.period_from({ from: date(starts) }) : m.period_none();
}
