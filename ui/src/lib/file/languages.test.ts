import { describe, expect, it } from 'vitest';
import type { Answer, LanguageOffer } from '$lib/host';
import { offersFor } from './languages';

const basis = { edition: '2023-10', because: ['S21'], assumptions: [], changed_since: [] };
const both = (name: string) => ({ en: name, nb: name });
const english: LanguageOffer = { language: 'english', name: both('English'), open_now: true, hours: '24/7', opens_at: null, closes_at: null };
const german: LanguageOffer = { language: 'german', name: both('German'), open_now: false, hours: '08:00-18:00', opens_at: '2026-03-30T06:00:00Z', closes_at: null };

function asked(clock: 'continuous' | 'business-hours', languages: LanguageOffer[], open: [string, string] | null): Parameters<typeof offersFor>[0] {
  return {
    filed_at: '2026-03-27T15:30:00Z',
    languages: { region: 'emea', zone: 'Europe/Brussels', languages, ...basis },
    respond_by: { due_at: '', due_local: '', limit: 'PT1H', clock, region: 'emea', zone: '', local_zone: '', holidays: { calendar: 'NO', through: null, estimated: [] }, ...basis },
    clock: open && ({ starts_at: '2026-03-30T13:00:00Z', open: [{ from: open[0], to: open[1] }] } as Answer['clock']),
  };
}

const first = (question: Parameters<typeof offersFor>[0], preview = false) => offersFor(question, preview, '06:00–18:00')[0];

describe('English', () => {
  it('is round the clock where the clock of the severity is', () => expect(first(asked('continuous', [english, german], null))).toEqual(english));

  it('keeps the hours of the other languages where business hours count', () => {
    expect(first(asked('business-hours', [english, german], null))).toMatchObject({ open_now: false, opens_at: '2026-03-30T06:00:00Z' });
  });

  it('keeps the hours of the deadline where it is the only language', () => {
    const open = first(asked('business-hours', [english], ['2026-03-27T13:00:00Z', '2026-03-28T01:00:00Z']));
    expect(open).toMatchObject({ open_now: true, closes_at: '2026-03-28T01:00:00Z' });
    const closed = first(asked('business-hours', [english], ['2026-03-30T13:00:00Z', '2026-03-31T01:00:00Z']));
    expect(closed).toMatchObject({ open_now: false, opens_at: '2026-03-30T13:00:00Z' });
  });
});

describe('a preview', () => {
  it('is supported in English alone, in business hours whatever the severity', () => {
    const offers = offersFor(asked('continuous', [english, german], null), true, '08:00–18:00');
    expect(offers.map(({ language }) => language)).toEqual(['english']);
    expect(offers[0]).toMatchObject({ open_now: false, opens_at: '2026-03-30T06:00:00Z' });
  });

  it('says the hours of the day where nothing tells whether they run now', () => {
    expect(first(asked('continuous', [english], null), true)).toMatchObject({ open_now: null, hours: '06:00–18:00' });
  });
});
