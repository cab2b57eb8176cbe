import { describe, expect, it } from 'vitest';
import type { ClockDay, ResponseClock } from '$lib/host';
import { layout, type ClockWords, type Picture } from './layout';
import { cut, scale } from './pieces';
import { fits, Lane, textWidth } from './text';

const words: ClockWords = {
  day: (day, withMonth) => (withMonth ? `${day.date.slice(8)} month` : day.date.slice(8)),
  run: (first, last) => `${first.date.slice(8)}–${last.date.slice(8)}`,
  time: (at) => new Date(at).toISOString().slice(11, 16),
  filed: (at) => `filed ${new Date(at).toISOString().slice(11, 16)}`,
  due: (at) => `due ${new Date(at).toISOString().slice(11, 16)}`,
  counted: (duration) => `${duration} counted`,
  paused: () => 'paused',
  answered: (at) => `answered ${new Date(at).toISOString().slice(11, 16)}`,
  closed: (day) => day.holiday?.en ?? day.kind,
  closedDays: (count) => `${count} closed`,
  change: (change) => `clocks ${change}`,
  zone: ['Coordinated time (London)', 'London'],
};

const at = (day: number, hour: number): string => new Date(Date.UTC(2026, 2, day, hour)).toISOString();

/** A clock in UTC, open 08 to 18 on working days. */
function clock(first: number, days: ClockDay['kind'][], filed: string, due: string, counted: [string, string, string][]): ResponseClock {
  const all = days.map(
    (kind, index): ClockDay => ({
      date: at(first + index, 0).slice(0, 10),
      from: at(first + index, 0),
      to: at(first + index + 1, 0),
      kind,
      holiday: kind === 'holiday' ? { en: 'Day off', nb: 'Fridag' } : null,
      estimated: false,
      clock_change: null,
    }),
  );
  return {
    zone: 'UTC',
    from: at(first, 0),
    to: at(first + days.length, 0),
    filed_at: filed,
    starts_at: counted[0]?.[0] ?? filed,
    due_at: due,
    days: all,
    open: days.flatMap((kind, index) => (kind === 'working' ? [{ from: at(first + index, 8), to: at(first + index, 18) }] : [])),
    counted: counted.map(([from, to, duration]) => ({ from, to, duration })),
    paused: [],
    answered_at: null,
  };
}

const weekend = clock(27, ['working', 'weekend', 'weekend', 'working'], at(27, 16), at(30, 10), [
  [at(27, 16), at(27, 18), 'PT2H'],
  [at(30, 8), at(30, 10), 'PT2H'],
]);

/** Nothing leaves the picture, and nothing in one row overlaps. */
function expectTidy(picture: Picture): void {
  const boxes = [...picture.days, ...picture.ticks, ...picture.marks.map((mark) => mark.label), ...(picture.zone ? [picture.zone] : [])].map((label) => {
    const size = textWidth(label.text, label.strong);
    const from = label.anchor === 'start' ? label.x : label.anchor === 'end' ? label.x - size : label.x - size / 2;
    return { ...label, from, to: from + size };
  });
  for (const { x, bottom } of picture.marks) {
    for (const { from, to, y, text } of boxes) expect(y > 40 && y - 9 < bottom && from < x + 1 && to > x - 1, `${text} under a line`).toBe(false);
  }
  for (const box of boxes) {
    expect(box.from, `${box.text} on the left`).toBeGreaterThanOrEqual(-0.5);
    expect(box.to, `${box.text} on the right`).toBeLessThanOrEqual(picture.width + 0.5);
    for (const other of boxes) {
      if (other !== box && other.y === box.y) expect(box.to <= other.from || other.to <= box.from, `${box.text} and ${other.text}`).toBe(true);
    }
  }
}

describe('stretches', () => {
  it('are nights, open hours and closed days in order', () => {
    const grounds = cut(weekend).map((piece) => piece.ground);
    expect(grounds).toEqual(['night', 'open', 'night', 'closed', 'closed', 'night', 'open', 'night']);
  });

  it('weigh an open hour 1, and compress what is closed', () => {
    // Night of 8 h: 1.6 + 0.25 × 8 = 3.6; of 6 h: 3.1; a closed day: 1.6 + 0.25 × 24 = 7.6.
    expect(cut(weekend).map((piece) => piece.weight)).toEqual([3.6, 10, 3.1, 7.6, 7.6, 3.6, 10, 3.1]);
  });

  it('collapse runs of closed days once there are more than six days', () => {
    const week = clock(20, ['working', 'weekend', 'weekend', 'holiday', 'working', 'working', 'working'], at(20, 17), at(24, 9), []);
    const closed = cut(week).filter((piece) => piece.ground === 'closed');
    expect(closed).toHaveLength(1);
    expect(closed[0]?.days.map((day) => day.date)).toEqual(['2026-03-21', '2026-03-22', '2026-03-23']);
    expect(closed[0]?.weight).toBe(11);
    const short = clock(27, ['working', 'weekend', 'weekend', 'working'], at(27, 16), at(30, 9), []);
    expect(cut(short).filter((piece) => piece.ground === 'closed')).toHaveLength(2);
  });
});

describe('places', () => {
  // The weights above add up to 48.6; at 972 pixels an open hour is 20 pixels wide.
  const { x } = scale(cut(weekend), 972);

  it('are to scale while open', () => {
    expect(x(Date.parse(at(27, 8)))).toBeCloseTo(3.6 * 20);
    expect(x(Date.parse(at(27, 16)))).toBeCloseTo((3.6 + 8) * 20);
    expect(x(Date.parse(at(27, 18)))).toBeCloseTo((3.6 + 10) * 20);
    expect(x(Date.parse(at(30, 10)))).toBeCloseTo((3.6 + 10 + 3.1 + 7.6 + 7.6 + 3.6 + 2) * 20);
  });

  it('are proportional within a closed day, and end at the edges', () => {
    expect(x(Date.parse(at(28, 12)))).toBeCloseTo((3.6 + 10 + 3.1 + 3.8) * 20);
    expect(x(Date.parse(at(27, 0)))).toBe(0);
    expect(x(Date.parse(at(31, 0)))).toBe(972);
  });
});

describe('the picture of a weekend', () => {
  const picture = layout(weekend, 972, words);

  it('draws counted time where it is counted', () => {
    const counted = picture.grounds.filter((ground) => ground.kind === 'counted');
    expect(counted.map(({ x, width }) => [Math.round(x), Math.round(width)])).toEqual([
      [232, 40],
      [710, 40],
    ]);
  });

  it('puts filed and due under their lines', () => {
    expect(picture.marks.map(({ kind, x, label }) => [kind, Math.round(x), label.text])).toEqual([
      ['filed', 232, 'filed 16:00'],
      ['due', 750, 'due 10:00'],
    ]);
  });

  it('names every day and says why days are closed', () => {
    expect(picture.days.map((label) => label.text)).toEqual(['27 month', '28', '29', '30']);
    expect(picture.labels.flatMap((label) => label.lines)).toEqual(['PT2H counted', 'PT2H counted', 'weekend', 'weekend']);
  });

  it('shows opening and closing times, but not twice what a mark says', () => {
    expect(picture.ticks.map((tick) => tick.text).sort()).toEqual(['08:00', '08:00', '18:00', '18:00']);
    const atOpening = layout({ ...weekend, filed_at: at(27, 8) }, 972, words);
    expect(atOpening.ticks.filter((tick) => tick.text === '08:00')).toHaveLength(1);
  });
});

describe('any picture', () => {
  const long = clock(2, [...Array<ClockDay['kind']>(5).fill('working'), 'weekend', 'weekend', 'holiday', 'working', 'working', 'holiday', 'working'], at(2, 17), at(13, 9), [
    [at(2, 17), at(2, 18), 'PT1H'],
    [at(3, 8), at(3, 18), 'PT10H'],
  ]);
  const edges = clock(27, ['working'], at(27, 0), new Date(Date.parse(at(28, 0)) - 60_000).toISOString(), []);
  const near = { ...weekend, filed_at: at(30, 8), due_at: new Date(Date.parse(at(30, 8)) + 60_000).toISOString() };

  it.each([280, 320, 560, 700, 1000])('keeps its labels inside and apart at %i pixels', (width) => {
    for (const each of [weekend, long, edges, near]) expectTidy(layout(each, width, words));
  });

  it('always shows both marks, and names the zone', () => {
    for (const width of [280, 1000]) {
      const { marks, zone } = layout(near, width, words);
      expect(marks.map((mark) => mark.label.text)).toEqual(['filed 08:00', 'due 08:01']);
      expect([zone?.anchor, zone?.x]).toEqual(['end', width]);
      expect(zone?.text).toBe(width === 280 ? 'London' : 'Coordinated time (London)');
    }
  });

  it('names a collapsed run by its first and last day', () => {
    expect(layout(long, 1000, words).days.map((label) => label.text)).toContain('07–09');
  });
});

describe('a clock that runs round the clock', () => {
  const hour = (from: number): ResponseClock => {
    const base = clock(27, ['working'], at(27, from), at(27, from + 1), [[at(27, from), at(27, from + 1), 'PT1H']]);
    return { ...base, open: [{ from: base.from, to: base.to }] };
  };
  const continuous = hour(16);

  it('draws what happens, with half as much time before and after it', () => {
    const [filed, due] = layout(continuous, 960, words).marks;
    // From 15:30 to 17:30, 480 pixels an hour.
    expect([filed?.x, due?.x]).toEqual([240, 720]);
    expect([filed?.label, due?.label].map((label) => [label?.x, label?.y])).toEqual([[240, 82], [720, 82]]);
  });

  it('does not leave the days it was given', () => {
    const places = (from: number): number[] => layout(hour(from), 960, words).marks.map((mark) => mark.x);
    expect(places(0)).toEqual([0, 640]);
    expect(places(23)).toEqual([320, 960]);
  });

  it('shows a limit of a quarter of an hour as wide as the quarters around it', () => {
    const [filed, due] = [at(27, 12), '2026-03-27T12:15:00.000Z'];
    const base = clock(27, ['working'], filed, due, [[filed, due, 'PT15M']]);
    const picture = layout({ ...base, open: [{ from: base.from, to: base.to }] }, 960, words);
    expect(picture.grounds.filter((ground) => ground.kind === 'counted').map((ground) => [ground.x, ground.width])).toEqual([[320, 320]]);
    expect(picture.labels.map((label) => label.lines)).toEqual([['PT15M counted']]);
  });

  it.each([280, 320, 560, 700, 1000])('keeps labels and lines apart at %i pixels', (width) => {
    for (const from of [0, 1, 5, 12, 16, 21, 22, 23]) expectTidy(layout(hour(from), width, words));
  });

  it('is one plain bar with round times', () => {
    const picture = layout(continuous, 960, words);
    expect(picture.grounds.map((ground) => [ground.kind, Math.round(ground.x), Math.round(ground.width)])).toEqual([
      ['open', 0, 960],
      ['counted', 240, 480],
    ]);
    // Every ten minutes but those at which the request is filed and the answer due.
    expect(picture.ticks.map((tick) => tick.text)).toEqual(['15:30', '15:40', '15:50', '16:10', '16:20', '16:30', '16:40', '16:50', '17:10', '17:20']);
  });
});

describe('text', () => {
  it('breaks where it fits', () => {
    expect(fits(['first second'], 1000, 2)).toEqual(['first second']);
    expect(fits(['first second'], textWidth('second', false) + 1, 2)).toEqual(['first', 'second']);
    expect(fits(['first second', 'x'], 10, 1)).toEqual(['x']);
    expect(fits(['first second'], 10, 2)).toBeNull();
  });

  it('finds the widest free part of a row', () => {
    const lane = new Lane(100, 0);
    lane.block(40, 50);
    expect(lane.room(0, 100)).toEqual({ from: 50, to: 100 });
    expect(lane.take(45, 60)).toBe(false);
    expect(lane.take(50, 60)).toBe(true);
  });
});

describe('a paused clock', () => {
  const paused = { ...weekend, paused: [{ from: at(27, 17), to: at(30, 9) }], answered_at: at(30, 9) };

  it('shows the pause over the open and the closed hours it covers', () => {
    const [stop, ...more] = layout(paused, 900, words).grounds.filter((ground) => ground.kind === 'paused');
    const counted = layout(paused, 900, words).grounds.filter((ground) => ground.kind === 'counted');
    expect(more).toEqual([]);
    // It begins in the middle of the first counted stretch and ends in the middle of the second.
    expect(stop?.x).toBeCloseTo((counted[0]?.x ?? 0) + (counted[0]?.width ?? 0) / 2, 0);
    expect((stop?.x ?? 0) + (stop?.width ?? 0)).toBeCloseTo((counted[1]?.x ?? 0) + (counted[1]?.width ?? 0) / 2, 0);
  });

  it('marks the answer where it came, and leaves out one beyond the picture', () => {
    const { answered } = layout(paused, 900, words);
    expect(answered?.title).toBe('answered 09:00');
    expect(layout({ ...paused, answered_at: at(31, 9) }, 900, words).answered).toBeNull();
  });
});
