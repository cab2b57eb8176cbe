/** How many pixels a text takes in the picture's font. */
export type Measure = (text: string, strong: boolean) => number;
/** Where a text stands relative to its point. */
export type Anchor = 'start' | 'middle' | 'end';

/** About how many pixels a text takes at 12 px, for where no font can be asked. */
export function textWidth(text: string, strong: boolean): number {
  let width = 0;
  for (const char of text) width += /[iljtfrI.,:;'’·|()!]/.test(char) ? 4 : /[\s]/.test(char) ? 3.6 : /[mwMW@%–—]/.test(char) ? 10.4 : /\p{Lu}/u.test(char) ? 8.4 : 7;
  return strong ? width * 1.05 : width;
}

/** The first of the texts that fits `room` on at most `lines` lines, as lines; null when none does. */
export function fits(texts: string[], room: number, lines: 1 | 2, measure: Measure = textWidth): string[] | null {
  for (const text of texts) {
    if (measure(text, false) <= room) return [text];
    const words = text.split(' ');
    for (let cut = 1; lines === 2 && cut < words.length; cut += 1) {
      const both = [words.slice(0, cut).join(' '), words.slice(cut).join(' ')];
      if (both.every((line) => measure(line, false) <= room)) return both;
    }
  }
  return null;
}

/** A row of the picture in which nothing may overlap. */
export class Lane {
  #taken: [number, number][] = [];

  /** A row `width` pixels long that keeps `gap` pixels between its texts. */
  constructor(
    private readonly width: number,
    private readonly gap = 6,
  ) {}

  /** Takes a place if it is free and inside the picture. */
  take(from: number, to: number): boolean {
    const free = from >= -0.5 && to <= this.width + 0.5 && this.#taken.every(([a, b]) => to + this.gap <= a || from >= b + this.gap);
    if (free) this.block(from, to);
    return free;
  }

  /** Marks a place as taken, whatever is there. */
  block(from: number, to: number): void {
    this.#taken.push([from, to]);
  }

  /** The widest free part of a stretch. */
  room(from: number, to: number): { from: number; to: number } {
    let best = { from, to: from };
    let at = from;
    const inside = this.#taken.filter(([a, b]) => b > from && a < to).sort(([a], [b]) => a - b);
    for (const [a, b] of [...inside, [to, to] as [number, number]]) {
      const until = Math.min(a === to ? to : a - this.gap, to);
      if (until - at > best.to - best.from) best = { from: at, to: until };
      at = Math.max(at, b + this.gap);
    }
    return best;
  }
}

/** Measures in the font the page is shown in. */
export function measureIn(element: Element): Measure {
  const context = document.createElement('canvas').getContext('2d');
  const { fontFamily } = getComputedStyle(element);
  return (text, strong) => {
    if (!context) return textWidth(text, strong);
    context.font = `${strong ? 600 : 400} 12px ${fontFamily}`;
    return context.measureText(text).width;
  };
}
