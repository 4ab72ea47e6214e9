import { describe, expect, test } from 'vitest';
import type { StoreFile } from '../../src/read/documents-store.ts';
import { referenceText } from '../../src/verdict/resolution/file-name.ts';
import type { Resolution, StorePolicy } from '../../src/verdict/resolution/resolution.ts';
import { problemsOf } from '../../src/verdict/resolution/problems.ts';
import { resolveStore } from '../../src/verdict/resolution/resolve-store.ts';
import type { BlessedDocument } from '../../src/verdict/resolution/sources.ts';
import { at, file, judge, landed, link, mended, nameOf, sourcesOf } from './sources.ts';

const strict: StorePolicy = {
  allowTrivialChanges: false,
  gitReferences: false,
  approved: new Set(),
};
const references = { gitReferences: true };
const [first, second] = ['1'.repeat(40), '2'.repeat(40)];

interface Given {
  readonly blessed?: readonly Omit<BlessedDocument, 'hash'>[];
  readonly local?: readonly StoreFile[];
  readonly generated?: Readonly<Record<string, string>>;
  readonly policy?: Partial<StorePolicy>;
}

function resolved({
  blessed = [],
  local = [],
  generated = {},
  policy,
}: Given): readonly Resolution[] {
  return resolveStore(sourcesOf(blessed, local, generated), { ...strict, ...policy }, judge);
}

/** `1 document_missing` for what generate mends; `!` for what a person has to, `~` for a note. */
function said(resolutions: readonly Resolution[]): readonly string[] {
  return resolutions.flatMap(({ version, problems }) =>
    problems.map(({ code, severity, fixedBy }) => {
      const mark = severity === 'warning' ? '~' : fixedBy === undefined ? '!' : '';
      return `${mark}${version ?? 'store'} ${code}`;
    }),
  );
}

/** A reference to the document of a version, in a commit. */
function reference(version: string, text: string, commit: string, content?: string): StoreFile {
  const name = nameOf(version, text);
  return { kind: 'file', name: `${name}.gitref`, text: content ?? referenceText(commit, at(name)) };
}

/** The bare document that a reference has landed for. */
function landedReference(
  version: string,
  text: string,
  commit: string,
): Omit<BlessedDocument, 'hash'> {
  const one = landed(version, text, commit);
  return { ...one, file: `${one.file}.gitref` };
}

const store = (...files: StoreFile[]): readonly StoreFile[] => files;

// Every state that provokes something, and beside it a twin that differs as little as can be and is fine.
const states: readonly [string, Given, readonly string[]][] = [
  ['nothing at all', {}, []],

  [
    'a new version is not stored',
    { local: store(link('1', 'a')), generated: { 1: 'a' } },
    ['1 document_missing'],
  ],
  [
    'a new version is stored',
    { local: store(file('1', 'a'), link('1', 'a')), generated: { 1: 'a' } },
    [],
  ],
  [
    'a new version has changed',
    { local: store(file('1', 'a'), link('1', 'b')), generated: { 1: 'b' } },
    ['1 document_stale'],
  ],
  [
    'a new version has an older document too',
    { local: store(file('1', 'a'), file('1', 'b'), link('1', 'b')), generated: { 1: 'b' } },
    ['1 document_extra'],
  ],
  [
    'a new version may change as it likes',
    { local: store(file('1', 'breaking'), link('1', 'breaking')), generated: { 1: 'breaking' } },
    [],
  ],
  [
    'a stored document was edited',
    {
      local: store({ ...file('1', 'a'), text: 'edited' } as StoreFile, link('1', 'a')),
      generated: { 1: 'a' },
    },
    ['1 document_corrupted'],
  ],
  [
    'a folder stands where a document goes',
    {
      local: store({ kind: 'other', name: nameOf('1', 'a') }, link('1', 'a')),
      generated: { 1: 'a' },
    },
    ['1 document_corrupted'],
  ],
  [
    'a reference to what has not landed',
    { local: store(reference('1', 'a', first), link('1', 'a')), generated: { 1: 'a' } },
    ['1 gitref_unwanted'],
  ],

  [
    'a frozen version is not stored',
    { blessed: [landed('1', 'a')], local: store(link('1', 'a')), generated: { 1: 'a' } },
    ['1 document_missing'],
  ],
  [
    'a frozen version is stored as it landed',
    {
      blessed: [landed('1', 'a')],
      local: store(file('1', 'a'), link('1', 'a')),
      generated: { 1: 'a' },
    },
    [],
  ],
  [
    'a frozen document was edited by hand',
    {
      blessed: [landed('1', 'a')],
      local: store({ ...file('1', 'a'), text: 'edited' } as StoreFile, link('1', 'a')),
      generated: { 1: 'a' },
    },
    ['1 document_corrupted'],
  ],
  [
    'a frozen version has a second document',
    {
      blessed: [landed('1', 'a')],
      local: store(file('1', 'a'), file('1', 'b'), link('1', 'a')),
      generated: { 1: 'a' },
    },
    ['1 document_extra'],
  ],
  [
    'a frozen version has only another document',
    {
      blessed: [landed('1', 'a')],
      local: store(file('1', 'b'), link('1', 'a')),
      generated: { 1: 'a' },
    },
    ['1 document_missing', '1 document_extra'],
  ],
  [
    'a frozen version breaks',
    {
      blessed: [landed('1', 'a'), landed('2', 'b')],
      local: store(file('1', 'a'), file('2', 'b'), link('2', 'b')),
      generated: { 1: 'breaking', 2: 'b' },
    },
    ['!1 frozen_changed'],
  ],
  [
    'an older frozen version changes compatibly',
    {
      blessed: [landed('1', 'a'), landed('2', 'b')],
      local: store(file('1', 'a'), file('2', 'b'), link('2', 'b')),
      generated: { 1: 'other words', 2: 'b' },
    },
    [],
  ],
  [
    'a version bump is no permission to break',
    {
      blessed: [landed('1', 'a')],
      local: store(file('1', 'a'), file('2', 'breaking'), link('2', 'breaking')),
      generated: { 1: 'breaking', 2: 'breaking' },
    },
    ['!1 frozen_changed'],
  ],
  [
    'a change of a frozen version is not proven',
    {
      blessed: [landed('1', 'a')],
      local: store(file('1', 'a'), link('1', 'a')),
      generated: { 1: 'unproven' },
    },
    ['!1 frozen_unproven'],
  ],
  [
    'a change that breaks and is approved replaces the document',
    {
      blessed: [landed('1', 'a')],
      local: store(file('1', 'a'), link('1', 'a')),
      generated: { 1: 'breaking' },
      policy: { approved: new Set(['change-breaking']) },
    },
    ['1 document_stale', 'store latest_stale'],
  ],
  [
    'another change is approved',
    {
      blessed: [landed('1', 'a')],
      local: store(file('1', 'a'), link('1', 'a')),
      generated: { 1: 'breaking' },
      policy: { approved: new Set(['change-unproven']) },
    },
    ['!1 frozen_changed'],
  ],
  [
    'the newest has landed and says the same in other words',
    {
      blessed: [landed('1', 'a')],
      local: store(file('1', 'a'), link('1', 'a')),
      generated: { 1: 'other words' },
    },
    ['!1 frozen_latest_differs'],
  ],
  [
    'the newest has landed, and trivial changes are allowed',
    {
      blessed: [landed('1', 'a')],
      local: store(file('1', 'a'), link('1', 'a')),
      generated: { 1: 'other words' },
      policy: { allowTrivialChanges: true },
    },
    [],
  ],
  [
    'trivial changes are allowed, and this one breaks',
    {
      blessed: [landed('1', 'a')],
      local: store(file('1', 'a'), link('1', 'a')),
      generated: { 1: 'breaking' },
      policy: { allowTrivialChanges: true },
    },
    ['!1 frozen_changed'],
  ],
  [
    'what has landed cannot be read',
    {
      blessed: [landed('1', 'unreadable')],
      local: store(file('1', 'unreadable'), link('1', 'unreadable')),
      generated: { 1: 'a' },
    },
    ['!1 frozen_unreadable'],
  ],

  [
    'a document landed after an edit, and the sources still have what its name tells',
    {
      blessed: [{ ...landed('1', 'a'), text: 'edited' }],
      local: store({ ...file('1', 'a'), text: 'edited' } as StoreFile, link('1', 'a')),
      generated: { 1: 'a' },
    },
    ['1 document_corrupted'],
  ],
  [
    'a document landed after an edit, and the store has what its name tells',
    {
      blessed: [{ ...landed('1', 'a'), text: 'edited' }, landed('2', 'b')],
      local: store(file('1', 'a'), file('2', 'b'), link('2', 'b')),
      generated: { 1: 'other words', 2: 'b' },
    },
    [],
  ],
  [
    'a document landed after an edit, and nobody has what its name tells',
    {
      blessed: [{ ...landed('1', 'a'), text: 'edited' }, landed('2', 'b')],
      local: store(file('2', 'b'), link('2', 'b')),
      generated: { 1: 'other words', 2: 'b' },
    },
    ['!1 frozen_corrupted'],
  ],
  [
    'two documents landed as one version, and the sources say neither',
    {
      blessed: [landed('1', 'a'), landed('1', 'b'), landed('2', 'c')],
      local: store(file('1', 'a'), file('1', 'b'), file('2', 'c'), link('2', 'c')),
      generated: { 1: 'other words', 2: 'c' },
    },
    ['!1 frozen_duplicate'],
  ],
  [
    'two documents landed as one version, and somebody removed one',
    {
      blessed: [landed('1', 'a'), landed('1', 'b'), landed('2', 'c')],
      local: store(file('1', 'a'), file('2', 'c'), link('2', 'c')),
      generated: { 1: 'other words', 2: 'c' },
    },
    [],
  ],
  [
    'two documents landed as one version, and the sources say one',
    {
      blessed: [landed('1', 'a'), landed('1', 'b')],
      local: store(file('1', 'a'), file('1', 'b'), link('1', 'b')),
      generated: { 1: 'b' },
    },
    ['1 document_extra'],
  ],

  [
    'a frozen version is listed no more, and gone from the store',
    {
      blessed: [landed('1', 'a')],
      local: store(file('2', 'b'), link('2', 'b')),
      generated: { 2: 'b' },
    },
    ['~1 frozen_removed'],
  ],
  [
    'a frozen version is listed no more, and still stored',
    {
      blessed: [landed('1', 'a')],
      local: store(file('1', 'a'), file('2', 'b'), link('2', 'b')),
      generated: { 2: 'b' },
    },
    ['~1 frozen_removed', '1 document_orphaned'],
  ],
  [
    'a version that never landed is listed no more',
    { local: store(file('1', 'a'), file('2', 'b'), link('2', 'b')), generated: { 2: 'b' } },
    ['1 document_orphaned'],
  ],
  [
    'versions are gone in the order of their numbers',
    { local: store(file('10', 'a'), file('9', 'b')) },
    ['9 document_orphaned', '10 document_orphaned'],
  ],

  [
    'the link is missing',
    { local: store(file('1', 'a')), generated: { 1: 'a' } },
    ['store latest_missing'],
  ],
  [
    'the link leads to an older version',
    { local: store(file('1', 'a'), file('2', 'b'), link('1', 'a')), generated: { 1: 'a', 2: 'b' } },
    ['store latest_stale'],
  ],
  [
    'a file stands where the link goes',
    {
      local: store(file('1', 'a'), { kind: 'file', name: 'boats-latest.json', text: 'a' }),
      generated: { 1: 'a' },
    },
    ['store latest_not_link'],
  ],
  [
    'a document has no hash in its name',
    {
      local: store(file('1', 'a'), link('1', 'a'), {
        kind: 'file',
        name: 'boats-1.0.0.json',
        text: 'a',
      }),
      generated: { 1: 'a' },
    },
    ['!store document_misnamed'],
  ],
  [
    'a document is of a pre-release',
    {
      local: store(file('1', 'a'), link('1', 'a'), {
        kind: 'file',
        name: 'boats-1.0.0-rc.1-abcdef.json',
        text: 'a',
      }),
      generated: { 1: 'a' },
    },
    ['!store document_misnamed'],
  ],
  [
    'a file is no document at all',
    {
      local: store(file('1', 'a'), link('1', 'a'), { kind: 'file', name: 'README.md', text: 'a' }),
      generated: { 1: 'a' },
    },
    ['~store document_foreign'],
  ],

  [
    'an older document that has landed could be a reference',
    {
      blessed: [landed('1', 'a', first), landed('2', 'b', second)],
      local: store(file('1', 'a'), file('2', 'b'), link('2', 'b')),
      generated: { 1: 'a', 2: 'b' },
      policy: references,
    },
    ['1 gitref_wanted'],
  ],
  [
    'it is one',
    {
      blessed: [landedReference('1', 'a', first), landed('2', 'b', second)].map((one, index) =>
        index === 0 ? { ...one, path: at(nameOf('1', 'a')) } : one,
      ),
      local: store(reference('1', 'a', first), file('2', 'b'), link('2', 'b')),
      generated: { 1: 'a', 2: 'b' },
      policy: references,
    },
    [],
  ],
  [
    'both landed in one commit',
    {
      blessed: [landed('1', 'a', first), landed('2', 'b', first)],
      local: store(file('1', 'a'), file('2', 'b'), link('2', 'b')),
      generated: { 1: 'a', 2: 'b' },
      policy: references,
    },
    [],
  ],
  [
    'it is the newest again, as the newer one is gone',
    {
      blessed: [landed('1', 'a', first), landed('2', 'b', second)],
      local: store(reference('1', 'a', first), link('1', 'a')),
      generated: { 1: 'a' },
      policy: references,
    },
    ['1 gitref_unwanted', '~2 frozen_removed'],
  ],
  [
    'references are not wanted any more',
    {
      blessed: [landed('1', 'a', first), landed('2', 'b', second)],
      local: store(reference('1', 'a', first), file('2', 'b'), link('2', 'b')),
      generated: { 1: 'a', 2: 'b' },
    },
    ['1 gitref_unwanted'],
  ],
  [
    'a document and a reference to it',
    {
      blessed: [landed('1', 'a', first), landed('2', 'b', second)],
      local: store(file('1', 'a'), reference('1', 'a', first), file('2', 'b'), link('2', 'b')),
      generated: { 1: 'a', 2: 'b' },
      policy: references,
    },
    ['1 document_duplicate'],
  ],
  [
    'a reference names another commit',
    {
      blessed: [landed('1', 'a', first), landed('2', 'b', second)],
      local: store(reference('1', 'a', second), file('2', 'b'), link('2', 'b')),
      generated: { 1: 'a', 2: 'b' },
      policy: references,
    },
    ['1 gitref_stale'],
  ],
  ...[`${first}:x`, `${first}:${at(nameOf('1', 'a'))}\n\n`, 'nothing\n', ''].map(
    (content): [string, Given, readonly string[]] => [
      `a reference is ${JSON.stringify(content.slice(38))} at its end`,
      {
        blessed: [landed('1', 'a', first), landed('2', 'b', second)],
        local: store(reference('1', 'a', first, content), file('2', 'b'), link('2', 'b')),
        generated: { 1: 'a', 2: 'b' },
        policy: references,
      },
      ['1 gitref_malformed'],
    ],
  ),
  [
    'no commit is known that brought the document',
    {
      blessed: [landed('1', 'a'), landed('2', 'b', second)],
      local: store(file('1', 'a'), file('2', 'b'), link('2', 'b')),
      generated: { 1: 'a', 2: 'b' },
      policy: references,
    },
    ['!1 gitref_commit_unknown'],
  ],
];

describe('the three sources of an API', () => {
  test.each(states)('%s', (_, given, wanted) => {
    const before = resolved(given);
    expect(said(before)).toEqual(wanted);
    // What generate mends is mended by its actions, at once and for good; the rest stays said.
    const after = resolved({ ...given, local: mended(given.local ?? [], before) });
    expect(said(after)).toEqual(wanted.filter((one) => /^[!~]/.test(one)));
    expect(after.flatMap(({ actions }) => actions)).toEqual([]);
  });

  test('say what breaks, where, and what to do', () => {
    const [resolution] = resolved({
      blessed: [landed('1', 'a')],
      local: store(file('1', 'a'), link('1', 'a')),
      generated: { 1: 'breaking' },
    });
    expect(resolution).toMatchObject({ kind: 'frozen', verdict: { answer: 'breaking' } });
    expect(resolution?.problems).toEqual([
      {
        code: 'frozen_changed',
        severity: 'error',
        message:
          'version 1 has landed, and would not stay compatible: at Boat.keel, required keel is added',
        fix: 'restore what version 1 says and make the change in a new version; if it is meant, approve change-breaking in skewline-approvals.json',
        file: at(nameOf('1', 'a')),
        pointer: '/components/schemas/Boat',
        type: 'Boat',
        version: '1',
      },
    ]);
  });

  test('say once what several frozen versions share', () => {
    const texts = ['a', 'b', 'c'];
    const given = (now: readonly string[]): Given => ({
      blessed: texts.map((text, index) => landed(String(index + 1), text)),
      local: store(...texts.map((text, index) => file(String(index + 1), text)), link('3', 'c')),
      generated: Object.fromEntries(now.map((text, index) => [String(index + 1), text])),
    });
    const shared = problemsOf(resolved(given(['breaking', 'b', 'breaking'])));
    expect(shared.map(({ code, message }) => [code, message])).toEqual([
      [
        'frozen_changed',
        'versions 1, 3 have landed, and would not stay compatible: at Boat.keel, required keel is added',
      ],
    ]);
    expect(shared[0]).not.toHaveProperty('version');
    const different = problemsOf(resolved(given(['breaking', 'unproven', 'c'])));
    expect(different.map(({ code, version }) => [code, version])).toEqual([
      ['frozen_changed', '1'],
      ['frozen_unproven', '2'],
    ]);
  });

  test('never have a problem for generate without an action, nor an action without a problem', () => {
    for (const [name, given] of states) {
      for (const { problems, actions } of resolved(given)) {
        const mends = problems.some(({ fixedBy }) => fixedBy === 'generate');
        expect([name, mends]).toEqual([name, actions.length > 0]);
      }
    }
  });
});
