import { describe, expect, it } from 'vitest';
import { layout, type Plan } from './timeline';

// 365 days on 365 pixels: a pixel a day.
const draw = (plans: Omit<Plan, 'draft'>[], width = 365, draft = false) => layout(plans.map((plan) => ({ ...plan, draft })), '2026-01-01', '2027-01-01', '2026-06-01', width);
const term = (starts: string, ends: string) => ({ starts, ends });

describe('the timeline', () => {
  it('places terms by their days, the end excluded', () => {
    const [row] = draw([{ terms: [term('2026-01-11', '2026-04-11'), term('2026-04-11', '2026-07-11'), term('2026-07-11', '2026-10-11')], cancel_by: '2026-07-10', ends_on: null }]).rows;
    expect(row?.bars.map(({ x, width, kind }) => [Math.round(x), Math.round(width), kind])).toEqual([
      [10, 90, 'past'],
      [100, 91, 'now'],
      [191, 92, 'later'],
    ]);
    expect(row?.renewals.map(Math.round)).toEqual([100, 191]);
    expect(Math.round(row?.notice ?? 0)).toBe(190);
    expect(row?.end).toBeNull();
  });

  it('sets the first term of a draft apart from those after a renewal', () => {
    const [row] = draw([{ terms: [term('2026-08-01', '2026-10-01'), term('2026-10-01', '2026-12-01')], cancel_by: '2026-09-30', ends_on: null }], 365, true).rows;
    expect(row?.bars.map((bar) => bar.kind)).toEqual(['draft', 'later']);
  });

  it('cuts off what lies outside', () => {
    const [row] = draw([{ terms: [term('2025-06-01', '2026-06-01'), term('2026-06-01', '2027-06-01')], cancel_by: '2027-05-31', ends_on: '2027-06-01' }]).rows;
    expect(row?.bars.map(({ x, width }) => [Math.round(x), Math.round(width)])).toEqual([
      [0, 151],
      [151, 214],
    ]);
    expect([row?.notice, row?.end]).toEqual([null, null]);
  });

  it('counts the first day of a term as in it', () => {
    const [row] = draw([{ terms: [term('2025-06-01', '2026-06-01'), term('2026-06-01', '2026-12-01')], cancel_by: null, ends_on: '2026-12-01' }]).rows;
    expect(row?.bars.map((bar) => bar.kind)).toEqual(['past', 'now']);
    expect(Math.round(row?.end ?? 0)).toBe(334);
  });

  it.each([1200, 600, 300, 120])('names months so that the names never meet, at %i pixels', (width) => {
    const { ticks } = draw([], width);
    expect(ticks).toHaveLength(12);
    expect(ticks[0]?.x).toBe(0);
    const named = ticks.filter((tick) => tick.named).map((tick) => tick.x);
    expect(named.length).toBeGreaterThan(0);
    for (const [index, x] of named.slice(1).entries()) expect(x - (named[index] ?? 0)).toBeGreaterThan(55);
  });
});
