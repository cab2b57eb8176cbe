import { afterEach, describe, expect, it } from 'vitest';
import { setLanguage } from '$lib/state/language.svelte';
import { milliseconds, split } from './duration';
import { asExact, countdown, date, dayShort, duration, limit, list, moment, momentShort, number, place, time, weekdayOf, weekdayTime, zoneLong, zoneName, zoneShort } from './format';

const due = '2026-03-30T08:30:00Z';
const now = Date.parse('2026-03-27T15:30:00Z');

afterEach(() => setLanguage('en'));

describe('times in English', () => {
  it('stand in 24 hours, in the zone asked for', () => {
    expect(time(due, 'Europe/Oslo')).toBe('10:30');
    expect(weekdayTime(due, 'UTC')).toBe('Mon 08:30');
    expect(moment(due, 'Europe/Oslo', now)).toBe('Monday 30 March, 10:30');
    expect(momentShort(due, 'Europe/Oslo', now)).toBe('Mon 30 Mar, 10:30');
    expect(weekdayTime(due, 'Asia/Tokyo')).toBe('Mon 17:30');
  });

  it('say the year when it is another one', () => {
    expect(moment('2027-01-04T09:00:00Z', 'Europe/Oslo', now)).toBe('Monday 4 January 2027, 10:00');
    expect(dayShort('2027-01-04T09:00:00Z', 'Europe/Oslo', now)).toBe('Mon 4 Jan 2027');
  });

  it('are as exact as they are known', () => {
    expect(['2026-05', '2026-02-14', '2022–23', '2021', '2026-13'].map(asExact)).toEqual(['May 2026', '14 February 2026', '2022–23', '2021', '2026-13']);
    setLanguage('nb');
    expect(asExact('2026-05')).toBe('mai 2026');
  });

  it('count down and up', () => {
    expect(countdown(now + 134 * 60_000, now)).toBe('in 2 h 14 min');
    expect(countdown(now - 25 * 60_000, now)).toBe('25 min ago');
    expect(countdown(now + 59_000, now)).toBe('now');
    expect(duration(2 * 86_400_000 + 4 * 3_600_000)).toBe('2 d 4 h');
    expect(duration(34 * 86_400_000 + 6 * 3_600_000)).toBe('34 days');
  });

  it('put limits in words', () => {
    expect(limit('PT4H', 'business-hours')).toBe('less than 4 business hours');
    expect(limit('PT1H', 'continuous')).toBe('less than 1 hour, round the clock');
    expect(limit('PT30M', 'continuous')).toBe('less than 30 minutes, round the clock');
    expect(limit('PT90M', 'business-hours')).toBe('less than 90 minutes of business hours');
  });

  it('name dates, days, lists and numbers', () => {
    expect(date('2026-12-31')).toBe('31 December 2026');
    expect(weekdayOf('2026-03-29', false)).toBe('Sun 29');
    expect(weekdayOf('2026-03-29', true)).toBe('Sun 29 Mar');
    expect(list(['English', 'German', 'French'])).toBe('English, German and French');
    expect(number(100_000)).toBe('100,000');
  });
});

describe('times in Norwegian', () => {
  it('stand in 24 hours with «kl.»', () => {
    setLanguage('nb');
    expect(moment(due, 'Europe/Oslo', now)).toBe('mandag 30. mars kl. 10:30');
    expect(momentShort('2026-12-01T09:00:00Z', 'Europe/Oslo', now)).toBe('tir. 1. des. kl. 10:00');
    expect(weekdayTime(due, 'Europe/Oslo')).toBe('man. 10:30');
    expect(weekdayOf('2026-03-29', false)).toBe('søn. 29.');
  });

  it('count down and up', () => {
    setLanguage('nb');
    expect(countdown(now + 134 * 60_000, now)).toBe('om 2 t 14 min');
    expect(countdown(now - 25 * 60_000, now)).toBe('for 25 min siden');
    expect(limit('PT1H', 'business-hours')).toBe('mindre enn 1 time i åpningstiden');
    expect(limit('PT4H', 'business-hours')).toBe('mindre enn 4 timer i åpningstiden');
    expect(list(['engelsk', 'tysk', 'fransk'])).toBe('engelsk, tysk og fransk');
  });
});

describe('zones', () => {
  it('are called by their short names', () => {
    expect(zoneName(due, 'Europe/Brussels')).toBe('CEST');
    expect(zoneName('2026-01-15T12:00:00Z', 'Europe/Brussels')).toBe('CET');
    expect(zoneName(due, 'America/Los_Angeles')).toBe('PDT');
    expect(zoneName(due, 'Asia/Tokyo')).toBe('JST');
    expect(zoneName(due, 'Etc/GMT-8')).toBe('UTC+8');
    expect(zoneName(due, 'UTC')).toBe('UTC');
  });

  it('are named after places', () => {
    expect(place('Europe/Oslo')).toBe('Oslo');
    expect(place('America/Argentina/Buenos_Aires')).toBe('Buenos Aires');
    expect(place('Etc/GMT-1')).toBe('UTC+1');
    expect(zoneLong(due, 'America/Los_Angeles')).toBe('Pacific time (Los Angeles)');
    expect(zoneLong(due, 'Etc/GMT-8')).toBe('UTC+8');
    expect(zoneLong(due, 'UTC')).toBe('UTC');
    expect(zoneShort(due, 'Europe/Brussels')).toBe('CEST, Brussels');
    expect(zoneShort(due, 'Etc/GMT-8')).toBe('UTC+8');
  });
});

describe('durations', () => {
  it('are read from ISO 8601', () => {
    expect(milliseconds('PT1H30M')).toBe(5_400_000);
    expect(milliseconds('PT45S')).toBe(45_000);
    expect(milliseconds('P1DT2H')).toBe(93_600_000);
    expect(milliseconds('four hours')).toBe(0);
  });

  it('drop what is left under a minute', () => expect(split(-(3_600_000 + 119_000))).toEqual({ days: 0, hours: 1, minutes: 1 }));
});
