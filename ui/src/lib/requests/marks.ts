import type { Mark } from '$lib/host';

/** A stretch of a text, and what was found in it. */
export type Piece = { text: string; what: Mark['what'] | null };

/** What stands around a finding is shown with it, this many characters to either side; the rest is left out. */
const AROUND = 160;

/** Cuts a text at its marks, which count characters, not units of UTF-16. */
export function pieces(text: string, marks: Mark[]): Piece[] {
  const characters = Array.from(text);
  const cut: Piece[] = [];
  let at = 0;
  for (const mark of marks) {
    cut.push({ text: shorten(characters.slice(at, mark.from), at === 0 && mark.from > 0), what: null });
    cut.push({ text: characters.slice(mark.from, mark.to).join(''), what: mark.what });
    at = mark.to;
  }
  const rest = characters.slice(at);
  cut.push({ text: rest.length > AROUND ? `${rest.slice(0, AROUND).join('')} …` : rest.join(''), what: null });
  return cut.filter((piece) => piece.text !== '');
}

function shorten(between: string[], first: boolean): string {
  if (between.length <= 2 * AROUND) return between.join('');
  const end = between.slice(-AROUND).join('');
  return first ? `… ${end}` : `${between.slice(0, AROUND).join('')} … ${end}`;
}
