import { readFileSync } from 'node:fs';
import adapter from '@sveltejs/adapter-static';

const { version } = JSON.parse(readFileSync(new URL('./package.json', import.meta.url), 'utf8'));

/** A single page without a server: every path is behind the hash, so the page works from any origin the shell gives it. */
export default {
  compilerOptions: { runes: true },
  kit: {
    adapter: adapter(),
    router: { type: 'hash' },
    output: { bundleStrategy: 'single' },
    // The version's name goes into the page; a fixed one makes the build reproducible.
    version: { name: version, pollInterval: 0 },
  },
};
