// `node run-time-packages.mjs PACKAGE…`, in an image only: makes these development packages of the collector (its optional
// peers) ordinary dependencies and drops all other ones, so that `npm install --omit=dev` brings them, and nothing else, in
// the versions of the lock file.
import { readFileSync, writeFileSync } from 'node:fs';

const file = 'collector/package.json';
const manifest = JSON.parse(readFileSync(file, 'utf8'));
for (const name of process.argv.slice(2)) {
  const range = manifest.devDependencies[name];
  if (range === undefined)
    throw new Error(`${name} is no development package of ${file}. Add it there, or leave it out.`);
  manifest.dependencies[name] = range;
}
delete manifest.devDependencies;
delete manifest.peerDependencies;
delete manifest.peerDependenciesMeta;
writeFileSync(file, JSON.stringify(manifest, null, 2));
