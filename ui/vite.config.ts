import { paraglideVitePlugin } from '@inlang/paraglide-js';
import { sveltekit } from '@sveltejs/kit/vite';
import type { Plugin } from 'vite';
import { defineConfig } from 'vitest/config';

/** SvelteKit's route announcer carries a `style` attribute, which the shell's content security policy refuses; `app.css` hides it instead. */
const announcerWithoutStyleAttribute: Plugin = {
  name: 'announcer-without-style-attribute',
  enforce: 'pre',
  transform(code, id) {
    if (!id.endsWith('/generated/root.svelte')) return null;
    return { code: code.replace(/(id="svelte-announcer"[^>]*?)\sstyle="[^"]*"/, '$1'), map: null };
  },
};

export default defineConfig({
  plugins: [
    paraglideVitePlugin({ project: './project.inlang', outdir: './src/lib/paraglide', strategy: ['globalVariable', 'baseLocale'] }),
    announcerWithoutStyleAttribute,
    sveltekit(),
  ],
  // One character outside Latin-1 would have the web view keep the whole script in two bytes a character.
  esbuild: { charset: 'ascii' },
  build: { target: 'safari16', cssMinify: 'esbuild', reportCompressedSize: true },
  test: { include: ['src/**/*.test.ts'], environment: 'node' },
});
