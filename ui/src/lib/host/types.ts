/**
 * The shapes that cross the border between the window and the shell.
 *
 * Instants are RFC 3339 in UTC, dates `YYYY-MM-DD`, durations ISO 8601. Names are the same words as in the register and on the command line.
 */

/** A text in both languages; the window shows the one of its locale. */
export type Text = { en: string; nb: string };
/** A language the window speaks. */
export type Language = 'en' | 'nb';
/** What a rejected command carries: a stable code, the form field concerned, and a sentence that says what to do. */
export type CommandError = { code: string; field: string | null; message: Text };

/** What the user has chosen for the window. */
export type Settings = { language: 'system' | Language; theme: 'system' | 'light' | 'dark'; emea_clock: 'summer-time' | 'fixed' };
/** How things stand with the vault: `empty` has no secret and no key yet; `waiting` has no answer from the system keyring yet. */
export type VaultState = 'empty' | 'locked' | 'unlocked' | 'waiting' | 'unavailable' | 'key-missing';
/** How many records the register holds. */
export type Counts = { tenants: number; contracts: number; requests: number; open: number; overdue: number };
/** Everything the first screen needs, asked for once. */
export type Start = {
  version: string;
  settings: Settings;
  system_language: Language;
  now: string;
  local_zone: string;
  home: string;
  edition: Edition;
  counts: Counts;
  vault: VaultState;
};

/** A thing with a stable id and a name. */
export type Named = { id: string; name: Text };
/** A support plan and the severities it offers. */
export type Plan = Named & { family: 'standard' | 'unified' | 'on-premises'; severities: string[] };
/** A product and the plans that entitle it. */
export type Product = Named & { plans: string[] };
/** How hard the business is hit. */
export type Impact = 'critical' | 'moderate' | 'minimal';
/** A severity and the impact it stands for. */
export type Severity = Named & { impact: Impact; impact_text: Text };
/** A support region; without a zone its hours are in the customer's own zone. */
export type Region = Named & { zone: string | null; opens: string; closes: string };
/** A country, the region it belongs to and its time zones. */
export type Country = { code: string; name: Text; region: string; zones: string[] };
/** A topic of the guide, `S01` to `S42`. */
export type Topic = { id: string; title: Text };
/** A topic with its text in Markdown. */
export type TopicText = Topic & { body: Text };
/** An assumption taken where the source is silent, `R1` to `R11`. */
export type Reading = { id: string; title: Text; text: Text };
/** What Microsoft published, as of one date. */
export type Edition = {
  id: string;
  title: Text;
  dated: Text;
  products: Product[];
  plans: Plan[];
  severities: Severity[];
  channels: Named[];
  regions: Region[];
  countries: Country[];
  topics: Topic[];
  readings: Reading[];
  concerns: Named[];
  contract_kinds: Named[];
};

/** A change since the edition, shown beside the ruling it touches. */
export type ChangeNote = { topic: string; note: Text; since: string };
/** What a ruling rests on. */
export type Basis = { edition: string; because: string[]; assumptions: string[]; changed_since: ChangeNote[] };
/** A clear no, with what is possible instead. */
export type Refusal = { code: string; message: Text; plans?: string[]; severities?: string[] };
/** An outcome or a refusal, with what it rests on. */
export type Ruling<T> = (T | { refusal: Refusal }) & Basis;
/** Which portal a request is filed in, and how. */
export type Route = { channel: string; url: string | null; steps: Text[]; alternatives: string[] };
/** The first instant that is too late for the first response. */
export type Deadline = {
  due_at: string;
  due_local: string;
  limit: string;
  clock: 'continuous' | 'business-hours';
  region: string;
  zone: string;
  local_zone: string;
  holidays: { calendar: string; through: string | null };
  opens_at?: string;
};
/** A language support is given in, and whether anybody who speaks it is at work. */
export type LanguageOffer = { language: string; name: Text; open_now: boolean; hours: string; closes_at: string | null; opens_at: string | null };

/** A half-open stretch of time. */
export type Span = { from: string; to: string };
/** One calendar day of the response clock, in the clock's zone. */
export type ClockDay = {
  date: string;
  from: string;
  to: string;
  kind: 'working' | 'weekend' | 'holiday';
  holiday: Text | null;
  estimated: boolean;
  clock_change: 'forward' | 'back' | null;
};
/** The picture of a deadline: what is open, what is counted. A continuous clock has one open and one counted span. */
export type ResponseClock = {
  zone: string;
  from: string;
  to: string;
  filed_at: string;
  starts_at: string;
  due_at: string;
  days: ClockDay[];
  open: Span[];
  counted: (Span & { duration: string })[];
};
/** One step of how a deadline came about. */
export type Step = {
  kind: 'filed' | 'opens' | 'counts' | 'closed' | 'due';
  from: string;
  to: string | null;
  duration: string | null;
  reason: 'outside-hours' | 'weekend' | 'holiday' | null;
  name: Text | null;
};

/** What a request is filed with. */
export type Entitlement = { kind: 'plan'; plan: string } | { kind: 'contract'; contract: string };
/** The facts a request is judged by; no entitlement means the best the tenant has, no filing time means now. */
export type Question = {
  tenant: string;
  product: string;
  concern: string;
  impact: Impact;
  entitlement: Entitlement | null;
  filed_at: string | null;
  partner: boolean;
  cannot_sign_in: boolean;
};
/** One entitlement the tenant has and what it would give. */
export type EntitlementOption = { entitlement: Entitlement; name: Text; plan: string; chosen: boolean; due_at: string | null; refusal: Refusal | null };
/** One severity the plan has and what it would give. */
export type SeverityOption = { severity: string; impact: Impact; limit: string; clock: 'continuous' | 'business-hours'; due_at: string; chosen: boolean };
/** A sentence and the topics it rests on. */
export type Point = { text: Text; topics: string[] };
/** Everything about one question, on one page. */
export type Answer = {
  now: string;
  filed_at: string;
  tenant: Tenant;
  plan: string;
  severity: string | null;
  route: Ruling<Route>;
  respond_by: Ruling<Deadline>;
  clock: ResponseClock | null;
  steps: Step[];
  languages: { languages: LanguageOffer[] } & Basis;
  severities: SeverityOption[];
  commits_round_the_clock: boolean;
  entitlements: EntitlementOption[];
  contract: Contract | null;
  who: Point[];
  before: Point[];
  will_not: Point[];
};

/** A tenant as it is entered. */
export type TenantDraft = {
  name: string;
  tenant_id: string | null;
  kind: 'own' | 'client';
  country: string;
  zone: string | null;
  region: string | null;
  holidays: string | null;
};
/** A tenant as it is kept. */
export type Tenant = TenantDraft & { id: string; effective_region: string; effective_zone: string | null; open_requests: number; contracts: number };
/** A contract as it is entered, without its secrets. */
export type ContractDraft = { kind: string; name: string; tenant: string | null; holder: string | null; starts: string | null; ends: string | null };
/** A change of secrets: absent keeps, null clears. Contract ID and changed password exclude each other. */
export type SecretChange = { access_id?: string | null; contract_id?: string | null; password?: string | null };
/** A contract as it is kept; of its secrets only that they exist. */
export type Contract = ContractDraft & {
  id: string;
  tenant_name: string | null;
  plan: string | null;
  has_access_id: boolean;
  has_contract_id: boolean;
  has_password: boolean;
};
/** A secret of a contract. */
export type SecretField = 'access_id' | 'contract_id' | 'password';
/** A request as it is entered. */
export type RequestDraft = {
  tenant: string;
  product: string;
  plan: string | null;
  contract: string | null;
  severity: string;
  title: string;
  filed_at: string;
  case_number: string | null;
};
/** Where a request stands. */
export type RequestState = 'open' | 'overdue' | 'answered' | 'closed';
/** A request as it is kept. */
export type Request = RequestDraft & {
  id: string;
  tenant_name: string;
  contract_name: string | null;
  logged_at: string;
  due_at: string | null;
  state: RequestState;
  responded_at: string | null;
  closed_at: string | null;
  close_reason: string | null;
  met: boolean | null;
  deadline: Ruling<Deadline>;
};
/** One page of requests and how many there are in all. */
export type RequestPage = { requests: Request[]; total: number };
/** A request with the picture of its deadline. */
export type RequestDetail = { request: Request; clock: ResponseClock | null; steps: Step[] };
/** Something that falls due. */
export type DueItem = {
  kind: 'first-response' | 'contract-end';
  at: string;
  overdue: boolean;
  subject: { type: 'request' | 'contract'; id: string; name: string };
  tenant_name: string | null;
  detail: string | null;
};
/** A record removed a short while ago, which can still be brought back. */
export type Removed = { type: 'tenant' | 'contract' | 'request'; id: string; name: string; removed_at: string };
/** Whether a region's support is at work. */
export type RegionNow = { region: string; zone: string; open_now: boolean; opens_at: string | null; closes_at: string | null };
/** The first screen. */
export type Today = { now: string; due: DueItem[]; regions: RegionNow[]; removed: Removed[]; vault: VaultState };

/** The commands of the shell. Every one is asynchronous and rejects with a {@link CommandError}. */
export interface Commands {
  start(): Promise<Start>;
  settings_set(settings: Settings): Promise<Settings>;
  today(): Promise<Today>;
  tenants(): Promise<Tenant[]>;
  tenant_add(draft: TenantDraft): Promise<Tenant>;
  tenant_set(id: string, draft: TenantDraft): Promise<Tenant>;
  tenant_remove(id: string): Promise<void>;
  tenant_undo_remove(id: string): Promise<Tenant>;
  contracts(): Promise<Contract[]>;
  contract_add(draft: ContractDraft, secrets: SecretChange): Promise<Contract>;
  contract_set(id: string, draft: ContractDraft, secrets: SecretChange): Promise<Contract>;
  contract_remove(id: string): Promise<void>;
  contract_undo_remove(id: string): Promise<Contract>;
  /** Contract id to a masked Access ID; empty unless the vault is unlocked. */
  access_id_masks(): Promise<Record<string, string>>;
  /** Puts the secret on the clipboard without showing it here; answers the seconds until it is cleared. */
  copy_secret(contract: string, field: SecretField): Promise<number>;
  /** Shows the secret in a small window of its own. */
  reveal_secret(contract: string, field: SecretField): Promise<void>;
  /** Newest first; open and overdue by the earliest deadline. */
  requests(state: RequestState | null, offset: number, limit: number): Promise<RequestPage>;
  request_log(draft: RequestDraft): Promise<Request>;
  request_set(id: string, draft: RequestDraft): Promise<Request>;
  request_respond(id: string, at: string): Promise<Request>;
  request_close(id: string, at: string, reason: string): Promise<Request>;
  request_remove(id: string): Promise<void>;
  request_undo_remove(id: string): Promise<Request>;
  request_show(id: string): Promise<RequestDetail>;
  answer(question: Question): Promise<Answer>;
  topic(id: string): Promise<TopicText>;
  /** Asks the system keyring again. */
  vault_unlock(): Promise<VaultState>;
}
