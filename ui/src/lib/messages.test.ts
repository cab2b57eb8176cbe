import { parse } from 'svelte/compiler';
import { describe, expect, it } from 'vitest';
import en from '../../messages/en.json';
import settings from '../../project.inlang/settings.json';

const sources = import.meta.glob<string>(['/src/**/*.{svelte,ts}', '!/src/lib/paraglide/**', '!/src/**/*.test.ts'], { query: '?raw', import: 'default', eager: true });
type Message = string | { match: Record<string, string> }[];

/** The names in braces of a message, in every one of its forms. */
function inputs(message: Message): string[][] {
  const forms = typeof message === 'string' ? [message] : message.flatMap((variant) => Object.values(variant.match));
  return forms.map((form) => [...form.matchAll(/\{(\w+)\}/g)].map((found) => found[1] ?? '').sort());
}

const files = Object.entries(import.meta.glob<Record<string, Message>>('../../messages/*.json', { import: 'default', eager: true }));
const languages = files.map(([path, all]): [string, Record<string, Message>] => [/(\w[\w-]*)\.json$/.exec(path)?.[1] ?? path, all]);
const english: Record<string, Message> = en;

describe('messages', () => {
  it('are those of the languages that the settings name', () => {
    expect(languages.map(([tag]) => tag).sort()).toEqual([...settings.locales].sort());
    expect(settings.locales.slice(0, 2)).toEqual(['en', 'nb']);
  });

  it.each(languages)('of %s are the same as in English', (_, all) => expect(Object.keys(all).sort()).toEqual(Object.keys(english).sort()));

  it.each(languages)('of %s are sorted, so that two people adding some do not meet', (_, all) => {
    const keys = Object.keys(all).filter((key) => !key.startsWith('$'));
    expect(keys).toEqual([...keys].sort());
  });

  it.each(Object.entries(english).filter(([, message]) => typeof message !== 'string'))('%s has a form for one and for several in every language', (key) => {
    for (const [tag, all] of languages) {
      const [variant] = all[key] as { match: Record<string, string> }[];
      // A language may have more forms than two; those that are in all are checked here, the rest by the compiler of messages.
      const forms = Object.keys(variant?.match ?? {}).map((form) => form.split('=')[1]);
      expect(forms.filter((form) => form === 'one' || form === 'other'), tag).toEqual(['one', 'other']);
    }
  });

  it.each(Object.keys(english))('%s says the same things in every language', (key) => {
    for (const [tag, all] of languages) {
      const names = (message: Message): string[] => [...new Set(inputs(message).map((form) => form.join()))].sort();
      expect(names(all[key] ?? ''), tag).toEqual(names(english[key] ?? ''));
      expect(JSON.stringify(all[key]).trim(), tag).not.toContain('""');
    }
  });

  it('are all used, and all that are used exist', () => {
    const used = new Set(Object.values(sources).flatMap((source) => [...source.matchAll(/\bm\.([a-z0-9_]+)/g)].map((found) => found[1] ?? '')));
    expect([...used].sort()).toEqual(Object.keys(en).sort());
  });
});

describe('markup', () => {
  const components = Object.entries(sources).filter(([path]) => path.endsWith('.svelte'));
  // Attributes that are read or heard by the user.
  const spoken = new Set(['aria-label', 'title', 'placeholder', 'alt', 'label', 'hint', 'text']);

  it('is there to be looked at', () => expect(components.length).toBeGreaterThan(40));

  it.each(components)('%s holds no words of its own', (_path, source) => {
    const found: string[] = [];
    const visit = (node: unknown): void => {
      if (Array.isArray(node)) return node.forEach(visit);
      if (typeof node !== 'object' || node === null) return;
      const { type, data, name, value } = node as { type?: string; data?: string; name?: string; value?: unknown };
      if (type === 'Attribute') {
        const texts = (Array.isArray(value) ? value : []) as { type: string; data?: string }[];
        if (spoken.has(name ?? '')) found.push(...texts.flatMap((text) => (text.type === 'Text' && /\p{L}/u.test(text.data ?? '') ? [text.data ?? ''] : [])));
        return;
      }
      if (type === 'Text' && /\p{L}/u.test(data ?? '')) found.push((data ?? '').trim());
      Object.values(node).forEach(visit);
    };
    visit(parse(source, { modern: true }).fragment);
    expect(found).toEqual([]);
  });

  it.each(components)('%s computes no words of its own', (_path, source) => {
    const found: string[] = [];
    // What is compared, indexed or called stays inside the program; what an expression comes to is shown.
    const shown = (node: unknown): void => {
      if (typeof node !== 'object' || node === null) return;
      const it = node as { type: string; value?: unknown; consequent?: unknown; alternate?: unknown; left?: unknown; right?: unknown; operator?: string; quasis?: { value: { raw: string } }[]; expressions?: unknown[] };
      if (it.type === 'Literal' && typeof it.value === 'string') found.push(it.value);
      if (it.type === 'TemplateLiteral') {
        found.push(...(it.quasis ?? []).map((quasi) => quasi.value.raw));
        it.expressions?.forEach(shown);
      }
      if (it.type === 'ConditionalExpression') [it.consequent, it.alternate].forEach(shown);
      if (it.type === 'LogicalExpression' || (it.type === 'BinaryExpression' && it.operator === '+')) [it.left, it.right].forEach(shown);
    };
    const visit = (node: unknown): void => {
      if (Array.isArray(node)) return node.forEach(visit);
      if (typeof node !== 'object' || node === null) return;
      const { type, name, value, expression } = node as { type?: string; name?: string; value?: unknown; expression?: unknown };
      if (type === 'Attribute') {
        const parts = (Array.isArray(value) ? value : [value]) as { type?: string; expression?: unknown }[];
        if (spoken.has(name ?? '')) parts.forEach((part) => shown(part?.expression));
        return;
      }
      if (type === 'ExpressionTag') return shown(expression);
      Object.values(node).forEach(visit);
    };
    visit(parse(source, { modern: true }).fragment);
    expect(found.filter((text) => /\p{L}{2}/u.test(text) && text.trim() !== 'SHA-256')).toEqual([]);
  });

  it('never draws raw HTML and never sets a style attribute as text', () => {
    for (const [path, source] of components) {
      expect(source, path).not.toMatch(/\{@html/);
      expect(source, path).not.toMatch(/\sstyle=/);
    }
  });
});

describe('the seam', () => {
  it('is the only place that knows the shell', () => {
    const knowing = Object.entries(sources).filter(([, source]) => source.includes('@tauri-apps'));
    expect(knowing.map(([path]) => path).filter((path) => !path.startsWith('/src/lib/host/'))).toEqual([]);
  });
});
