import { expect, it } from 'vitest';
import { find } from './search';

const names = ['Nordlys Handel', 'Fjordkraft Nord', 'Pampas Logística', 'Snorri'];
const search = (query: string, limit = 10): string[] => find(names, query, (name) => name, limit);

it('puts what begins with the query first, then words that do, then the rest', () => expect(search('nor')).toEqual(['Nordlys Handel', 'Fjordkraft Nord', 'Snorri']));
it('wants every word', () => expect(search('nord fjord')).toEqual(['Fjordkraft Nord']));
it('does not mind case and accents', () => expect(search('LOGIST')).toEqual(['Pampas Logística']));
it('finds everything for an empty query, up to the limit', () => expect(search('  ', 2)).toEqual(['Nordlys Handel', 'Fjordkraft Nord']));
it('finds nothing where there is nothing', () => expect(search('xyz')).toEqual([]));
