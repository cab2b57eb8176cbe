import { expect, it } from 'vitest';
import { parts } from './parts';

it('divides a bar by what is met, missed and undecided', () => {
  expect(parts({ met: 3, missed: 1, waiting: 3, closed_unanswered: 1 }, 80)).toEqual({ met: 30, missed: 10 });
  expect(parts({ met: 0, missed: 0, waiting: 0, closed_unanswered: 0 }, 80)).toEqual({ met: 0, missed: 0 });
});
