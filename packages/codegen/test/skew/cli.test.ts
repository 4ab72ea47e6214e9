import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { processIo } from '../../src/cli/io.ts';
import { openPackage } from '../../src/cli/open-package.ts';
import { planPart } from '../../src/cli/part.ts';
import { loadDecisions } from '../../src/cli/skew-decisions.ts';
import { renderHtml } from '../../src/skew/render/html.ts';
import { skewReport } from '../../src/skew/report.ts';
import { copyOfExample, repository, run } from '../cli/run.ts';

describe('skewline skew', () => {
  test('shows the example as text', async () => {
    const { code, output, errors } = await run(['skew']);
    expect([code, errors]).toEqual([0, '']);
    await expect(output).toMatchFileSnapshot('golden/parcels.txt');
  });

  test.each([
    ['markdown', /^# parcels: which versions understand each other\n/],
    ['html', /^<!doctype html>\n/],
  ])('as %s', async (format, begins) => {
    const { code, output } = await run(['skew', '--format', format]);
    expect(code).toBe(0);
    expect(output).toMatch(begins);
  });

  test('as JSON, by either name', async () => {
    const named = await run(['skew', '--format', 'json']);
    const { output } = await run(['skew', '--json']);
    expect(named.output).toBe(output);
    expect(JSON.parse(output)).toMatchObject({ exitCode: 0, api: 'parcels', problems: [] });
  });

  test('is found in the help, and refuses a format that there is not', async () => {
    expect((await run(['--help'])).output).toMatch(/^ {2}skew /m);
    const { code, errors } = await run(['skew', '--format', 'pdf']);
    expect(code).toBe(100);
    expect(errors).toContain('Allowed choices are text, json, markdown, html');
  });

  test('asks which API, where a package has several', async () => {
    const folder = join(repository, 'packages/nexus-types');
    const unsaid = await run(['skew'], { folder });
    expect(unsaid.code).toBe(100);
    expect(unsaid.errors).toContain('type_unknown: this package has several APIs');
    const unknown = await run(['skew', '--api', 'wire'], { folder });
    expect(unknown.code).toBe(100);
    expect(unknown.errors).toContain('type_unknown: this package has no API wire');
  });
});

describe('a package that cannot be reported on', () => {
  let folder = '';
  let remove = async (): Promise<void> => undefined;
  beforeEach(async () => {
    ({ folder, remove } = await copyOfExample('inside'));
  });
  afterEach(() => remove());

  /** What the command says, in both forms. */
  const shown = async (): Promise<object> => {
    const { code, output, errors } = await run(['skew'], { folder });
    const json = await run(['skew', '--json'], { folder });
    return { code, output, errors, json: JSON.parse(json.output) as object }; // one of problems
  };
  const refusal = (words: string): object => ({
    code: 100,
    output: '',
    errors: expect.stringContaining(words),
    json: expect.objectContaining({ exitCode: 100 }),
  });

  test('is not there', async () => {
    await rm(join(folder, 'skewline.json'));
    expect(await shown()).toEqual(refusal('name the package with --package'));
  });

  test('has documents that cannot be read', async () => {
    await writeFile(join(folder, 'documents/4.yaml'), 'openapi: 3.0.3\ninfo: {title: x');
    expect(await shown()).toEqual(refusal('document_unparsable'));
  });

  test('has representations only', async () => {
    const side = (name: string): object => ({
      name,
      document: 'documents/1.yaml',
      module: `@x/${name}`,
      names: 'snake_case',
    });
    const representation = {
      name: 'row',
      source: 'src/row',
      from: side('a'),
      to: side('b'),
      pairs: { Parcel: 'Parcel' },
    };
    const config = { representations: [{ ...representation, directions: ['up'] }] };
    await writeFile(join(folder, 'skewline.json'), JSON.stringify(config));
    expect(await shown()).toEqual(refusal('type_unknown: this package has no API'));
  });

  test('has no operations', async () => {
    await rm(join(folder, 'documents'), { recursive: true });
    await mkdir(join(folder, 'documents'));
    for (const version of ['1', '2']) {
      const document = { openapi: '3.0.3', info: { title: 'x', version }, paths: {} };
      await writeFile(join(folder, `documents/${version}.json`), JSON.stringify(document));
    }
    expect(await shown()).toEqual(refusal('type_unknown: parcels has no operations'));
  });

  test('has holes, and no decisions', async () => {
    await rm(join(folder, 'src/decisions.ts'));
    expect(await shown()).toEqual(refusal('decisions_missing'));
  });

  test('has decisions that cannot be loaded', async () => {
    await writeFile(join(folder, 'src/decisions.ts'), 'throw new Error("not today");');
    expect(await shown()).toEqual(refusal('not today'));
  });

  test('has a hole that nobody answers', async () => {
    const path = join(folder, 'src/decisions.ts');
    const text = await readFile(path, 'utf8');
    await writeFile(path, text.replace("'Notification(fax)'", "'Notification(telex)'"));
    expect(await shown()).toEqual(refusal('does not answer v4 up Notification(fax)'));
  });
});

test('the sled agent: what each side is known to lose', async () => {
  const folder = join(repository, 'packages/sled-agent-types');
  const { code, output } = await run(['skew', '--json'], { folder });
  expect(code).toBe(0);
  // As `json.ts` writes it; only what is looked at.
  const report = JSON.parse(output) as {
    readonly pairs: readonly { client: string; server: string; status: string }[];
    readonly limits: readonly Readonly<Record<string, unknown>>[];
  };
  expect(report.pairs).toHaveLength(13 * 13);
  expect(report.limits).toContainEqual(
    expect.objectContaining({
      effect: 'refused',
      operation: 'vmm_register',
      path: '/body/vmm_spec/components/{}/component/has_write_cache',
      where: ['nvme_disk'],
      since: '44',
      unless: 'true',
    }),
  );
  expect(report.limits).toContainEqual(
    expect.objectContaining({
      effect: 'lost',
      operation: 'vmm_get_state',
      status: '200',
      path: '/vmm_state/state',
      where: ['failed'],
      text: 'why a VMM failed: cause and detail',
      clients: { first: '1', last: '44' },
      servers: { first: '49', last: '49' },
    }),
  );
  const row = (client: string): string =>
    report.pairs
      .filter((pair) => pair.client === client)
      .map(({ status }) => status.slice(0, 1))
      .join('');
  expect(row('1')).toBe('fffcccccccccc');
  expect(row('49')).toBe('rrrrrrccccclf');
});

test('the matrix of the sled agent is there in seconds', async () => {
  const folder = join(repository, 'packages/sled-agent-types');
  const opened = await openPackage(folder, processIo());
  const config = opened.value?.config.apis[0];
  if (opened.value === undefined || config === undefined) throw new Error('no package');
  const planned = (await planPart(opened.value, { kind: 'api', config })).value;
  const decisions = (await loadDecisions(opened.value, config, planned?.steps ?? [])).value;
  if (planned === undefined || decisions === undefined) throw new Error('no plan');
  const start = performance.now();
  const { api, steps } = planned;
  const { sparse, doNotForward } = config;
  const report = skewReport({ api, steps, sparse, doNotForward, decisions });
  expect(renderHtml(report)).toContain('vmm_register');
  expect(performance.now() - start).toBeLessThan(20_000);
});
