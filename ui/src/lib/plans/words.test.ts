import { afterEach, describe, expect, it } from 'vitest';
import { setLanguage } from '$lib/state/language.svelte';
import { subscriptionStatus } from './words';

afterEach(() => setLanguage('en'));

describe('the status of a subscription', () => {
  it('stands in the words of the admin center, in the language of the window', () => {
    const known = ['Enabled', 'Warning', 'Suspended', 'LockedOut', 'Deleted'];
    expect(known.map(subscriptionStatus)).toEqual(['active', 'expired', 'disabled', 'locked out', 'deleted']);
    setLanguage('nb');
    expect(known.map(subscriptionStatus)).toEqual(['aktivt', 'utløpt', 'deaktivert', 'sperret', 'slettet']);
  });

  it('is left as it was written where nobody knows it', () => {
    expect(subscriptionStatus('PendingApproval')).toBe('PendingApproval');
  });
});
