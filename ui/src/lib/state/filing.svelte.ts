import { host, type Answer, type Cause, type Contract, type Entitlement, type FollowUpFact, type PreviewKind, type Question, type Scope, type Tenant } from '$lib/host';
import { app } from './app.svelte';
import { errorText } from './errors';

/** The question on *File a request* and its answer. It outlives the screen, so that a look elsewhere loses nothing. */
class Filing {
  facts = $state<Question>({
    tenant: '',
    product: '',
    concern: '',
    impact: 'moderate',
    entitlement: null,
    filed_at: null,
    partner: false,
    cannot_sign_in: false,
    access: null,
    preview: null,
    scope: null,
    cause: null,
  });
  answer = $state.raw<Answer | null>(null);
  /** An answer kept to compare with. */
  pinned = $state.raw<Answer | null>(null);
  error = $state<string | null>(null);

  #asked = 0;
  /** What has been ticked off before filing, by question. */
  #ticks = $state<Record<string, string[]>>({});

  /** Fills what is still open with what is most likely, and drops what no longer exists. */
  settle(tenants: Tenant[], contracts: Contract[]): void {
    const { products, concerns, plans } = app.edition;
    const { entitlement } = this.facts;
    const first = tenants[0];
    if (first && !tenants.some(({ id }) => id === this.facts.tenant)) this.chooseTenant(first);
    if (!first) this.facts.tenant = '';
    if (entitlement?.kind === 'plan' && !plans.some(({ id }) => id === entitlement.plan)) this.facts.entitlement = null;
    if (entitlement?.kind === 'contract' && !contracts.some(({ id }) => id === entitlement.contract)) this.facts.entitlement = null;
    if (!products.some(({ id }) => id === this.facts.product)) this.facts.product = products[0]?.id ?? '';
    if (!concerns.some(({ id }) => id === this.facts.concern)) this.facts.concern = concerns[0]?.id ?? '';
  }

  /** Asks; an answer that comes after a later question is dropped, and one that fails leaves none: the old one answers another question. */
  async ask(question: Question): Promise<void> {
    this.#asked += 1;
    const asked = this.#asked;
    try {
      const answer = await host.answer(question);
      if (asked !== this.#asked) return;
      this.answer = answer;
      this.error = null;
    } catch (thrown) {
      if (asked !== this.#asked) return;
      this.answer = null;
      this.error = errorText(thrown);
    }
  }

  /** Chooses another tenant: what it is entitled to is its own, and for a client's one files as its partner. */
  chooseTenant({ id, kind }: Pick<Tenant, 'id' | 'kind'>): void {
    this.facts.tenant = id;
    this.facts.entitlement = null;
    this.facts.partner = kind === 'client';
    this.facts.access = null;
  }

  /** Chooses another kind of trouble; what was known of the last one says nothing about it. */
  chooseConcern(id: string): void {
    this.facts.concern = id;
    for (const fact of ['preview', 'scope', 'cause'] as const) this.facts[fact] = null;
  }

  /** Answers a follow-up question, or takes the answer back. */
  follow(fact: FollowUpFact, value: string): void {
    const given = value === UNKNOWN ? null : value;
    if (fact === 'preview') this.facts.preview = given as PreviewKind | null;
    else if (fact === 'scope') this.facts.scope = given as Scope | null;
    else this.facts.cause = given as Cause | null;
  }

  /** Whether the item is ticked off for this question. */
  ticked(item: string): boolean {
    return this.#ticks[this.#question]?.includes(item) ?? false;
  }

  /** Ticks the item off, or takes the tick away. */
  tick(item: string): void {
    const ticks = this.#ticks[this.#question] ?? [];
    this.#ticks[this.#question] = ticks.includes(item) ? ticks.filter((each) => each !== item) : [...ticks, item];
  }

  get #question(): string {
    const { tenant, product, concern } = this.facts;
    return [tenant, product, concern].join(' ');
  }

  /** Keeps the present answer to compare with, or lets it go. */
  pin(): void {
    this.pinned = this.pinned ? null : this.answer;
  }
}

/** The value of a picker for a fact that is not known. */
export const UNKNOWN = 'unknown';

/** An entitlement as a value of a picker. */
export function entitlementKey(entitlement: Entitlement | null): string {
  if (!entitlement) return 'best';
  return entitlement.kind === 'plan' ? `plan:${entitlement.plan}` : `contract:${entitlement.contract}`;
}

/** The entitlement a picker's value stands for. */
export function entitlementOf(key: string): Entitlement | null {
  const [kind, ...rest] = key.split(':');
  const id = rest.join(':');
  if (kind === 'plan') return { kind, plan: id };
  return kind === 'contract' ? { kind, contract: id } : null;
}

export const filing = new Filing();
