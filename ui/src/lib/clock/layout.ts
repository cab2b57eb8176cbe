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
  paused: () => string;
  answered: (at: number) => string;
  closed: (day: ClockDay) => string;
  closedDays: (count: number) => string;
  change: (change: 'forward' | 'back') => string;
  /** What the zone is called, the longest name first. */
  zone: string[];
};

/** A text at a place; `x` is where its anchor stands, `y` its baseline. */
export type Label = { x: number; y: number; text: string; anchor: Anchor; strong: boolean };
/** A coloured stretch of the band. */
export type Ground = { x: number; width: number; kind: 'open' | 'night' | 'closed' | 'counted' | 'paused'; title: string };
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
  /** Where the first response came, inside the picture. */
  answered: { x: number; title: string } | null;
  days: Label[];
  marks: Mark[];
  ticks: Label[];
  labels: BandLabel[];
  /** The name of the zone, at the right end of a row; none where there is no room for any. */
  zone: Label | null;
};

/** Heights of the rows, in pixels: day labels, band, two rows of times. */
export type Rows = { day: number; top: number; band: number; first: number; second: number; height: number };
export const LARGE: Rows = { day: 13, top: 22, band: 40, first: 82, second: 98, height: 104 };
export const SMALL: Rows = { day: 12, top: 19, band: 26, first: 64, second: 79, height: 84 };

/** How far apart times under a clock that never stands still may be, in minutes. */
const STEPS = [1, 2, 5, 10, 15, 30, 60, 120, 180, 240, 360, 720];
const MINUTE = 60_000;

/** How far a label stands from the line it belongs to when it stands beside it, in pixels. */
const BESIDE = 4;

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

  const paused: Ground[] = clock.paused.map((span) => {
    const from = x(Date.parse(span.from));
    return { x: from, width: Math.max(2, x(Date.parse(span.to)) - from), kind: 'paused', title: words.paused() };
  });
  const answered = clock.answered_at ? Date.parse(clock.answered_at) : null;
  const seen = answered !== null && answered >= Date.parse(clock.from) && answered <= Date.parse(clock.to);

  const lanes = [new Lane(width), new Lane(width)] as const;
  const marks = markLabels(x(filed), words.filed(filed), x(due), words.due(due));
  const named = dayLabels(pieces, starts, width, words, [filed, due], rows.day, measure);
  const ticks = tickInstants(clock, pieces, width)
    .filter((at) => marks.every((each) => Math.abs(x(at) - each.x) > 3))
    .flatMap((at) => tick(x(at), words.time(at)));
  return {
    width,
    height: rows.height,
    band: { y: rows.top, height: rows.band },
    grounds: [...grounds, ...counted, ...paused],
    answered: seen ? { x: x(answered), title: words.answered(answered) } : null,
    dividers: pieces.flatMap((piece, index) => (index > 0 && pieces[index - 1]?.days.at(-1) !== piece.days[0] ? [starts[index] ?? 0] : [])),
    days: named.days,
    marks,
    ticks,
    labels: bandLabels(pieces, starts, width, counted, clock, marks, named.days, words, rows, measure),
    zone: named.zone ?? zoneLabel(words.zone, lanes[1], width, rows.second, measure),
  };

  /** Under their lines where both have room; else beside them, outwards; else one above the other. No label lies on the other's line. */
  function markLabels(atFiled: number, filedText: string, atDue: number, dueText: string): Mark[] {
    const size = { filed: measure(filedText, true), due: measure(dueText, true) };
    const middle = (at: number, half: number): number => Math.min(Math.max(at, half), width - half);
    const filedAt = middle(atFiled, size.filed / 2);
    const dueAt = middle(atDue, size.due / 2);
    if (filedAt + size.filed / 2 + 6 <= dueAt - size.due / 2) {
      return [place('filed', atFiled, filedText, filedAt - size.filed / 2, size.filed, 0), place('due', atDue, dueText, dueAt - size.due / 2, size.due, 0)];
    }
    const left = atFiled - BESIDE - size.filed;
    const right = atDue + BESIDE;
    const filedFits = left >= 0;
    const dueFits = right + size.due <= width;
    // Of two that have no room side by side, the one at the edge goes to the second row; its line passes the other's label outside.
    return [
      filedFits || !dueFits ? place('filed', atFiled, filedText, Math.max(left, 0), size.filed, 0) : place('filed', atFiled, filedText, Math.min(atFiled, width - size.filed), size.filed, 1),
      dueFits ? place('due', atDue, dueText, right, size.due, 0) : place('due', atDue, dueText, Math.max(Math.min(atDue, width) - size.due, 0), size.due, 1),
    ];
  }
  function place(kind: Mark['kind'], at: number, text: string, from: number, size: number, row: 0 | 1): Mark {
    lanes[row].block(from, from + size);
    if (row === 1) lanes[0].block(at - 1, at + 1);
    const y = row === 0 ? rows.first : rows.second;
    return { kind, x: at, bottom: y - 11, label: { x: from + size / 2, y, text, anchor: 'middle', strong: true } };
  }
  function tick(at: number, text: string): Label[] {
    const half = measure(text, false) / 2;
    const middle = Math.min(Math.max(at, half), width - half);
    const usable = isContinuous(clock) ? lanes.slice(0, 1) : lanes;
    const row = usable.findIndex((lane) => lane.take(middle - half, middle + half));
    return row < 0 ? [] : [{ x: middle, y: row === 0 ? rows.first : rows.second, text, anchor: 'middle', strong: false }];
  }
}

/** Instants worth a time under the band: opening and closing, those of counted days first; on a continuous clock round times. */
function tickInstants(clock: ResponseClock, pieces: Piece[], width: number): number[] {
  if (isContinuous(clock)) {
    const shown = (pieces.at(-1)?.to ?? 0) - (pieces[0]?.from ?? 0);
    const every = STEPS.find((minutes) => shown / (minutes * MINUTE) <= width / 52) ?? 24 * 60;
    return pieces.flatMap((piece) => {
      // From midnight on, so that what is told is a round time.
      const start = Date.parse(piece.days[0]?.from ?? '');
      const first = Math.ceil((piece.from - start) / (every * MINUTE));
      const count = Math.ceil((piece.to - start) / (every * MINUTE)) - first;
      return Array.from({ length: Math.max(count, 0) }, (_, n) => start + (first + n) * every * MINUTE);
    });
  }
  const touched = (from: number, to: number): boolean => clock.counted.some((span) => Date.parse(span.from) < to && Date.parse(span.to) > from);
  const open = pieces.filter((piece) => piece.ground === 'open');
  return [...open.filter((piece) => touched(piece.from, piece.to)), ...open.filter((piece) => !touched(piece.from, piece.to))]
    .flatMap((piece) => [piece.from, piece.to])
    .filter((at, index, all) => all.indexOf(at) === index && !joins(open, at));
}

const joins = (open: Piece[], at: number): boolean => open.some((piece) => piece.to === at) && open.some((piece) => piece.from === at);

/**
 * Names of days at their beginnings: days that matter first, shorter names where the room is short, none where there is no room.
 * The zone stands at the right end of the row, behind the days that matter and before all others.
 */
function dayLabels(pieces: Piece[], starts: number[], width: number, words: ClockWords, matter: number[], y: number, measure: Measure): { days: Label[]; zone: Label | null } {
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
  let zone: Label | null = null;
  let zoneAsked = false;
  // A label starts inside its own day, so the room it may take ends where a label of a day that matters more begins.
  for (const group of [...named].sort((a, b) => a.rank - b.rank || a.index - b.index)) {
    if (group.rank > 0 && !zoneAsked) {
      zone = zoneLabel(words.zone, lane, width, y, measure);
      zoneAsked = true;
    }
    const text = group.texts.find((candidate) => {
      const size = measure(candidate, true);
      const shift = group.rank === 0 ? Math.max(0, group.x + size - width) : 0;
      return group.x - shift >= 0 && lane.take(group.x - shift, group.x - shift + size);
    });
    if (text) labels.push({ x: Math.min(group.x, width - measure(text, true)), y, text, anchor: 'start', strong: true });
  }
  if (!zoneAsked) zone = zoneLabel(words.zone, lane, width, y, measure);
  return { days: labels.sort((a, b) => a.x - b.x), zone };
}

/** The longest name of the zone that has room at the right end of a row. */
function zoneLabel(names: string[], lane: Lane, width: number, y: number, measure: Measure): Label | null {
  const text = names.find((name) => lane.take(width - measure(name, false), width));
  return text ? { x: width, y, text, anchor: 'end', strong: false } : null;
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
function bandLabels(pieces: Piece[], starts: number[], width: number, counted: Ground[], clock: ResponseClock, marks: Mark[], days: Label[], words: ClockWords, rows: Rows, measure: Measure): BandLabel[] {
  // That the clocks are moved stands with the day's name; where that had no room, in the band.
  const untold = ({ days: [day] }: Piece): string | null => {
    const change = day?.clock_change ? words.change(day.clock_change) : null;
    return change && !days.some(({ text }) => text.includes(change)) ? change : null;
  };
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
    const change = untold(piece);
    const texts = piece.days.length > 1 ? [why, words.closedDays(piece.days.length)] : change ? [`${why}, ${change}`, why] : [why];
    const lines = fits(texts, room.to - room.from, rows.band >= 40 ? 2 : 1, measure);
    if (lines) labels.push({ x: (room.from + room.to) / 2, lines, anchor: 'middle', onCounted: false });
  });
  return labels;
}

const unique = <T>(value: T, index: number, all: T[]): boolean => all.indexOf(value) === index;
