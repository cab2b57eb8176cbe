/** The wall clock of a zone at one instant. */
export type Wall = { year: number; month: number; day: number; hour: number; minute: number; second: number };

/** What a local date and time means: one instant, none (clocks went forward over it), or two (clocks went back over it). */
export type Resolved =
  | { kind: 'one'; at: string }
  | { kind: 'gap'; before: string; after: string }
  | { kind: 'overlap'; earlier: string; later: string };

const DAY = 86_400_000;
const formats = new Map<string, Intl.DateTimeFormat>();

/** The wall clock in `zone` at `instant` (milliseconds since the epoch). */
export function wallIn(instant: number, zone: string): Wall {
  const wall: Record<string, number> = {};
  for (const part of formatFor(zone).formatToParts(instant)) {
    if (part.type !== 'literal') wall[part.type] = Number(part.value);
  }
  return wall as Wall;
}

/** Milliseconds that `zone` is ahead of UTC at `instant`. */
export function offsetIn(instant: number, zone: string): number {
  const whole = Math.floor(instant / 1000) * 1000;
  return asUtc(wallIn(whole, zone)) - whole;
}

/**
 * The instant of a local date (`YYYY-MM-DD`) and time (`HH:MM`) in `zone`, as RFC 3339 in UTC.
 *
 * In a gap, `before` and `after` read the time with the offset in force before and after the change: 02:30 becomes 03:30 or 01:30.
 */
export function resolveLocal(date: string, time: string, zone: string): Resolved {
  const local = Date.parse(`${date}T${time}:00Z`);
  const before = local - offsetIn(local - DAY, zone);
  const after = local - offsetIn(local + DAY, zone);
  const valid = [...new Set([before, after])].filter((at) => asUtc(wallIn(at, zone)) === local).sort((a, b) => a - b);
  const [first, second] = valid;
  if (first === undefined) return { kind: 'gap', before: iso(before), after: iso(after) };
  if (second === undefined) return { kind: 'one', at: iso(first) };
  return { kind: 'overlap', earlier: iso(first), later: iso(second) };
}

/** The local date and time of an instant, as they are typed into a field. */
export function localFields(instant: string, zone: string): { date: string; time: string } {
  const wall = wallIn(Date.parse(instant), zone);
  return { date: `${wall.year}-${two(wall.month)}-${two(wall.day)}`, time: `${two(wall.hour)}:${two(wall.minute)}` };
}

/** A date typed as `2026-03-27`, `27.3.2026` or `27/3/2026`, as `YYYY-MM-DD`; null when it is no date. */
export function parseDate(typed: string): string | null {
  const text = typed.trim();
  const ymd = /^(\d{4})-(\d{1,2})-(\d{1,2})$/.exec(text);
  const dmy = /^(\d{1,2})[./](\d{1,2})[./](\d{4})$/.exec(text);
  const [year, month, day] = ymd ? [ymd[1], ymd[2], ymd[3]] : dmy ? [dmy[3], dmy[2], dmy[1]] : [];
  if (!year || !month || !day) return null;
  const date = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  const instant = new Date(`${date}T00:00:00Z`);
  return !Number.isNaN(instant.getTime()) && instant.toISOString().startsWith(date) ? date : null;
}

/** A time typed as `16:30`, `16.30`, `1630` or `9`, as `HH:MM`; null when it is no time of day. */
export function parseTime(typed: string): string | null {
  const found = /^(\d{1,2})(?:[:.]?(\d{2}))?$/.exec(typed.trim());
  if (!found?.[1]) return null;
  const hour = Number(found[1]);
  const minute = Number(found[2] ?? 0);
  return hour < 24 && minute < 60 ? `${two(hour)}:${two(minute)}` : null;
}

function formatFor(zone: string): Intl.DateTimeFormat {
  let format = formats.get(zone);
  if (!format) {
    format = new Intl.DateTimeFormat('en-GB', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
    formats.set(zone, format);
  }
  return format;
}

const asUtc = (w: Wall): number => Date.UTC(w.year, w.month - 1, w.day, w.hour, w.minute, w.second);
const iso = (at: number): string => new Date(at).toISOString().replace('.000Z', 'Z');
const two = (n: number): string => String(n).padStart(2, '0');
