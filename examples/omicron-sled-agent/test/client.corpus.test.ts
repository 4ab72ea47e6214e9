import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ts } from '../../../packages/codegen/test/support/typescript.ts';
import { ageFolder, loadServer } from '../../../skew/ages.ts';
import { effort, meetAll, seed } from '../../../skew/all-pairs.ts';
import { makeAges, readHistory } from '../../../skew/histories.ts';
import { repository, say } from './support/history.ts';

/**
 * A client of the real history, generated when version 48 was the newest, and servers that were
 * generated when 1, 10, 30 and 48 were. They talk over HTTP, in random values of all operations.
 */
const ages = ['1', '10', '30', '48'];
const source = { package: 'examples/omicron-sled-agent', api: 'sled-agent' };
const folder = (version: string): string => ageFolder('omicron-sled-agent', version);
await makeAges(source, join(folder('1'), '..'), ages);
const history = await readHistory(source);

const { operations } = await loadServer(folder('48'));

/** What `refinements.ts` forbids, version 48 does not take from anybody. */
function isRight(_: number, operation: string, request: unknown): boolean {
  const form = operations.find(({ id }) => id === operation)?.forms.at(-1);
  // A copy: a validator may fill in what is absent.
  return form?.validators.request?.(structuredClone(request)) ?? true;
}

/** The package of version 48, as a program compiles it that uses it. */
function project(): string {
  const path = join(folder('48'), 'tsconfig.json');
  mkdirSync(folder('48'), { recursive: true });
  const config = {
    extends: join(repository, 'tsconfig.base.json'),
    compilerOptions: {
      noEmit: true,
      composite: false,
      declaration: true,
      declarationMap: false,
      sourceMap: false,
      tsBuildInfoFile: null,
      lib: ['es2023', 'dom', 'dom.iterable'],
    },
    include: ['generated/client/*.ts'],
  };
  writeFileSync(path, JSON.stringify(config));
  return path;
}

describe('the client of version 48', () => {
  test('compiles strict under TypeScript 5.9', () => {
    const read = ts.readConfigFile(project(), (path) => ts.sys.readFile(path));
    const { fileNames, options } = ts.parseJsonConfigFileContent(read.config, ts.sys, folder('48'));
    expect(fileNames.length).toBe(4);
    const program = ts.createProgram(fileNames, options);
    const messages = ts.getPreEmitDiagnostics(program).map(({ messageText, file }) => {
      return `${file?.fileName ?? ''}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`;
    });
    expect(messages.slice(0, 10)).toEqual([]);
  });

  test('compiles strict under TypeScript 7', () => {
    const tsc = join(repository, 'node_modules/typescript/bin/tsc');
    const { stdout, stderr } = spawnSync(process.execPath, [tsc, '-p', project()], {
      encoding: 'utf8',
    });
    expect(`${stdout}${stderr}`).toBe('');
  });

  test.each(ages)('talks to a server of version %s', async (version) => {
    const newest = history.versions.length - 1;
    const tally = await meetAll(
      {
        history,
        folder: (position) => folder(history.versions[position] ?? ''),
        losses: 'as reported',
        unrepresentable: 'any',
        isRight,
      },
      { clients: [newest], servers: [history.versions.indexOf(version)], values: 9 },
    );
    say(
      tally.text(`client 48 to server ${version}, seed ${String(seed)}, effort ${String(effort)}`),
    );
    expect(tally.unexplained.slice(0, 5)).toEqual([]);
    expect(tally.count('unexplained')).toBe(0);
    expect(tally.count('full')).toBeGreaterThan(100);
  });
});
