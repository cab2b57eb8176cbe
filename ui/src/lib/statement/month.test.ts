import { expect, test } from 'vitest';
import { monthAfter } from './month';

test('months are turned over the end of the year', () => {
  expect(monthAfter('2026-12', 1)).toBe('2027-01');
  expect(monthAfter('2026-01', -1)).toBe('2025-12');
  expect(monthAfter('2026-06', 1)).toBe('2026-07');
  expect(monthAfter('9999-12', 1)).toBeNull();
});

test('what is no month leads nowhere', () => {
  for (const wrong of ['', '2026', '2026-13', '2026-00', '26-01', '2026-1']) expect(monthAfter(wrong, 1)).toBeNull();
});
