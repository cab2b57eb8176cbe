import { paraglideVitePlugin } from '@inlang/paraglide-js';
import { sveltekit } from '@sveltejs/kit/vite';
import type { Plugin } from 'vite';
import { defineConfig } from 'vitest/config';
import { firstScreenAlone } from './vite.first-screen';

/** SvelteKit's route announcer carries a `style` attribute, which the shell's content security policy refuses; `app.css` hides it instead. */
const announcerWithoutStyleAttribute: Plugin = {
  name: 'announcer-without-style-attribute',
  enforce: 'pre',
  transform(code, id) {
    if (!id.endsWith('/generated/root.svelte')) return null;
    return { code: code.replace(/(id="svelte-announcer"[^>]*?)\sstyle="[^"]*"/, '$1'), map: null };
  },
};

/** What the messages ask for the plural of a number: made once for a language, not for every number that is shown. */
const pluralRulesOnce: Plugin = {
  name: 'plural-rules-once',
  enforce: 'pre',
  transform(code, id) {
    if (!id.endsWith('/paraglide/registry.js')) return null;
    const made = 'const rules = new Map();\nconst rulesOf = (locale, options) => {\n  const key = locale + JSON.stringify(options);\n  if (!rules.has(key)) rules.set(key, new Intl.PluralRules(locale, options));\n  return rules.get(key);\n};\n';
    return { code: made + code.replace('new Intl.PluralRules(locale, options)', 'rulesOf(locale, options)'), map: null };
  },
};

export default defineConfig({
  plugins: [
    paraglideVitePlugin({ project: './project.inlang', outdir: './src/lib/paraglide', strategy: ['globalVariable', 'baseLocale'] }),
    announcerWithoutStyleAttribute,
    pluralRulesOnce,
    sveltekit(),
    firstScreenAlone,
    firstScreenAlone,
  ],
  // One character outside Latin-1 would have the web view keep the whole script in two bytes a character.
  esbuild: { charset: 'ascii' },
  build: { target: 'safari16', cssMinify: 'esbuild', reportCompressedSize: true },
  test: { include: ['src/**/*.test.ts'], environment: 'node' },
});
