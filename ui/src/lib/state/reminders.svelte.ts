import { host, type Background, type DueItem, type Reminder, type ReminderKey } from '$lib/host';
import { m } from '$lib/paraglide/messages';
import { localFields, resolveLocal } from '$lib/time/zone';
import { momentShort } from '$lib/time/format';
import { app } from './app.svelte';
import { attempt, say } from './toasts.svelte';

/** Where the reminders stand, and what the program does in the background. */
class Reminders {
  background = $state.raw<Background | null>(null);

  /** Those of the rows that are shown, by what they are about: a long list asks for each of its rows. */
  #bySubject = $derived(bySubject(app.today?.due.reminders ?? []));

  /** Reads what the program does in the background. */
  async loadBackground(): Promise<void> {
    this.background = await host.background();
  }

  /** The reminder of something that falls due. */
  of(item: DueItem): Reminder | undefined {
    return this.#bySubject.get(item.subject.id)?.find(({ key }) => key.kind === item.kind && Date.parse(key.at) === Date.parse(item.at) && key.part === partOf(item));
  }

  /** Puts a reminder off and offers to take that back. */
  async snooze(reminder: Reminder, name: string, until: string | null): Promise<boolean> {
    const before = reminder.snoozed_until;
    return attempt(async () => {
      await this.#put(reminder.key, until);
      if (until) say(m.reminded_at({ name, when: momentShort(until, app.zone, app.now) }), { label: m.undo(), run: () => void attempt(() => this.#put(reminder.key, before)) });
    });
  }

  /** Ends the reminders of something, or has them again; ending offers to take that back. */
  async setDone(reminder: Reminder, name: string, done: boolean): Promise<boolean> {
    return attempt(async () => {
      await host.reminderDone(reminder.key, done);
      await app.refresh();
      if (done) say(m.reminded_done({ name }), { label: m.undo(), run: () => void this.setDone(reminder, name, false) });
    });
  }

  /** When work begins tomorrow. */
  async tomorrow(): Promise<string> {
    if (!this.background) await this.loadBackground();
    const zone = this.background?.settings.hours.zone ?? app.zone;
    const { date } = localFields(new Date(app.now + 86_400_000).toISOString(), zone);
    const resolved = resolveLocal(date, this.background?.settings.hours.from ?? '08:00', zone);
    if (resolved.kind === 'one') return resolved.at;
    return resolved.kind === 'gap' ? resolved.after : resolved.earlier;
  }

  async #put(key: ReminderKey, until: string | null): Promise<void> {
    await host.reminderSnooze(key, until);
    await app.refresh();
  }
}

function bySubject(all: Reminder[]): Map<string, Reminder[]> {
  const groups = new Map<string, Reminder[]>();
  for (const reminder of all) {
    const group = groups.get(reminder.key.subject);
    if (group) group.push(reminder);
    else groups.set(reminder.key.subject, [reminder]);
  }
  return groups;
}

/** What of a record falls due, where several things of one kind may. */
function partOf({ link }: DueItem): string {
  return [link?.channel, link?.sign_in].filter(Boolean).join(' ');
}

export const reminders = new Reminders();
