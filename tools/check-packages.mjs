// Are the built packages fit to be published? publint looks at each as npm would pack it; run `npm run build` first.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';

const packages = new URL('../packages/', import.meta.url);
let looked = 0;
for (const name of readdirSync(packages)) {
  const folder = new URL(`${name}/`, packages);
  if (!existsSync(new URL('package.json', folder))) continue;
  const manifest = JSON.parse(readFileSync(new URL('package.json', folder), 'utf8'));
  if (manifest.private) continue;
  looked += 1;
  const { messages } = await publint({ pkgDir: folder.pathname, strict: true, pack: 'npm' });
  console.log(`${manifest.name}: ${messages.length === 0 ? 'fine' : `${messages.length} to mend`}`);
  for (const message of messages) {
    console.log(`  ${formatMessage(message, manifest)}`);
    process.exitCode = 1;
  }
}
if (looked === 0) {
  console.error('There is no package to look at.');
  process.exitCode = 1;
}
