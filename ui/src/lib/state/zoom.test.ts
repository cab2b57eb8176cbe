import { expect, test } from 'vitest';
import { nextSize } from './zoom';

test('the page grows and shrinks by steps that meet where they began', () => {
  expect(nextSize(100, 1)).toBe(110);
  expect(nextSize(110, -1)).toBe(100);
  expect([50, 100, 300].map((from) => nextSize(from, -1))).toEqual([50, 90, 250]);
  expect([50, 100, 300].map((from) => nextSize(from, 1))).toEqual([67, 110, 300]);
});
