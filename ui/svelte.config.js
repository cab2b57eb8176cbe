import adapter from '@sveltejs/adapter-static';

/** A single page without a server: every path is behind the hash, so the page works from any origin the shell gives it. */
export default {
  compilerOptions: { runes: true },
  kit: {
    adapter: adapter({ fallback: 'index.html' }),
    router: { type: 'hash' },
    output: { bundleStrategy: 'single' },
    version: { pollInterval: 0 },
  },
};
