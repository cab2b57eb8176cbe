import type { ClockDay, ResponseClock, Span } from '$lib/host';

/** A stretch of the picture with one ground: open, closed for the night, or closed for whole days. */
export type Piece = { from: number; to: number; weight: number; ground: 'open' | 'night' | 'closed'; days: ClockDay[] };

/** From how many days on runs of closed days are drawn as one. */
const LONG = 6;
/** How wide a run of closed days is, in open hours. */
const RUN = 11;
/** How much wider a closed day is on which the clocks are moved: its label says so. */
const CHANGE = 2;
const HOUR = 3_600_000;
/** How much is drawn before the filing and after the end on a clock that never stands still, of the time between them. */
const MARGIN = 0.5;
const LEAST_MARGIN = HOUR / 4;

/** Cuts a clock into stretches. An open hour weighs 1, so that open time is to scale; closed time is compressed. */
export function cut(clock: ResponseClock): Piece[] {
  if (isContinuous(clock)) {
    const { from, to } = closeUp(clock);
    const inside = clock.days.filter((day) => Date.parse(day.to) > from && Date.parse(day.from) < to);
    return inside.map((day) => piece(later(day.from, from), sooner(day.to, to), 'open', [day]));
  }
  const pieces: Piece[] = [];
  for (const day of clock.days) {
    const open = clip(clock.open, day);
    if (open.length === 0) {
      const last = pieces.at(-1);
      if (clock.days.length > LONG && last?.ground === 'closed') pieces[pieces.length - 1] = { ...last, to: Date.parse(day.to), days: [...last.days, day] };
      else {
        const closed = piece(day.from, day.to, 'closed', [day]);
        pieces.push(day.clock_change ? { ...closed, weight: closed.weight + CHANGE } : closed);
      }
      continue;
    }
    let at = day.from;
    for (const span of open) {
      if (Date.parse(span.from) > Date.parse(at)) pieces.push(piece(at, span.from, 'night', [day]));
      pieces.push(piece(span.from, span.to, 'open', [day]));
      at = span.to;
    }
    if (Date.parse(day.to) > Date.parse(at)) pieces.push(piece(at, day.to, 'night', [day]));
  }
  return pieces.map((each) => (each.days.length > 1 ? { ...each, weight: RUN } : each));
}

/** Whether the clock runs day and night: one open stretch over the whole picture. */
export function isContinuous(clock: ResponseClock): boolean {
  const [only] = clock.open;
  return clock.open.length === 1 && !!only && Date.parse(only.from) <= Date.parse(clock.from) && Date.parse(only.to) >= Date.parse(clock.to);
}

/** The part of a clock that never stands still in which something happens, with a margin around it: minutes are seen too. */
function closeUp(clock: ResponseClock): { from: number; to: number } {
  const [first, last] = [Date.parse(clock.from), Date.parse(clock.to)];
  const filed = Date.parse(clock.filed_at);
  const answered = clock.answered_at ? Date.parse(clock.answered_at) : filed;
  const end = Math.min(Math.max(Date.parse(clock.due_at), answered), last);
  const margin = Math.max(MARGIN * (end - filed), LEAST_MARGIN);
  return { from: Math.max(first, filed - margin), to: Math.min(last, end + margin) };
}

const later = (at: string, limit: number): string => (Date.parse(at) < limit ? new Date(limit).toISOString() : at);
const sooner = (at: string, limit: number): string => (Date.parse(at) > limit ? new Date(limit).toISOString() : at);

/** Where on a line of `width` each instant of the pieces lies, and back-to-back widths of the pieces themselves. */
export function scale(pieces: Piece[], width: number): { starts: number[]; x: (at: number) => number } {
  const total = pieces.reduce((sum, each) => sum + each.weight, 0) || 1;
  const starts: number[] = [];
  let x = 0;
  for (const each of pieces) {
    starts.push(x);
    x += (each.weight / total) * width;
  }
  const at = (instant: number): number => {
    const index = pieces.findIndex((each) => instant < each.to);
    const found = pieces[index];
    if (!found) return width;
    const part = Math.max(0, instant - found.from) / (found.to - found.from);
    return (starts[index] ?? 0) + part * ((found.weight / total) * width);
  };
  return { starts, x: at };
}

function piece(from: string, to: string, ground: Piece['ground'], days: ClockDay[]): Piece {
  const [start, end] = [Date.parse(from), Date.parse(to)];
  const hours = (end - start) / HOUR;
  return { from: start, to: end, ground, days, weight: ground === 'open' ? hours : 1.6 + 0.25 * hours };
}

function clip(spans: Span[], day: ClockDay): Span[] {
  return spans
    .map((span) => ({ from: Date.parse(span.from) > Date.parse(day.from) ? span.from : day.from, to: Date.parse(span.to) < Date.parse(day.to) ? span.to : day.to }))
    .filter((span) => Date.parse(span.from) < Date.parse(span.to));
}
