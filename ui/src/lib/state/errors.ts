import { commandError } from '$lib/host';
import { m } from '$lib/paraglide/messages';
import { text } from './language.svelte';

/** What went wrong, as a sentence for the user. */
export function errorText(thrown: unknown): string {
  const error = commandError(thrown);
  if (error) return text(error.message);
  return m.error_unknown({ detail: thrown instanceof Error ? thrown.message : String(thrown) });
}

/** The error split into what belongs to one of a form's fields and what belongs to the form. */
export function formErrors(thrown: unknown, fields: readonly string[]): { fields: Record<string, string>; form: string | null } {
  const field = commandError(thrown)?.field;
  const sentence = errorText(thrown);
  return field && fields.includes(field) ? { fields: { [field]: sentence }, form: null } : { fields: {}, form: sentence };
}
