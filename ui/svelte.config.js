import { readFileSync } from 'node:fs';
import adapter from '@sveltejs/adapter-static';

/** The version of everything stands in one place. */
const workspace = readFileSync(new URL('../Cargo.toml', import.meta.url), 'utf8');
const version = workspace.match(/^version = "(.+)"$/m)[1];

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
