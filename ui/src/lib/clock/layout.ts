import type { ClockDay, ResponseClock } from '$lib/host';
import { cut, isContinuous, scale, type Piece } from './pieces';
import { fits, Lane, textWidth, type Anchor, type Measure } from './text';

/** What the picture says, in the language and zone of its reader. */
export type ClockWords = {
  day: (day: ClockDay, withMonth: boolean) => string;
  run: (first: ClockDay, last: ClockDay) => string;
  time: (at: number) => string;
  filed: (at: number) => string;
  due: (at: number) => string;
  counted: (duration: string) => string;
  closed: (day: ClockDay) => string;
  closedDays: (count: number) => string;
  change: (change: 'forward' | 'back') => string;
};

/** A text at a place; `x` is where its anchor stands, `y` its baseline. */
export type Label = { x: number; y: number; text: string; anchor: Anchor; strong: boolean };
/** A coloured stretch of the band. */
export type Ground = { x: number; width: number; kind: 'open' | 'night' | 'closed' | 'counted'; title: string };
/** A text in the band; on counted time it is drawn in the colour of the band's own text. */
export type BandLabel = { x: number; lines: string[]; anchor: Anchor; onCounted: boolean };
/** A line across the band with its label underneath. */
export type Mark = { kind: 'filed' | 'due'; x: number; bottom: number; label: Label };
/** Everything that is drawn, in pixels. */
export type Picture = {
  width: number;
  height: number;
  band: { y: number; height: number };
  grounds: Ground[];
  dividers: number[];
  days: Label[];
  marks: Mark[];
  ticks: Label[];
  labels: BandLabel[];
};

/** Heights of the rows, in pixels: day labels, band, two rows of times. */
export type Rows = { day: number; top: number; band: number; first: number; second: number; height: number };
export const LARGE: Rows = { day: 13, top: 22, band: 40, first: 82, second: 98, height: 104 };
export const SMALL: Rows = { day: 12, top: 19, band: 26, first: 64, second: 79, height: 84 };

/** Lays the response clock out on `width` pixels: a pure function, so that every picture can be checked by hand. */
export function layout(clock: ResponseClock, width: number, words: ClockWords, rows: Rows = LARGE, measure: Measure = textWidth): Picture {
  const pieces = cut(clock);
  const { starts, x } = scale(pieces, width);
  const end = (index: number): number => starts[index + 1] ?? width;
  const filed = Date.parse(clock.filed_at);
  const due = Date.parse(clock.due_at);

  const grounds: Ground[] = pieces.map((piece, index) => ({
    x: starts[index] ?? 0,
    width: end(index) - (starts[index] ?? 0),
    kind: piece.ground,
    title: piece.ground === 'closed' ? piece.days.map(words.closed).filter(unique).join(', ') : `${words.time(piece.from)}–${words.time(piece.to)}`,
  }));
  const counted: Ground[] = clock.counted.map((span) => {
    const from = x(Date.parse(span.from));
    return { x: from, width: Math.max(2, x(Date.parse(span.to)) - from), kind: 'counted', title: words.counted(span.duration) };
  });

  const lanes = [new Lane(width), new Lane(width)] as const;
  const marks = [mark('filed', x(filed), words.filed(filed)), mark('due', x(due), words.due(due))];
  const ticks = tickInstants(clock, pieces, width)
    .filter((at) => marks.every((each) => Math.abs(x(at) - each.x) > 3))
    .flatMap((at) => tick(x(at), words.time(at)));
  return {
    width,
    height: rows.height,
    band: { y: rows.top, height: rows.band },
    grounds: [...grounds, ...counted],
    dividers: pieces.flatMap((piece, index) => (index > 0 && pieces[index - 1]?.days.at(-1) !== piece.days[0] ? [starts[index] ?? 0] : [])),
    days: dayLabels(pieces, starts, width, words, [filed, due], rows.day, measure),
    marks,
    ticks,
    labels: bandLabels(pieces, starts, width, counted, clock, marks, words, rows, measure),
  };

  function mark(kind: Mark['kind'], at: number, text: string): Mark {
    const half = measure(text, true) / 2;
    const middle = Math.min(Math.max(at, half), width - half);
    const row = lanes[0].take(middle - half, middle + half) ? 0 : 1;
    if (row === 1) lanes[1].take(middle - half, middle + half);
    const y = row === 0 ? rows.first : rows.second;
    return { kind, x: at, bottom: y - 11, label: { x: middle, y, text, anchor: 'middle', strong: true } };
  }
  function tick(at: number, text: string): Label[] {
    const half = measure(text, false) / 2;
    const middle = Math.min(Math.max(at, half), width - half);
    const usable = isContinuous(clock) ? lanes.slice(0, 1) : lanes;
    const row = usable.findIndex((lane) => lane.take(middle - half, middle + half));
    return row < 0 ? [] : [{ x: middle, y: row === 0 ? rows.first : rows.second, text, anchor: 'middle', strong: false }];
  }
}

/** Instants worth a time under the band: opening and closing, those of counted days first; on a continuous clock whole hours. */
function tickInstants(clock: ResponseClock, pieces: Piece[], width: number): number[] {
  if (isContinuous(clock)) {
    const every = [1, 2, 3, 4, 6, 12].find((hours) => (pieces.length * 24) / hours <= width / 52) ?? 24;
    return pieces.flatMap((piece) => {
      const count = Math.round((piece.to - piece.from) / 3_600_000 / every);
      return Array.from({ length: count }, (_, n) => piece.from + n * every * 3_600_000).filter((at) => at < piece.to);
    });
  }
  const touched = (from: number, to: number): boolean => clock.counted.some((span) => Date.parse(span.from) < to && Date.parse(span.to) > from);
  const open = pieces.filter((piece) => piece.ground === 'open');
  return [...open.filter((piece) => touched(piece.from, piece.to)), ...open.filter((piece) => !touched(piece.from, piece.to))]
    .flatMap((piece) => [piece.from, piece.to])
    .filter((at, index, all) => all.indexOf(at) === index && !joins(open, at));
}

const joins = (open: Piece[], at: number): boolean => open.some((piece) => piece.to === at) && open.some((piece) => piece.from === at);

/** Names of days at their beginnings: days that matter first, shorter names where the room is short, none where there is no room. */
function dayLabels(pieces: Piece[], starts: number[], width: number, words: ClockWords, matter: number[], y: number, measure: Measure): Label[] {
  const groups = pieces.flatMap((piece, index) => {
    const fresh = index === 0 || pieces[index - 1]?.days.at(-1) !== piece.days[0];
    return fresh ? [{ days: piece.days, x: starts[index] ?? 0 }] : [];
  });
  const rank = (days: ClockDay[]): number => {
    if (matter.some((at) => days.some((day) => at >= Date.parse(day.from) && at < Date.parse(day.to)))) return 0;
    return days.some((day) => day.clock_change) ? 1 : 2;
  };
  const lane = new Lane(width, 8);
  const named = groups.map((group, index) => {
    const before = groups[index - 1]?.days[0]?.date.slice(0, 7);
    return { ...group, index, rank: rank(group.days), texts: dayTexts(group.days, before, words) };
  });
  const labels: Label[] = [];
  // A label starts inside its own day, so the room it may take ends where a label of a day that matters more begins.
  for (const group of [...named].sort((a, b) => a.rank - b.rank || a.index - b.index)) {
    const text = group.texts.find((candidate) => {
      const size = measure(candidate, true);
      const shift = group.rank === 0 ? Math.max(0, group.x + size - width) : 0;
      return group.x - shift >= 0 && lane.take(group.x - shift, group.x - shift + size);
    });
    if (text) labels.push({ x: Math.min(group.x, width - measure(text, true)), y, text, anchor: 'start', strong: true });
  }
  return labels.sort((a, b) => a.x - b.x);
}

function dayTexts(days: ClockDay[], monthBefore: string | undefined, words: ClockWords): string[] {
  const [first] = days;
  const last = days.at(-1);
  if (!first || !last) return [];
  if (first !== last) return [words.run(first, last)];
  const withMonth = first.date.slice(0, 7) !== monthBefore;
  const names = withMonth ? [words.day(first, true), words.day(first, false)] : [words.day(first, false)];
  const change = first.clock_change;
  return change ? [...names.map((name) => `${name} · ${words.change(change)}`), ...names] : names;
}

/** Texts in the band: counted durations first, then why whole days are closed, where they fit. */
function bandLabels(pieces: Piece[], starts: number[], width: number, counted: Ground[], clock: ResponseClock, marks: Mark[], words: ClockWords, rows: Rows, measure: Measure): BandLabel[] {
  const lane = new Lane(width, 4);
  for (const each of [...counted, ...marks.map((mark) => ({ x: mark.x - 1, width: 2 }))]) lane.block(each.x, each.x + each.width);
  const labels: BandLabel[] = [];
  counted.forEach((ground, index) => {
    const text = words.counted(clock.counted[index]?.duration ?? 'PT0S');
    const size = measure(text, false);
    const right = ground.x + ground.width;
    if (ground.width >= size + 12) labels.push({ x: ground.x + ground.width / 2, lines: [text], anchor: 'middle', onCounted: true });
    else if (lane.take(right + 7, right + 7 + size)) labels.push({ x: right + 7, lines: [text], anchor: 'start', onCounted: false });
    else if (lane.take(ground.x - 7 - size, ground.x - 7)) labels.push({ x: ground.x - 7, lines: [text], anchor: 'end', onCounted: false });
  });
  pieces.forEach((piece, index) => {
    if (piece.ground !== 'closed') return;
    const from = starts[index] ?? 0;
    const room = lane.room(from + 4, (starts[index + 1] ?? width) - 4);
    const why = piece.days.map(words.closed).filter(unique).join(', ');
    const lines = fits(piece.days.length > 1 ? [why, words.closedDays(piece.days.length)] : [why], room.to - room.from, rows.band >= 40 ? 2 : 1, measure);
    if (lines) labels.push({ x: (room.from + room.to) / 2, lines, anchor: 'middle', onCounted: false });
  });
  return labels;
}

const unique = <T>(value: T, index: number, all: T[]): boolean => all.indexOf(value) === index;
