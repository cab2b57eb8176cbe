import type { Answer, LanguageOffer } from '$lib/host';
import { outcome } from '$lib/state/ruling';

/** A language as it is offered to one request. `open_now` is null where only the hours of the day are known. */
export type Offer = Omit<LanguageOffer, 'open_now'> & { open_now: boolean | null };

const ENGLISH = 'english';

/**
 * The languages offered to the request that is asked about: English round the clock only where its severity's clock runs
 * round the clock (S03), else in the region's business hours; a preview in English only, and never round the clock (S11).
 */
export function offersFor(answer: Pick<Answer, 'filed_at' | 'languages' | 'respond_by' | 'clock'>, preview: boolean, regionHours: string): Offer[] {
  const continuous = outcome(answer.respond_by)?.clock === 'continuous' && !preview;
  const offered = outcome(answer.languages)?.languages ?? [];
  const all = offered.map((offer): Offer => (offer.language !== ENGLISH || continuous || offer.hours !== '24/7' ? offer : inBusinessHours(offer, answer, regionHours)));
  return preview ? all.filter(({ language }) => language === ENGLISH) : all;
}

/** When the region is open stands in the offer of any other language, and in the picture of a deadline that counts business hours. */
function inBusinessHours(offer: LanguageOffer, { filed_at, languages, respond_by, clock }: Pick<Answer, 'filed_at' | 'languages' | 'respond_by' | 'clock'>, hours: string): Offer {
  const other = outcome(languages)?.languages.find((each) => each.language !== ENGLISH);
  if (other) return { ...offer, hours: other.hours, open_now: other.open_now, opens_at: other.opens_at, closes_at: other.closes_at };
  const closed = { ...offer, hours, opens_at: null, closes_at: null };
  if (!clock || outcome(respond_by)?.clock !== 'business-hours') return { ...closed, open_now: null };
  const at = Date.parse(filed_at);
  const now = clock.open.find((span) => Date.parse(span.from) <= at && at < Date.parse(span.to));
  return now ? { ...closed, open_now: true, closes_at: now.to } : { ...closed, open_now: false, opens_at: clock.starts_at };
}
