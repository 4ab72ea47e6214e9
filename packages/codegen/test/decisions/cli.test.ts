import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { compilerMessages } from '../emit/compile.ts';
import { copyOfExample, type Ran, run } from '../cli/run.ts';
import { readTree } from '../../src/read/package-files.ts';
import { type Copy, copyWithModules, modules } from './parcels.ts';

let copy: Copy;
const here = (argv: readonly string[], input = ''): Promise<Ran> =>
  run(argv, { folder: copy.folder, input });
const generated = (path: string): Promise<string> =>
  readFile(join(copy.folder, 'src/generated', path), 'utf8');

describe('a package with decisions beside its versions', () => {
  beforeEach(async () => {
    copy = await copyWithModules();
  });
  afterEach(() => copy.remove());

  test('is generated for them, and up to date then, stamped or not', async () => {
    const before = await here(['check']);
    expect(before.code).toBe(4);
    expect(before.output).toContain('differs    generated/v3/up.ts');
    const { code, errors } = await here(['generate']);
    expect([code, errors]).toEqual([0, '']);
    expect(await generated('v3/up.ts')).toContain("import { up } from '../../v3/decisions.ts';");
    expect(await readdir(join(copy.folder, 'src/generated'))).toContain('.skewline-stamp.json');
    expect((await here(['check'])).code).toBe(0);
    await copy.drop('generated/.skewline-stamp.json');
    expect((await here(['check'])).code).toBe(0);
  });

  test('goes back to one module when that is what is there, though it was stamped', async () => {
    await here(['generate']);
    for (const path of Object.keys(modules)) await copy.drop(path);
    await copy.put('decisions.ts', 'export const decisions = {};\n');
    expect((await here(['check'])).code).toBe(4);
    expect((await here(['generate'])).code).toBe(0);
    expect(await generated('v3/up.ts')).toContain(
      "import { decisions } from '../../decisions.ts';",
    );
  });

  test('says where to answer, with something to paste', async () => {
    const { output } = await here(['explain', '3', 'ParcelState']);
    expect(output).toContain('  to paste into src/v3/decisions.ts:\n');
    expect(output).toContain('    export const down: DecisionsDownToV2 = {\n');
  });
});

describe('stubs of explain', () => {
  test('compile once they are filled in, and not before', async () => {
    copy = await copyWithModules();
    await here(['generate']);
    const sources = new Map<string, string>();
    for (const { path, text } of (await readTree(join(copy.folder, 'src'))) ?? []) {
      if (text !== undefined && path.endsWith('.ts')) sources.set(path, text);
    }
    const stubs: string[] = [];
    for (const [step, type] of [
      ['2', 'Service'],
      ['3', 'ParcelRequest'],
      ['3', 'ParcelState'],
      ['4', 'Notification'],
    ] as const) {
      const { output } = await here(['explain', step, type, '--json']);
      const { holes } = JSON.parse(output) as { holes: { file: string; stub: string }[] };
      expect(new Set(holes.map(({ file }) => file))).toEqual(
        new Set([`src/v${step}/decisions.ts`]),
      );
      stubs.push(...holes.map(({ stub }) => stub));
    }
    await copy.remove();
    expect(stubs).toHaveLength(6);
    /** Each alone, so of the type's members only its own. */
    const pasted = (stub: string): string => {
      const [, type = '', key = ''] = /: (\w+) = \{\n {2}(.*?): \(/.exec(stub) ?? [];
      const alone = stub.replace(`: ${type} =`, `: Pick<${type}, ${key}> =`);
      return `import type { ${type} } from './generated/decisions.ts';\n${alone}\n`;
    };
    const filled = (stub: string): string =>
      `import { refusal } from '@skewline/runtime';\n${pasted(stub)
        .replace(/\(\/\*[\s\S]*\*\/\)/, "(refusal(400, 'not yet'))")
        .replace('(old)', '(_old)')}`;
    const withStubs = (text: (stub: string) => string): Map<string, string> =>
      new Map([
        ...sources,
        ...stubs.map((stub, index) => [`stub-${String(index)}.ts`, text(stub)] as const),
      ]);
    expect(compilerMessages(withStubs(filled))).toEqual([]);
    const messages = compilerMessages(withStubs(pasted)).join('\n');
    for (const index of stubs.keys()) expect(messages).toContain(`stub-${String(index)}.ts`);
  });
});

describe('modules of decisions that are not as they should be', () => {
  beforeEach(async () => {
    copy = await copyWithModules();
    await here(['generate']);
  });
  afterEach(() => copy.remove());
  const problems = async (): Promise<readonly string[]> => {
    const { errors } = await here(['check']);
    return errors.split('\n').filter((line) => line.startsWith('decisions_'));
  };
  const change = (path: string, part: string, instead: string): Promise<void> => {
    const text = modules[path] ?? '';
    expect(text).toContain(part);
    return copy.put(path, text.replace(part, instead));
  };

  test('none, where each is where it is wanted', async () => {
    expect(await problems()).toEqual([]);
  });

  test('one for all versions and some beside versions', async () => {
    await copy.put('decisions.ts', 'export const decisions = {};\n');
    const before = await generated('v3/up.ts');
    const { code, errors } = await here(['generate']);
    expect(code).toBe(100);
    expect(errors).toBe(
      [
        'decisions_ambiguous: src/decisions.ts is for all versions, and src/v2/decisions.ts beside it for one',
        '  at   src/decisions.ts',
        '  fix  choose: put all decisions into src/decisions.ts, or each into the folder of the version that needs it',
        '1 problem',
        '',
      ].join('\n'),
    );
    expect(await generated('v3/up.ts')).toBe(before);
    for (const argv of [['explain', '3', 'ParcelState'], ['skew']]) {
      const other = await here(argv);
      expect([other.code, other.errors.slice(0, 20)]).toEqual([100, 'decisions_ambiguous:']);
    }
    await copy.drop('decisions.ts');
    expect(await problems()).toEqual([]);
  });

  test('a version with holes and no module', async () => {
    await copy.drop('v3/decisions.ts');
    const { code, errors } = await here(['generate']);
    expect(code).toBe(0);
    expect(errors).toBe(
      [
        'decisions_missing (warning): src/v3/decisions.ts does not exist, so the holes have no answers',
        '  at   src/v3/decisions.ts',
        '  fix  write `export const up: DecisionsUpToV3 = {}; export const down: DecisionsDownToV2 = {}` there; `skewline explain` gives each member',
        '1 warning',
        '',
      ].join('\n'),
    );
  });

  test('a direction with holes that is not exported', async () => {
    await change('v4/decisions.ts', 'export const down', 'export const back');
    expect(await problems()).toEqual([
      'decisions_missing (warning): src/v4/decisions.ts does not export down, so the holes have no answers',
    ]);
  });

  test('one of a version without holes', async () => {
    await copy.put('v1/decisions.ts', 'export const up = {};\n');
    const { code, errors } = await here(['generate']);
    expect(code).toBe(100);
    expect(errors).toBe(
      [
        'decisions_left_over: src/v1/decisions.ts is there, and version 1 asks for no decisions',
        '  at   src/v1/decisions.ts',
        '  in   version 1',
        '  fix  remove it; types go into a module of another name',
        '1 problem',
        '',
      ].join('\n'),
    );
    await copy.put('v1/decide.ts', 'export const up = {};\n');
    await copy.drop('v1/decisions.ts');
    expect(await problems()).toEqual([]);
  });

  test('one of a version that there is not', async () => {
    await copy.put('v9/decisions.ts', 'export {};\n');
    expect(await problems()).toEqual([
      'decisions_left_over: src/v9/decisions.ts is there, and version 9 asks for no decisions',
    ]);
  });

  test('a direction without holes', async () => {
    const newest = await readFile(join(copy.folder, 'documents/4.yaml'), 'utf8');
    const next = newest
      .replace(/version: .*/, "version: '5'")
      .replace('returned, lost]', 'returned, lost, burnt]');
    expect(next).toContain('burnt');
    await copy.put('../documents/5.yaml', next);
    const text = `import { drop } from '@skewline/runtime';
export const down = { 'ParcelState(burnt)': drop('that it burnt', 'lost') };
`;
    await copy.put('v5/decisions.ts', text);
    expect(await problems()).toEqual([]);
    await copy.put('v5/decisions.ts', `${text}export const up = {};\n`);
    const { code, errors } = await here(['check']);
    expect(code).toBe(100);
    expect(errors).toContain(
      [
        'decisions_left_over: src/v5/decisions.ts exports up, and version 5 has only holes on the way down',
        '  at   src/v5/decisions.ts',
        '  in   version 5',
        '  fix  remove up',
        '',
      ].join('\n'),
    );
  });

  test('passes on another module: what that exports is for tsc to say', async () => {
    await copy.put('four.ts', modules['v4/decisions.ts'] ?? '');
    await copy.put('v4/decisions.ts', "export * from '../four.ts';\n");
    expect(await problems()).toEqual([]);
  });
});

describe('what runs', () => {
  const request = {
    recipient: 'Ada Byron',
    street: 'A',
    city: 'London',
    weight_grams: 830,
    service: 'express',
  };
  const ask = { type: 'ParcelRequest', from: 1, to: 4, direction: 'upgrade-request' };
  const cases = [
    { ...ask, id: 1, input: request },
    { ...ask, id: 2, input: { ...request, leave_at_door: true } },
    { ...ask, id: 3, input: { ...request, notify: { by: 'fax', number: '1' } } },
    { id: 4, type: 'ParcelState', from: 4, to: 1, direction: 'downgrade-response', input: 'lost' },
  ];

  test('answers the same in both forms', async () => {
    const whole = await copyOfExample('inside');
    copy = await copyWithModules('inside');
    await here(['generate']);
    const input = cases.map((one) => JSON.stringify(one)).join('\n');
    const one = await run(['convert'], { folder: whole.folder, input });
    const each = await here(['convert'], input);
    const reports = [
      await run(['skew', '--json'], { folder: whole.folder }),
      await here(['skew', '--json']),
    ];
    await Promise.all([whole.remove(), copy.remove()]);
    expect(one.errors).toBe('');
    expect(one.output).toContain('faxes are not sent any more');
    expect(each).toEqual(one);
    expect(reports[0]?.output).toContain('that nobody knows where it is');
    expect(reports[1]).toEqual(reports[0]);
  });

  test('needs every decision, and says which one is not there', async () => {
    copy = await copyWithModules('inside');
    await here(['generate']);
    const path = 'v3/decisions.ts';
    await copy.put(
      path,
      (modules[path] ?? '').replace("'ParcelState(lost)'", "'ParcelState(last)'"),
    );
    const { code, errors } = await here(['skew']);
    await copy.drop('v4/decisions.ts');
    const without = await here(['skew']);
    await copy.remove();
    expect([code, errors.split('\n')[0]]).toEqual([
      100,
      expect.stringMatching(
        /^package_unloadable: .*src\/\*\/decisions.ts does not answer v3 down ParcelState\(lost\)$/,
      ),
    ]);
    expect([without.code, without.errors.split('\n')[0]]).toEqual([
      100,
      expect.stringMatching(/^decisions_missing: there are holes, and no .*src\/v4\/decisions.ts$/),
    ]);
  });
});
