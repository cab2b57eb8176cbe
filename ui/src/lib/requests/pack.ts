import type { Answer, PackFacts } from '$lib/host';
import { filing } from '$lib/state/filing.svelte';

const blank: PackFacts = {
  product: '',
  concern: '',
  plan: null,
  severity: null,
  title: '',
  description: '',
  reproduction: '',
  expected: '',
  error: '',
  since: '',
  tried: '',
  impact: '',
  environment: '',
  environment_url: '',
  contact: '',
  reach: '',
  hours: '',
  consent: null,
};

/** What *File a request* already says of the portal's form. */
export function packOf(answer: Answer): PackFacts {
  const { product, concern } = filing.facts;
  return { ...blank, product, concern, plan: answer.plan, severity: answer.severity };
}
