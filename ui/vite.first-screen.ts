import type { Plugin, Rollup } from 'vite';

/** The frame, the page for errors and *Today*; SvelteKit asks for each through a module of its own. */
const FIRST_SCREEN = /\/src\/routes\/\+(layout|error|page)\.svelte$/;
const SCREEN = /\/generated\/client-optimized\/nodes\/\d+\.js$/;

/**
 * Files that pass on what stands in many others. Whoever imports from one needs what it names there, not everything; which of the
 * others that is can be told from the name of the file.
 */
const PASSING_ON = [/\/paraglide\/messages(\/_index)?\.js$/, /\/bits-ui\/dist\/(bits\/)?index\.js$/];
const PASSED_ON = [
  { file: /\/paraglide\/messages\/_?(\w+)\.js$/, used: /\bm\.(\w+)/g },
  { file: /\/bits-ui\/dist\/bits\/([^/]+)\/index\.js$/, used: /import \{ ([\w, ]+) \} from ['"]bits-ui['"]/g },
];

/**
 * Puts what the first screen needs into the first script and everything else into a second, which the window loads at the first
 * sign of use: half of the script is not read before the first picture.
 */
export const firstScreenAlone: Plugin = {
  name: 'first-screen-alone',
  applyToEnvironment: (environment) => environment.name === 'client',
  options: (options) => ({ ...options, preserveEntrySignatures: 'allow-extension' }),
  outputOptions: (options) => ({ ...options, inlineDynamicImports: false, manualChunks: scripts() }),
  generateBundle(_, bundle) {
    const entry = Object.values(bundle).find((chunk) => chunk.type === 'chunk' && chunk.isEntry);
    if (entry?.type === 'chunk' && entry.imports.length > 0) this.error(`the first script reads ${entry.imports.join(', ')} before it runs`);
  },
};

type Meta = Rollup.ManualChunkMeta;

function scripts(): (id: string, meta: Meta) => string {
  let first: Set<string> | undefined;
  return (id, meta) => {
    first ??= firstModules(meta);
    return first.has(id) ? 'first' : 'rest';
  };
}

/** All modules that the first screen needs, through however many others. */
function firstModules({ getModuleIds, getModuleInfo }: Meta): Set<string> {
  const all = [...getModuleIds()];
  const shownFirst = (id: string): boolean => SCREEN.test(id) && (getModuleInfo(id)?.importedIds.some((needed) => FIRST_SCREEN.test(needed)) ?? false);
  const first = new Set(all.filter((id) => getModuleInfo(id)?.isEntry || shownFirst(id)));
  for (const id of first) {
    const module = getModuleInfo(id);
    if (!module) continue;
    if (!PASSING_ON.some((file) => file.test(id))) for (const needed of module.importedIds) first.add(needed);
    for (const { file, used } of PASSED_ON) {
      const names = new Set([...(module.code ?? '').matchAll(used)].flatMap((use) => (use[1] ?? '').split(',').map(plain)));
      for (const other of all) if (names.has(plain(file.exec(other)?.[1] ?? ''))) first.add(other);
    }
  }
  return first;
}

/** A name as a component and its folder both have it: `DropdownMenu`, `dropdown-menu`. */
function plain(name: string): string {
  return name.trim().replaceAll('-', '').toLowerCase();
}
