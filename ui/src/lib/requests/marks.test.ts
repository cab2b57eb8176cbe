import { expect, it } from 'vitest';
import { pieces } from './marks';

it('cuts a text at its marks, by characters', () => {
  expect(pieces('😀 Case 26 of 20.11.', [{ what: 'case-number', from: 7, to: 9 }, { what: 'time', from: 13, to: 19 }])).toEqual([
    { text: '😀 Case ', what: null },
    { text: '26', what: 'case-number' },
    { text: ' of ', what: null },
    { text: '20.11.', what: 'time' },
  ]);
});

it('leaves out what is far from every mark', () => {
  const text = `${'a'.repeat(1000)}26${'b'.repeat(1000)}`;
  const [before, mark, after] = pieces(text, [{ what: 'case-number', from: 1000, to: 1002 }]);
  expect(before?.text).toBe(`… ${'a'.repeat(160)}`);
  expect(mark).toEqual({ text: '26', what: 'case-number' });
  expect(after?.text).toBe(`${'b'.repeat(160)} …`);
});

it('shows a text without marks by its beginning', () => expect(pieces('Nothing here', [])).toEqual([{ text: 'Nothing here', what: null }]));
