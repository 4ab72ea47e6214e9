import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { copyOfExample, run } from './run.ts';

let folder = '';
let remove = async (): Promise<void> => undefined;
beforeEach(async () => {
  ({ folder, remove } = await copyOfExample('inside'));
});
afterEach(() => remove());

async function config(content: unknown, path = 'skewline.json'): Promise<void> {
  await writeFile(join(folder, path), JSON.stringify(content));
}

describe('a package of several APIs', () => {
  beforeEach(async () => {
    await cp(join(folder, 'documents'), join(folder, 'others'), { recursive: true });
    await rm(join(folder, 'others/4.yaml'));
    await mkdir(join(folder, 'src/other'));
    await cp(join(folder, 'src/decisions.ts'), join(folder, 'src/other/decisions.ts'));
    await config({
      apis: [
        { name: 'parcels', documents: 'documents' },
        { name: 'other', documents: 'others', source: 'src/other' },
      ],
    });
  });

  test('generates each into a folder of its own, and checks all', async () => {
    const made = await run(['generate'], { folder });
    expect([made.code, made.errors]).toEqual([0, '']);
    expect(made.output).toMatch(
      /^found {3}parcels: 4 versions[\s\S]*\n\nfound {3}other: 3 versions/,
    );
    expect((await run(['check'], { folder })).output).toBe(
      'parcels: all generated files are up to date\nother: all generated files are up to date\n',
    );
    await rm(join(folder, 'src/other/generated/latest.ts'));
    const { code, output } = await run(['check'], { folder });
    expect(code).toBe(4);
    expect(output).toContain(
      'other: 1 generated file not up to date\n  missing    generated/latest.ts',
    );
    const json = JSON.parse((await run(['check', '--json'], { folder })).output) as {
      parts: { api: string }[];
    };
    expect(json.parts.map(({ api }) => api)).toEqual(['parcels', 'other']);
  });

  test('the worst of them is the exit code, and the others are made all the same', async () => {
    await writeFile(
      join(folder, 'documents/4.yaml'),
      'openapi: 3.0.3\ninfo: {version: "4", title: x',
    );
    const { code, output, errors } = await run(['generate'], { folder });
    expect(code).toBe(100);
    expect(output).toContain('found   other: 3 versions');
    expect(errors).toContain('document_unparsable');
  });

  test.each([
    ['diff', []],
    ['explain', ['2', 'Service']],
    ['changelog', []],
    ['convert', []],
  ])('%s has to be told which one', async (command, argv) => {
    const { code, errors } = await run([command, ...argv], { folder });
    expect(code).toBe(100);
    expect(errors).toContain('type_unknown: this package has several APIs\n');
    expect(errors).toContain('name one with --api: parcels, other');
    const unknown = await run([command, ...argv, '--api', 'nothing'], { folder });
    expect(unknown.code).toBe(100);
    expect(unknown.errors).toContain('type_unknown: this package has no API nothing');
  });

  test('and then speaks of that one', async () => {
    await run(['generate'], { folder });
    const diff = await run(['diff', '--api', 'other'], { folder });
    expect(diff.output).toContain('other 2 → 3');
    expect(diff.output).not.toContain('→ 4');
    expect((await run(['changelog', '3', '--api', 'other'], { folder })).output).toContain(
      '# other 3',
    );
    const explained = await run(['explain', '3', 'ParcelState', '--api', 'other'], { folder });
    expect(explained.output).toContain('ParcelState(lost)');
    const line = {
      id: 1,
      type: 'ParcelState',
      from: 1,
      to: 4,
      direction: 'upgrade-response',
      input: 'announced',
    };
    const converted = await run(['convert', '--api', 'other'], {
      folder,
      input: JSON.stringify(line),
    });
    expect(converted.output).toContain('the API has no version 4');
  });
});

describe('a sparse API', () => {
  beforeEach(async () => {
    await cp(join(folder, 'documents/4.yaml'), join(folder, 'documents/9.yaml'));
    const text = await readFile(join(folder, 'documents/9.yaml'), 'utf8');
    await writeFile(join(folder, 'documents/9.yaml'), text.replace(/version: .*/, 'version: "9"'));
    await rm(join(folder, 'documents/4.yaml'));
    const decisions = join(folder, 'src/decisions.ts');
    await writeFile(decisions, (await readFile(decisions, 'utf8')).replace('v4:', 'v9:'));
    await config({ name: 'parcels', documents: 'documents', sparse: true });
    await run(['generate'], { folder });
  });

  const line = (from: string, to: string): string =>
    JSON.stringify({
      id: 1,
      type: 'ParcelState',
      from,
      to,
      direction: 'downgrade-response',
      input: 'lost',
    });

  test('says so in its table of conversions', async () => {
    const table = await readFile(join(folder, 'src/generated/conversions.ts'), 'utf8');
    expect(table).toContain('export const sparse: boolean = true;');
  });

  test('converts from and to the numbers between', async () => {
    const input = [line('8', '5'), line('9', '2'), line('10', '9'), line('9', '0')].join('\n');
    const { output, errors } = await run(['convert'], { folder, input });
    expect(errors).toBe('');
    const answers = output
      .trimEnd()
      .split('\n')
      .map((text) => JSON.parse(text) as unknown);
    expect(answers).toMatchObject([
      { value: 'lost' },
      { value: 'in_transit' },
      { problem: { code: 'version_unknown', message: 'the API has no version 10' } },
      { problem: { code: 'version_unknown', message: 'the API has no version 0' } },
    ]);
  });

  test('is compared and told about at them', async () => {
    expect((await run(['diff', '5', '2'], { folder })).output).toContain('parcels 2 → 3');
    const same = await run(['diff', '5', '3'], { folder });
    expect(same.code).toBe(100);
    expect(same.errors).toContain('nothing changes between 5 and 3: both are what version 3 is');
    expect((await run(['changelog', '8'], { folder })).output).toContain('# parcels 3');
    expect((await run(['changelog', '10'], { folder })).errors).toContain(
      'its versions are 1, 2, 3, 9, and the numbers between them',
    );
  });
});

describe('a root that lists packages', () => {
  let root = '';
  beforeEach(async () => {
    root = join(folder, 'root');
    for (const name of ['a', 'b']) {
      const inner = join(root, 'packages', name);
      await mkdir(join(inner, 'src'), { recursive: true });
      for (const path of ['documents', 'src/generated', 'src/decisions.ts', 'skewline.json']) {
        await cp(join(folder, path), join(inner, path), { recursive: true });
      }
    }
    // Two packages have no API of one name.
    await writeFile(
      join(root, 'packages/a/skewline.json'),
      '{"name":"pallets","documents":"documents"}',
    );
    await run(['generate'], { folder: join(root, 'packages/a') });
    await writeFile(join(root, 'skewline.json'), '{"packages":["packages/b","packages/a"]}');
  });

  test('generates all in order, a line each', async () => {
    await rm(join(root, 'packages/a/src/generated'), { recursive: true });
    const { code, output, errors } = await run(['generate'], { folder: root });
    expect([code, errors]).toEqual([0, '']);
    expect(output).toBe(
      [
        'packages/b',
        '  parcels: 4 versions, 19 conversions, 9 decisions; wrote nothing, all is up to date: 29 unchanged',
        'packages/a',
        '  pallets: 4 versions, 19 conversions, 9 decisions; wrote files: 29 new',
        '',
      ].join('\n'),
    );
  });

  test('checks all, names what is stale, and ends with the worst exit code', async () => {
    expect((await run(['check'], { folder: root })).output).toBe(
      'packages/b\n  parcels: up to date\npackages/a\n  pallets: up to date\n',
    );
    await rm(join(root, 'packages/b/src/generated/latest.ts'));
    const stale = await run(['check'], { folder: root });
    expect(stale.code).toBe(4);
    expect(stale.output).toBe(
      [
        'packages/b',
        '  parcels: 1 generated file not up to date',
        '    missing    generated/latest.ts',
        'packages/a',
        '  pallets: up to date',
        'Run `skewline generate`.',
        '',
      ].join('\n'),
    );
    await writeFile(join(root, 'packages/a/skewline.json'), '{"name":"a"}');
    const refused = await run(['check'], { folder: root });
    expect(refused.code).toBe(100);
    expect(refused.output).toContain('packages/a\n  refused\n');
    expect(refused.errors).toContain('at   packages/a/skewline.json /documents');
  });

  test('has no two APIs of one name', async () => {
    await cp(join(root, 'packages/b/skewline.json'), join(root, 'packages/a/skewline.json'));
    const { code, errors } = await run(['check'], { folder: root });
    expect(code).toBe(100);
    expect(errors).toContain(
      'api_duplicate: packages/b and packages/a both have an API called parcels\n  at   packages/a/skewline.json',
    );
  });

  test('lists no package that lists packages, and none that is not there', async () => {
    await writeFile(join(root, 'packages/a/skewline.json'), '{"packages":["."]}');
    await rm(join(root, 'packages/b'), { recursive: true });
    const { code, errors } = await run(['generate'], { folder: root });
    expect(code).toBe(100);
    expect(errors).toContain('config_invalid: packages/a lists packages itself');
    expect(errors).toContain(
      'config_invalid: skewline.json does not exist\n  at   packages/b/skewline.json',
    );
  });

  test('other commands want one of its packages', async () => {
    const { code, errors } = await run(['diff'], { folder: root });
    expect(code).toBe(100);
    expect(errors).toContain('type_unknown: this skewline.json lists packages');
    expect(errors).toContain('name one with --package: packages/b, packages/a');
  });
});
