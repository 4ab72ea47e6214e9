import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const source = resolve(import.meta.dirname, '../../src');
const repository = resolve(import.meta.dirname, '../../../..');

/** A change of a decision, and what the compiler's message has to name. */
const changes = {
  wire: {
    forgotten: {
      text: "'VmmState(saga_unwound)': drop('that it never ran', { kind: 'destroyed' }),",
      instead: '',
      message: /'"VmmState\(saga_unwound\)"' is missing .*DecisionsDownToWire/,
    },
    leftOver: {
      text: 'down: {',
      instead: "down: { 'VmmState(sunk)': drop('that it sank', { kind: 'destroyed' }),",
      message: /''VmmState\(sunk\)'' does not exist in type 'DecisionsDownToWire'/,
    },
    wrong: {
      text: "isSledAgentFailureReason(reason) ? reason : 'unspecified'",
      instead: "isSledAgentFailureReason(reason) ? 'unspecified' : reason",
      message: /"from_sled_agent"' is not assignable to type '.*VmmFailureCause/,
    },
  },
  view: {
    forgotten: {
      text: "'InstanceEventWhat(restart_planned).time_next_try': rename('notBefore'),",
      instead: '',
      message:
        /'"InstanceEventWhat\(restart_planned\)\.time_next_try"' is missing .*DecisionsUpToExternal/,
    },
    leftOver: {
      text: 'up: {',
      instead: "up: { 'SledPolicy(resting)': constant({ kind: 'expunged' }),",
      message: /''SledPolicy\(resting\)'' does not exist in type 'DecisionsUpToExternal'/,
    },
    wrong: {
      text: "rename('notBefore')",
      instead: "rename('since')",
      message: /'since' is missing/,
    },
  },
} as const;

const cases = Object.entries(changes).flatMap(([name, of]) =>
  Object.entries(of).map(([how, change]) => ({ name, how, ...change })),
);

let folder = '';
let output = '';

// One run of the compiler sees all of them: each changed copy stands beside the unchanged one.
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'skewline-decisions-'));
  await cp(source, join(folder, 'src'), { recursive: true });
  await mkdir(join(folder, 'node_modules'));
  const packages = join('node_modules', '@skewline');
  await symlink(join(repository, packages), join(folder, packages));
  const files = Object.keys(changes).map((name) => `src/${name}/decisions.ts`);
  for (const { name, how, text, instead } of cases) {
    const before = await readFile(join(folder, `src/${name}/decisions.ts`), 'utf8');
    if (!before.includes(text)) throw new Error(`no ${text} in the decisions of ${name}`);
    files.push(`src/${name}/${how}.ts`);
    await writeFile(join(folder, `src/${name}/${how}.ts`), before.replace(text, instead));
  }
  const compilerOptions = {
    noEmit: true,
    composite: false,
    declaration: true,
    declarationMap: false,
    sourceMap: false,
  };
  const config = {
    extends: join(repository, 'tsconfig.base.json'),
    compilerOptions: { ...compilerOptions, tsBuildInfoFile: null },
    files,
  };
  await writeFile(join(folder, 'package.json'), '{"type":"module"}');
  await writeFile(join(folder, 'tsconfig.json'), JSON.stringify(config));
  const tsc = join(repository, 'node_modules/typescript/bin/tsc');
  output = await new Promise((done) => {
    const options = { cwd: folder };
    execFile(process.execPath, [tsc, '--pretty', 'false'], options, (_, stdout) => done(stdout));
  });
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** What was said of one file: a message goes on in lines that are indented. */
function messagesOf(path: string): string {
  const messages = output.split(/\n(?=\S)/);
  return messages.filter((message) => message.startsWith(`${path}(`)).join('\n');
}

describe.each(cases)('a decision of $name that is $how', ({ name, how, message }) => {
  test('does not compile, and the message names it', () => {
    expect(messagesOf(`src/${name}/${how}.ts`)).toMatch(message);
  });
});

test.each(Object.keys(changes))('the decisions of %s as they are do compile', (name) => {
  expect(messagesOf(`src/${name}/decisions.ts`)).toBe('');
  // Nothing else is wrong either: every message is about a copy that was changed.
  const about = new Set(output.match(/^\S+(?=\()/gm));
  expect([...about].sort()).toEqual(cases.map((one) => `src/${one.name}/${one.how}.ts`).sort());
});
