import type { ResponseClock } from '$lib/host';
import { text } from '$lib/state/language.svelte';
import { m } from '$lib/paraglide/messages';
import { dayLong, durationOf, list, place, time, weekdayOf, zoneLong } from '$lib/time/format';
import { isContinuous } from './pieces';
import type { ClockWords } from './layout';

/** The words of a clock's picture in the window's language and the clock's zone. */
export function wordsFor(clock: ResponseClock): ClockWords {
  const { zone } = clock;
  return {
    day: (day, withMonth) => weekdayOf(day.date, withMonth),
    run: (first, last) => `${weekdayOf(first.date, first.date.slice(0, 7) !== last.date.slice(0, 7))} – ${weekdayOf(last.date, true)}`,
    time: (at) => time(at, zone),
    filed: (at) => m.clock_filed({ time: time(at, zone) }),
    due: (at) => m.clock_due({ time: time(at, zone) }),
    counted: (duration) => m.clock_counted({ duration: durationOf(duration) }),
    paused: () => m.clock_paused(),
    answered: (at) => m.clock_answered({ time: time(at, zone) }),
    closed: (day) => {
      if (day.kind !== 'holiday' || !day.holiday) return day.kind === 'weekend' ? m.clock_weekend() : m.clock_closed();
      return day.estimated ? m.clock_estimated({ holiday: text(day.holiday) }) : text(day.holiday);
    },
    closedDays: (count) => m.clock_closed_days({ count }),
    zone: [zoneLong(clock.filed_at, zone), place(zone)],
    change: (change) => (change === 'forward' ? m.clock_forward() : m.clock_back()),
  };
}

/** The picture as sentences, for those who do not see it. */
export function describe(clock: ResponseClock, now: number): string {
  const { zone } = clock;
  const at = (instant: string): string => m.moment({ day: dayLong(instant, zone, now), time: time(instant, zone) });
  const counted = clock.counted.map((span) =>
    m.clock_text_counted({ duration: durationOf(span.duration), day: dayLong(span.from, zone, now), from: time(span.from, zone), to: time(span.to, zone) }),
  );
  const holidays = clock.days.flatMap((day) => (day.kind === 'holiday' && day.holiday ? [`${dayLong(day.from, zone, now)} (${text(day.holiday)})`] : []));
  const weekends = clock.days.filter((day) => day.kind === 'weekend').map((day) => dayLong(day.from, zone, now));
  const changes = clock.days.flatMap((day) => (day.clock_change ? [`${dayLong(day.from, zone, now)}: ${day.clock_change === 'forward' ? m.clock_forward() : m.clock_back()}`] : []));
  return [
    m.clock_text_filed({ at: at(clock.filed_at), zone: zoneLong(clock.filed_at, zone) }),
    isContinuous(clock) ? m.clock_text_continuous() : '',
    ...counted,
    ...clock.paused.map((span) => m.clock_text_paused({ from: at(span.from), to: at(span.to) })),
    clock.answered_at ? m.clock_text_answered({ at: at(clock.answered_at) }) : '',
    weekends.length ? m.clock_text_weekend({ days: list(weekends) }) : '',
    holidays.length ? m.clock_text_holidays({ days: list(holidays) }) : '',
    ...changes.map((change) => `${change}.`),
    m.clock_text_due({ at: at(clock.due_at) }),
  ]
    .filter(Boolean)
    .join(' ');
}
