import ICAL from 'ical.js';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

// Written by the register's own test, which fails when the program would write another file.
const text = readFileSync(new URL('../../../tests/cases/calendar.ics', import.meta.url), 'utf8');
const calendar = new ICAL.Component(ICAL.parse(text) as unknown[]);
const events = calendar.getAllSubcomponents('vevent').map((each) => new ICAL.Event(each));
const event = (uid: string): InstanceType<typeof ICAL.Event> => {
  const found = events.find((each) => each.uid === uid);
  if (!found) throw new Error(`no event ${uid}`);
  return found;
};
const ID = '00000000-0000-7000-8000-00000000000';

test('ical.js, which shares no code with the program, reads the whole calendar', () => {
  expect(calendar.getFirstPropertyValue('prodid')).toBe('-//Support Atlas//Support Atlas//EN');
  // Three contracts, each with its end and the link it lacks, and one request.
  expect(events).toHaveLength(7);
});

test('a date is a whole day', () => {
  const end = event(`contract-end-${ID}1@support-atlas`);
  expect(end.startDate.isDate).toBe(true);
  expect([end.startDate.toString(), end.endDate.toString()]).toEqual(['2026-12-31', '2027-01-01']);
  expect(end.sequence).toBe(0);
});

test('a deadline is an instant in UTC, with its alarms', () => {
  const response = event(`first-response-${ID}3@support-atlas`);
  expect(response.startDate.toJSDate().toISOString()).toBe('2026-03-30T08:30:00.000Z');
  expect(response.summary).toBe('First response: Orders, invoices; and \\ more');
  const triggers = response.component.getAllSubcomponents('valarm').map((alarm) => (alarm.getFirstPropertyValue('trigger') as InstanceType<typeof ICAL.Duration>).toSeconds());
  expect(triggers).toEqual([-7200, -1440]);
});

test('a long name is folded and comes back whole', () => {
  const benefit = event(`contract-end-${ID}2@support-atlas`);
  expect(benefit.summary).toBe('Contract ends: Partner benefit: «æøå», 老虎; a name that is long enough to be folded twice over, or three times');
});

test('what is gone is called off', () => {
  const gone = event(`contract-end-${ID}4@support-atlas`);
  expect(gone.component.getFirstPropertyValue('status')).toBe('CANCELLED');
  expect(gone.sequence).toBe(1);
});
