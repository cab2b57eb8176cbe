import type { Score } from '$lib/host';

/** How wide met and missed are drawn on a bar of `width`; what is undecided stays empty. */
export function parts(score: Pick<Score, 'met' | 'missed' | 'waiting' | 'closed_unanswered'>, width: number): { met: number; missed: number } {
  const all = score.met + score.missed + score.waiting + score.closed_unanswered;
  return all === 0 ? { met: 0, missed: 0 } : { met: (score.met / all) * width, missed: (score.missed / all) * width };
}
