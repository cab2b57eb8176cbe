import { m } from '$lib/paraglide/messages';
import { milliseconds, split } from './duration';
import { dateFormat, intlLocale, numberFormat } from './intl';
import { wallIn } from './zone';

/** Time of day, 24 hours: `10:30`. */
export function time(at: string | number, zone: string): string {
  const { hour, minute } = wallIn(instant(at), zone);
  return `${two(hour)}:${two(minute)}`;
}

/** `Mon 10:30`. */
export function weekdayTime(at: string | number, zone: string): string {
  return `${part(at, zone, { weekday: 'short' })} ${time(at, zone)}`;
}

/** `Monday 30 March, 10:30`; with the year when it is not the one of `now`. */
export function moment(at: string | number, zone: string, now: number): string {
  return m.moment({ day: dayLong(at, zone, now), time: time(at, zone) });
}

/** `Mon 30 Mar, 10:30`; with the year when it is not the one of `now`. */
export function momentShort(at: string | number, zone: string, now: number): string {
  return m.moment({ day: dayShort(at, zone, now), time: time(at, zone) });
}

/** `Monday 30 March`; with the year when it is not the one of `now`. */
export function dayLong(at: string | number, zone: string, now: number): string {
  const day = m.day_long({ weekday: part(at, zone, { weekday: 'long' }), day: wallIn(instant(at), zone).day, month: part(at, zone, { month: 'long' }) });
  return withYear(day, at, zone, now);
}

/** `Mon 30 Mar`; with the year when it is not the one of `now`. */
export function dayShort(at: string | number, zone: string, now: number): string {
  const day = m.day_short({ weekday: part(at, zone, { weekday: 'short' }), day: wallIn(instant(at), zone).day, month: part(at, zone, { month: 'short' }) });
  return withYear(day, at, zone, now);
}

/** A calendar date `YYYY-MM-DD` as `30 March 2026`. */
export function date(ymd: string): string {
  return dateFormat({ dateStyle: 'long', timeZone: 'UTC' }).format(Date.parse(`${ymd}T00:00:00Z`));
}

/** A date as exact as it is known: a day, a month as `May 2026`, or as it was written. */
export function asExact(when: string): string {
  if (/^\d{4}-\d\d-\d\d$/.test(when)) return date(when);
  if (!/^\d{4}-(0[1-9]|1[0-2])$/.test(when)) return when;
  return dateFormat({ month: 'long', year: 'numeric', timeZone: 'UTC' }).format(Date.parse(`${when}-01T00:00:00Z`));
}

/** A calendar date as a day of a week: `Fri 27`, or `Fri 27 Mar` with its month. */
export function weekdayOf(ymd: string, withMonth: boolean): string {
  const at = Date.parse(`${ymd}T00:00:00Z`);
  const weekday = part(at, 'UTC', { weekday: 'short' });
  const day = Number(ymd.slice(8));
  return withMonth ? m.day_short({ weekday, day, month: part(at, 'UTC', { month: 'short' }) }) : m.weekday_and_day({ weekday, day });
}

/** The short name of a zone at an instant: `CEST`, `PDT`, `UTC+8`. */
export function zoneName(at: string | number, zone: string): string {
  for (const locale of ['en-GB', 'en-US']) {
    const name = dateFormat({ timeZone: zone, timeZoneName: 'short' }, locale).formatToParts(instant(at)).find(({ type }) => type === 'timeZoneName')?.value;
    if (name && !name.startsWith('GMT')) return name;
    if (name && locale === 'en-US') return zone === 'Asia/Tokyo' ? 'JST' : name.replace('GMT', 'UTC');
  }
  return zone;
}

/** The place a zone is named after: `Oslo`, `New York`; its offset when it is named after none. */
export function place(zone: string): string {
  if (zone.startsWith('Etc/') || !zone.includes('/')) return zoneName(0, zone);
  // The one place of a region's clock that has a Norwegian name of its own.
  if (zone === 'Europe/Brussels') return m.place_brussels();
  return (zone.split('/').at(-1) ?? zone).replaceAll('_', ' ');
}

/** A zone in few words: `Oslo, CEST`; `UTC+8` for one that is named after no place. */
export function zoneShort(at: string | number, zone: string): string {
  const [where, name] = [place(zone), zoneName(at, zone)];
  return where === name ? name : m.zone_short({ place: where, name });
}

/** A zone by its usual name: `Pacific time (Los Angeles)`; `UTC+8` for one that is named after no place. */
export function zoneLong(at: string | number, zone: string): string {
  const where = place(zone);
  if (zone.startsWith('Etc/') || !zone.includes('/')) return where;
  const format = dateFormat({ timeZone: zone, timeZoneName: 'longGeneric' });
  const name = format.formatToParts(instant(at)).find(({ type }) => type === 'timeZoneName')?.value ?? '';
  // Where the language has no name for the zone, what comes is an offset or the place once more.
  return !name || name.startsWith('GMT') || name.includes(where) ? where : m.zone_long({ name: name.replace(/ Time$/, ' time'), place: where });
}

/** A stretch of time in short words: `2 h 14 min`, `2 d 4 h`, and from three days on in whole days. */
export function duration(ms: number): string {
  const { days, hours, minutes } = split(ms);
  if (days >= 3) return m.unit_whole_days({ count: days });
  const parts = days > 0 ? [days && m.unit_days({ n: days }), hours && m.unit_hours({ n: hours })] : [hours && m.unit_hours({ n: hours }), minutes && m.unit_minutes({ n: minutes })];
  return parts.filter(Boolean).join(' ') || m.unit_minutes({ n: 0 });
}

/** An ISO 8601 duration in the same words. */
export function durationOf(iso: string): string {
  return duration(milliseconds(iso));
}

/** How far off an instant is: `in 2 h 14 min`, `25 min ago`. */
export function countdown(at: string | number, now: number): string {
  const left = instant(at) - now;
  if (Math.abs(left) < 60_000) return m.time_now();
  return left > 0 ? m.time_in({ duration: duration(left) }) : m.time_ago({ duration: duration(left) });
}

/** A response limit: `less than 4 business hours`, `less than 30 min, round the clock`. */
export function limit(iso: string, clock: 'continuous' | 'business-hours'): string {
  const { hours, minutes, days } = split(milliseconds(iso));
  const whole = days * 24 + hours;
  if (clock === 'business-hours' && minutes === 0) return m.limit_business_hours({ count: whole });
  if (clock === 'business-hours') return m.limit_business_minutes({ count: whole * 60 + minutes });
  return minutes === 0 ? m.limit_hours({ count: whole }) : m.limit_minutes({ count: whole * 60 + minutes });
}

/** `English, German and French`. */
export function list(items: string[]): string {
  return new Intl.ListFormat(intlLocale(), { type: 'conjunction' }).format(items);
}

/** A number with the grouping of the language. */
export function number(n: number): string {
  return numberFormat().format(n);
}

/** The size of a file. */
export function fileSize(bytes: number): string {
  return bytes < 1024 * 100 ? `${number(Math.ceil(bytes / 1024))} kB` : `${number(Math.round(bytes / 1024 / 102.4) / 10)} MB`;
}

/** A share as a percentage the way the language writes it: `83%`, `83 %`. */
export function percent(share: number): string {
  return numberFormat({ style: 'percent', maximumFractionDigits: 0 }).format(share);
}

function withYear(day: string, at: string | number, zone: string, now: number): string {
  const { year } = wallIn(instant(at), zone);
  return year === wallIn(now, zone).year ? day : `${day} ${year}`;
}

function part(at: string | number, zone: string, options: Intl.DateTimeFormatOptions): string {
  const [type] = Object.keys(options);
  // The day of the zone as a day of UTC: one formatter does for all zones.
  const { year, month, day } = wallIn(instant(at), zone);
  const format = dateFormat({ ...options, ...(type === 'month' ? { day: 'numeric' } : {}), timeZone: 'UTC' });
  return format.formatToParts(Date.UTC(year, month - 1, day)).find((each) => each.type === type)?.value ?? '';
}

const instant = (at: string | number): number => (typeof at === 'number' ? at : Date.parse(at));
const two = (n: number): string => String(n).padStart(2, '0');
