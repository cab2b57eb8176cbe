import { afterEach, expect, it } from 'vitest';
import type { ResponseClock } from '$lib/host';
import { setLanguage } from '$lib/state/language.svelte';
import { describe as describeClock } from './words';

const day = (date: string, from: string, to: string, kind: 'working' | 'weekend', clock_change: 'forward' | null = null) => ({ date, from, to, kind, holiday: null, estimated: false, clock_change });

/** Filed Friday 16:30 in Brussels with four business hours; the clocks go forward on the Sunday between. */
const clock: ResponseClock = {
  zone: 'Europe/Brussels',
  from: '2026-03-26T23:00:00Z',
  to: '2026-03-30T22:00:00Z',
  filed_at: '2026-03-27T15:30:00Z',
  starts_at: '2026-03-27T15:30:00Z',
  due_at: '2026-03-30T08:30:00Z',
  days: [
    day('2026-03-27', '2026-03-26T23:00:00Z', '2026-03-27T23:00:00Z', 'working'),
    day('2026-03-28', '2026-03-27T23:00:00Z', '2026-03-28T23:00:00Z', 'weekend'),
    day('2026-03-29', '2026-03-28T23:00:00Z', '2026-03-29T22:00:00Z', 'weekend', 'forward'),
    day('2026-03-30', '2026-03-29T22:00:00Z', '2026-03-30T22:00:00Z', 'working'),
  ],
  open: [
    { from: '2026-03-27T07:00:00Z', to: '2026-03-27T17:00:00Z' },
    { from: '2026-03-30T06:00:00Z', to: '2026-03-30T16:00:00Z' },
  ],
  counted: [
    { from: '2026-03-27T15:30:00Z', to: '2026-03-27T17:00:00Z', duration: 'PT1H30M' },
    { from: '2026-03-30T06:00:00Z', to: '2026-03-30T08:30:00Z', duration: 'PT2H30M' },
  ],
  paused: [],
  answered_at: null,
};
const now = Date.parse(clock.filed_at);

afterEach(() => setLanguage('en'));

it('reads the picture aloud in English', () => {
  expect(describeClock(clock, now)).toBe(
    'Filed Friday 27 March, 16:30. Times are in Central European time (Brussels). 1 h 30 min counted Friday 27 March, 16:30–18:00. ' +
      '2 h 30 min counted Monday 30 March, 08:00–10:30. Closed for the weekend: Saturday 28 March and Sunday 29 March. Sunday 29 March: clocks go forward. Due Monday 30 March, 10:30.',
  );
});

it('reads the picture aloud in Norwegian', () => {
  setLanguage('nb');
  expect(describeClock(clock, now)).toBe(
    'Innsendt fredag 27. mars kl. 16:30. Klokkeslettene er i sentraleuropeisk tid (Brussel). 1 t 30 min telt fredag 27. mars kl. 16:30–18:00. ' +
      '2 t 30 min telt mandag 30. mars kl. 08:00–10:30. Stengt for helg: lørdag 28. mars og søndag 29. mars. søndag 29. mars: klokken stilles fram. Frist mandag 30. mars kl. 10:30.',
  );
});
