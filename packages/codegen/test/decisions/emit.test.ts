import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { emitPackage, planApi } from '../../src/build.ts';
import type { FileMap } from '../../src/model/file-map.ts';
import { readOpenApiFolder } from '../../src/read/index.ts';
import { example } from '../cli/run.ts';
import { compilerMessages } from '../emit/compile.ts';
import { modules } from './parcels.ts';

const { value: api } = await readOpenApiFolder(join(example, 'documents'), { name: 'parcels' });
if (api === undefined) throw new Error('the example cannot be read');
const planned = planApi(api, { ask: [], refine: new Map() });
const config = { doNotForward: new Map<string, string>(), refine: new Map<string, string>() };
const one = emitPackage(planned, config, 'one');
const each = emitPackage(planned, config, 'each');

describe('with decisions beside each version', () => {
  test('their types are written, and no type of the whole', async () => {
    await expect(each.get('generated/decisions.ts')).toMatchFileSnapshot('golden/decisions.ts.txt');
  });

  test('a conversion takes what its own version has', () => {
    const lines = (path: string): readonly string[] =>
      (each.get(path) ?? '').split('\n').filter((line) => /decisions|^const/.test(line));
    expect(lines('generated/v3/up.ts')).toEqual([
      "import { up } from '../../v3/decisions.ts';",
      'const decideUp = up;',
    ]);
    expect(lines('generated/v3/down.ts')).toEqual([
      "import { down } from '../../v3/decisions.ts';",
      'const decideDown = down;',
    ]);
  });

  test('nothing else is different', () => {
    const rest = (files: FileMap): FileMap =>
      new Map(
        [...files]
          .filter(([path]) => path !== 'generated/decisions.ts')
          .map(([path, text]) => [
            path,
            text.replaceAll(/^import \{.*decisions\.ts';\n|^const decide.*\n/gm, ''),
          ]),
      );
    expect(rest(each)).toEqual(rest(one));
    expect(each).not.toEqual(one);
  });

  test('one module is what is meant where nothing is said', () => {
    expect(emitPackage(planned, config)).toEqual(one);
  });

  test('where no version has holes, there are no types of decisions', () => {
    const [first] = api.versions;
    const same = planApi(
      { ...api, versions: first === undefined ? [] : [first] },
      { ask: [], refine: new Map() },
    );
    expect([...emitPackage(same, config, 'each').keys()]).not.toContain('generated/decisions.ts');
    expect([...emitPackage(same, config, 'one').keys()]).toContain('generated/decisions.ts');
  });
});

describe('what the compiler says', () => {
  let sources: FileMap = new Map();
  beforeAll(() => {
    const typed = [...each].filter(([path]) => path.endsWith('.ts'));
    sources = new Map([...typed, ...Object.entries(modules)]);
  });
  const messages = (path: string, part: string, instead: string): string => {
    const text = sources.get(path) ?? '';
    const changed = text.replace(part, instead);
    expect(changed).not.toBe(text);
    return compilerMessages(new Map([...sources, [path, changed]])).join('\n');
  };

  test('nothing, where all is answered', () => {
    expect(compilerMessages(sources)).toEqual([]);
  });

  test.each([
    [
      'a forgotten member',
      "  'ParcelState(lost)': drop('that nobody knows where it is', 'in_transit'),\n",
      '',
      ['ParcelState(lost)', 'DecisionsDownToV2'],
    ],
    [
      'a left-over member',
      'export const up: DecisionsUpToV3 = {',
      "export const up: DecisionsUpToV3 = {\n  'Nothing.at_all': drop('x', 1),",
      ['Nothing.at_all', 'DecisionsUpToV3'],
    ],
    ['a wrong one', "'in_transit'", "'nowhere'", ['Decision<"lost", ParcelState>']],
    ['a forgotten direction', 'export const down', 'export const up_side_down', ["'down'"]],
    [
      'a type of another version',
      ': DecisionsDownToV2',
      ': DecisionsDownToV3',
      ['DecisionsDownToV3'],
    ],
  ])('names %s', (_, part, instead, named) => {
    const said = messages('v3/decisions.ts', part, instead);
    for (const compiler of ['5.9', '7']) expect(said).toContain(`${compiler} `);
    for (const name of named) expect(said).toContain(name);
  });

  test('a forgotten module', () => {
    const without = new Map([...sources].filter(([path]) => path !== 'v4/decisions.ts'));
    expect(compilerMessages(without).join('\n')).toContain('v4/decisions.ts');
  });
});

test('the modules say the same as the example', async () => {
  const whole = await readFile(join(example, 'src/decisions.ts'), 'utf8');
  const words = (text: string): readonly string[] =>
    [...text.matchAll(/^ *('[\w.()]+'): /gm)].map(([, key = '']) => key);
  expect(words(Object.values(modules).join('\n'))).toEqual(words(whole));
});
