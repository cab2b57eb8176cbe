import { describe, expect, it } from 'vitest';
import { localFields, offsetIn, parseDate, parseTime, resolveLocal, wallIn } from './zone';

describe('a local date and time', () => {
  it('is one instant on an ordinary day', () => {
    expect(resolveLocal('2026-03-27', '16:30', 'Europe/Oslo')).toEqual({ kind: 'one', at: '2026-03-27T15:30:00Z' });
    expect(resolveLocal('2026-07-01', '09:00', 'America/Los_Angeles')).toEqual({ kind: 'one', at: '2026-07-01T16:00:00Z' });
    expect(resolveLocal('2026-07-01', '00:15', 'Asia/Kathmandu')).toEqual({ kind: 'one', at: '2026-06-30T18:30:00Z' });
    expect(resolveLocal('2026-01-01', '00:00', 'Pacific/Kiritimati')).toEqual({ kind: 'one', at: '2025-12-31T10:00:00Z' });
  });

  it('does not exist where the clocks go forward, and both ways of reading it are offered', () => {
    // Oslo, 29 March 2026: 02:00 CET becomes 03:00 CEST at 01:00 UTC.
    expect(resolveLocal('2026-03-29', '02:30', 'Europe/Oslo')).toEqual({ kind: 'gap', before: '2026-03-29T01:30:00Z', after: '2026-03-29T00:30:00Z' });
    expect(resolveLocal('2026-03-29', '01:59', 'Europe/Oslo')).toEqual({ kind: 'one', at: '2026-03-29T00:59:00Z' });
    expect(resolveLocal('2026-03-29', '03:00', 'Europe/Oslo')).toEqual({ kind: 'one', at: '2026-03-29T01:00:00Z' });
  });

  it('comes twice where the clocks go back', () => {
    // Oslo, 25 October 2026: 03:00 CEST becomes 02:00 CET at 01:00 UTC.
    expect(resolveLocal('2026-10-25', '02:30', 'Europe/Oslo')).toEqual({ kind: 'overlap', earlier: '2026-10-25T00:30:00Z', later: '2026-10-25T01:30:00Z' });
    expect(resolveLocal('2026-10-25', '03:00', 'Europe/Oslo')).toEqual({ kind: 'one', at: '2026-10-25T02:00:00Z' });
    // Los Angeles, 1 November 2026: 02:00 PDT becomes 01:00 PST at 09:00 UTC.
    expect(resolveLocal('2026-11-01', '01:30', 'America/Los_Angeles')).toEqual({ kind: 'overlap', earlier: '2026-11-01T08:30:00Z', later: '2026-11-01T09:30:00Z' });
  });

  it('knows half-hour changes and days that never were', () => {
    // Lord Howe goes forward by half an hour on 4 October 2026, 02:00 to 02:30.
    expect(resolveLocal('2026-10-04', '02:15', 'Australia/Lord_Howe').kind).toBe('gap');
    // Samoa went from 29 to 31 December 2011.
    expect(resolveLocal('2011-12-30', '12:00', 'Pacific/Apia').kind).toBe('gap');
  });
});

describe('the wall clock of a zone', () => {
  it('shows midnight as 0, and keeps seconds', () => {
    expect(wallIn(Date.parse('2026-03-27T23:00:05Z'), 'Europe/Oslo')).toEqual({ year: 2026, month: 3, day: 28, hour: 0, minute: 0, second: 5 });
  });

  it('is ahead of UTC by its offset', () => {
    expect(offsetIn(Date.parse('2026-01-15T12:00:00.500Z'), 'Asia/Kolkata')).toBe(19_800_000);
    expect(offsetIn(Date.parse('2026-01-15T12:00:00Z'), 'America/St_Johns')).toBe(-12_600_000);
  });

  it('fills fields', () => {
    expect(localFields('2026-03-27T15:30:00Z', 'Europe/Oslo')).toEqual({ date: '2026-03-27', time: '16:30' });
  });
});

describe('typed dates and times', () => {
  it.each([
    ['2026-03-27', '2026-03-27'],
    ['27.3.2026', '2026-03-27'],
    ['27/03/2026', '2026-03-27'],
    [' 2028-02-29 ', '2028-02-29'],
    ['2026-02-29', null],
    ['31.4.2026', null],
    ['2026-13-01', null],
    ['tomorrow', null],
    ['', null],
  ])('reads the date %j as %j', (typed, expected) => expect(parseDate(typed)).toBe(expected));

  it.each([
    ['16:30', '16:30'],
    ['16.30', '16:30'],
    ['1630', '16:30'],
    ['9', '09:00'],
    ['7:05', '07:05'],
    ['24:00', null],
    ['12:60', null],
    ['noon', null],
    ['', null],
  ])('reads the time %j as %j', (typed, expected) => expect(parseTime(typed)).toBe(expected));
});
