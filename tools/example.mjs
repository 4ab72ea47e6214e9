// `npm run example`: runs the codegen on the example and shows what it found, derived and asked. It works on a copy,
// so that the working tree stays as it is.
import { createReadStream } from 'node:fs';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { registerHooks } from 'node:module';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

// In the repository a package's name leads to its sources; see "exports" in their package.json.
registerHooks({
  resolve: (specifier, context, next) =>
    next(specifier, { ...context, conditions: [...context.conditions, 'skewline-source'] }),
});

const { main } = await import('../packages/codegen/src/cli/main.ts');
const { processIo } = await import('../packages/codegen/src/cli/io.ts');
const example = resolve(import.meta.dirname, '../examples/parcels');

/** @param {string} text */
const say = (text) => process.stdout.write(`${text}\n`);

const copy = await mkdtemp(join(tmpdir(), 'skewline-'));
try {
  await cp(example, copy, {
    recursive: true,
    filter: (path) => !/[\\/](?:generated|node_modules|test|dist)$/.test(path),
  });
  say("Skewline on examples/parcels, a carrier's API in four versions:\n");
  let code = await main(['generate', '--package', copy]);
  if (code === 0) {
    say(
      '\nWith the answers in examples/parcels/src/decisions.ts, values cross from version to version:\n',
    );
    const input = createReadStream(join(example, 'requests.jsonl'));
    code = await main(['convert', '--package', example], { ...processIo(), input });
  }
  if (code === 0) {
    say('\nThe generated client, made for version 4, and a server that is upgraded under it:\n');
    const { meet } = await import('../examples/parcels/src/skew.ts');
    await meet(say);
    say('\nLook further, in examples/parcels:');
    say('  npx skewline diff              what changes from version to version');
    say('  npx skewline explain 3 ParcelRequest   a hole, both shapes, and a stub for the answer');
    say('  npx skewline changelog 4       the same for readers of a changelog');
    say('  npx skewline skew              which client can say what to which server');
  }
  process.exitCode = code;
} finally {
  await rm(copy, { recursive: true, force: true });
}
