import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { StoreFile } from '../../src/read/documents-store.ts';
import { latestName, referenceText } from '../../src/verdict/resolution/file-name.ts';
import { resolveStore } from '../../src/verdict/resolution/resolve-store.ts';
import { api, at, judge, mended, nameOf, sourcesOf } from './sources.ts';

const version = fc.constantFrom('1', '2', '3');
/** Few, so that documents are the same more often than not. */
const text = fc.constantFrom('a', 'b', 'breaking');
const commit = fc.constantFrom('1'.repeat(40), '2'.repeat(40));

const landedDocument = fc.record({ version, named: text, text, commit }).map((one) => {
  const file = nameOf(one.version, one.named);
  return { file, path: at(file), text: one.text, commit: one.commit };
});

const localFile = fc
  .record({
    version,
    named: text,
    text,
    commit,
    what: fc.constantFrom('document', 'reference', 'misnamed', 'link', 'file'),
  })
  .map((one): StoreFile => {
    const name = nameOf(one.version, one.named);
    if (one.what === 'reference') {
      return { kind: 'file', name: `${name}.gitref`, text: referenceText(one.commit, at(name)) };
    }
    if (one.what === 'link') return { kind: 'link', name: latestName(api), target: name };
    if (one.what === 'file') return { kind: 'file', name: latestName(api), text: one.text };
    const misnamed = `${api}-${one.version}.json`;
    return { kind: 'file', name: one.what === 'misnamed' ? misnamed : name, text: one.text };
  });

const policy = fc.record({
  allowTrivialChanges: fc.boolean(),
  gitReferences: fc.boolean(),
  approved: fc.constantFrom(new Set<string>(), new Set(['change-breaking'])),
});

test('whatever the three sources are, what generate can mend is mended in one go', () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(landedDocument, { selector: ({ file }) => file, maxLength: 4 }),
      fc.uniqueArray(localFile, { selector: ({ name }) => name, maxLength: 6 }),
      fc.dictionary(version, text, { maxKeys: 3 }),
      policy,
      // Keys that are numbers come in their order.
      (blessed, local, generated, strictness) => {
        const resolve = (files: readonly StoreFile[]): ReturnType<typeof resolveStore> =>
          resolveStore(sourcesOf(blessed, files, generated), strictness, judge);
        const before = resolve(local);
        const files = mended(local, before);
        const after = resolve(files);
        const problems = after.flatMap((one) => one.problems);
        expect(problems.filter(({ fixedBy }) => fixedBy === 'generate')).toEqual([]);
        expect(after.flatMap(({ actions }) => actions)).toEqual([]);
        // A new version's document is there under its name, and the link leads to a file that is.
        const names = new Set(files.map(({ name }) => name));
        for (const one of after.filter(({ kind }) => kind === 'new')) {
          const now = generated[one.version ?? ''] ?? '';
          expect(names).toContain(nameOf(one.version ?? '', now));
        }
        const link = files.find(({ name }) => name === latestName(api));
        const isRefused = problems.some(({ severity }) => severity === 'error');
        const leads = link?.kind === 'link' && !isRefused && Object.keys(generated).length > 0;
        expect([...names]).toEqual(expect.arrayContaining(leads ? [link.target] : []));
      },
    ),
    { numRuns: 5_000 },
  );
});
