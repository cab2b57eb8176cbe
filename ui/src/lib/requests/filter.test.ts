import { expect, it } from 'vitest';
import { narrowed, plain } from './filter';

it('knows a filter that shows everything from one that does not', () => {
  expect(narrowed(plain(100))).toBe(false);
  expect(narrowed({ ...plain(100), offset: 200 })).toBe(false);
  expect(narrowed({ ...plain(100), text: ' ' })).toBe(false);
  expect(narrowed({ ...plain(100), holder: '' })).toBe(true);
  expect(narrowed({ ...plain(100), state: 'overdue' })).toBe(true);
  expect(narrowed({ ...plain(100), sort: 'title' })).toBe(true);
});
