import type { Term } from '$lib/host';

/** A term as it is drawn; `now` is the one that runs, `later` one after a renewal, `past` one that is over, `draft` the first of a plan not bought yet. */
export type Bar = { x: number; width: number; kind: 'past' | 'now' | 'later' | 'draft' };
/** A plan's row: its terms, and where they meet. */
export type Row = { bars: Bar[]; renewals: number[]; notice: number | null; end: number | null };
/** The lines between months; only some bear a name, so that names never meet. */
export type Tick = { x: number; month: string; named: boolean };
export type Picture = { rows: Row[]; ticks: Tick[]; today: number };

/** What a row is drawn from. */
export type Plan = { draft: boolean; terms: Term[]; cancel_by: string | null; ends_on: string | null };

const DAY = 86_400_000;
/** A name of a month needs this much room. */
const NAME = 66;

const days = (ymd: string): number => Date.parse(`${ymd}T00:00:00Z`) / DAY;

/** Places terms between `from` and `until` on `width` pixels. */
export function layout(plans: Plan[], from: string, until: string, today: string, width: number): Picture {
  const [first, last] = [days(from), days(until)];
  const x = (ymd: string): number => (Math.min(Math.max(days(ymd), first), last) - first) * (width / (last - first));
  const inside = (ymd: string): boolean => days(ymd) > first && days(ymd) < last;
  const kind = ({ starts, ends }: Term, first: boolean): Bar['kind'] => (ends <= today ? 'past' : starts <= today ? 'now' : first ? 'draft' : 'later');

  const rows = plans.map(({ draft, terms, cancel_by, ends_on }): Row => {
    const bars = terms.map((term, index) => ({ x: x(term.starts), width: x(term.ends) - x(term.starts), kind: kind(term, draft && index === 0) }));
    const renewals = terms.slice(1).map((term) => term.starts);
    return {
      bars: bars.filter((bar) => bar.width > 0),
      renewals: renewals.filter(inside).map(x),
      notice: cancel_by && inside(cancel_by) ? x(cancel_by) : null,
      end: ends_on && inside(ends_on) ? x(ends_on) : null,
    };
  });

  const months: string[] = [];
  for (let at = new Date(`${from}T00:00:00Z`); at.getTime() / DAY < last; at.setUTCMonth(at.getUTCMonth() + 1)) months.push(at.toISOString().slice(0, 10));
  const each = Math.max(1, Math.ceil(NAME / (width / months.length)));
  const ticks = months.map((month, index) => ({ x: x(month), month, named: index % each === 0 && width - x(month) >= NAME * 0.8 }));
  return { rows, ticks, today: x(today) };
}
