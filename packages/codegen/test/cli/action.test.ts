import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { example, repository, run } from './run.ts';

interface Action {
  inputs: Record<string, { description: string; default: string }>;
  outputs: Record<string, { value: string }>;
  runs: { using: string; steps: { id: string; shell: string; env: Record<string, string>; run: string }[] };
}

const text = readFileSync(join(repository, '.github/actions/skewline-check/action.yml'), 'utf8');
const action = parse(text) as Action; // A file of ours; each member is asked for below.
const [step] = action.runs.steps;
if (step === undefined) throw new Error('the action does nothing');

const folder = mkdtempSync(join(tmpdir(), 'skewline-action-'));
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe('the action', () => {
  test('is composite, and every step says its shell', () => {
    expect(action.runs.using).toBe('composite');
    for (const { shell } of action.runs.steps) expect(shell).toBe('bash');
  });

  test('every input that it uses exists, and every input is used', () => {
    const used = [...text.matchAll(/\$\{\{.*?\}\}/g)].flatMap(([expression]) =>
      [...expression.matchAll(/\binputs\.([\w-]+)/g)].map((match) => match[1]),
    );
    expect(new Set(used)).toEqual(new Set(Object.keys(action.inputs)));
    for (const { description } of Object.values(action.inputs)) expect(description).not.toBe('');
  });

  test('every variable of the script is given to it, and none is put into its text', () => {
    expect(step.run).not.toContain('${{');
    const used = new Set([...step.run.matchAll(/\$\{?(SKEWLINE_\w+)/g)].map((match) => match[1]));
    expect(used).toEqual(new Set(Object.keys(step.env)));
  });

  test('every output is of a step that exists and sets it', () => {
    for (const [name, { value }] of Object.entries(action.outputs)) {
      expect(value).toBe(`\${{ steps.${step.id}.outputs.${name} }}`);
      expect(step.run).toContain(`echo "${name}=`);
    }
  });

  test('the formats that it lists are those of the command', async () => {
    const listed = /One of ([\w, ]+)\./.exec(action.inputs['format']?.description ?? '')?.[1]?.split(', ');
    expect(listed).toHaveLength(5);
    for (const format of listed ?? []) {
      expect((await run(['check', '--format', format])).errors).not.toContain('Allowed choices');
    }
    expect(listed).toContain(action.inputs['format']?.default);
  });
});

/** Runs the script as GitHub would, with a program in the place of npx that ends with a code. */
function runScript(code: number, variables: Record<string, string> = {}) {
  const at = (name: string): string => join(folder, name);
  for (const name of ['calls', 'summary', 'output']) writeFileSync(at(name), '');
  writeFileSync(at('npx'), `#!/bin/bash\nprintf '%s\\n' "$*" >> '${at('calls')}'\necho said\nexit ${String(code)}\n`);
  chmodSync(at('npx'), 0o755);
  const defaults = {
    SKEWLINE_PACKAGE: '.',
    SKEWLINE_BASE: '',
    SKEWLINE_FORMAT: 'github',
    SKEWLINE_OUTPUT: '',
    SKEWLINE_SUMMARY: 'true',
  };
  const env = {
    ...defaults,
    ...variables,
    PATH: `${folder}:${process.env['PATH'] ?? ''}`,
    GITHUB_STEP_SUMMARY: at('summary'),
    GITHUB_OUTPUT: at('output'),
  };
  let [status, log] = [0, ''];
  try {
    // As GitHub starts it: it ends at the first command that fails.
    log = execFileSync('bash', ['--noprofile', '--norc', '-eo', 'pipefail', '-c', step?.run ?? ''], { env, encoding: 'utf8', cwd: folder });
  } catch (error) {
    if (!(error instanceof Error) || !('status' in error) || !('stdout' in error)) throw error;
    [status, log] = [Number(error.status), String(error.stdout)];
  }
  const read = (name: string): string => readFileSync(at(name), 'utf8');
  return { status, log, calls: read('calls').trimEnd().split('\n'), summary: read('summary'), output: read('output') };
}

describe('its script', () => {
  test.each([0, 4, 100, 1])('ends as the check does: %i', (code) => {
    const ran = runScript(code);
    expect(ran).toMatchObject({ status: code, log: 'said\n', summary: 'said\n', output: `exit-code=${String(code)}\n` });
  });

  test.each<[string, Record<string, string>, string[]]>([
    ['defaults', {}, ['--package . --format github', '--package . --format markdown']],
    ['a base', { SKEWLINE_BASE: 'origin/x y' }, ['--package . --blessed-from origin/x y --format github', '--package . --blessed-from origin/x y --format markdown']],
    ['no summary', { SKEWLINE_SUMMARY: 'false' }, ['--package . --format github']],
    ['text that a shell would obey', { SKEWLINE_PACKAGE: '$(touch owned); `id`' }, ['--package $(touch owned); `id` --format github', '--package $(touch owned); `id` --format markdown']],
  ])('%s', (_name, variables, calls) => {
    expect(runScript(0, variables).calls).toEqual(calls.map((call) => `--no skewline check ${call}`));
    expect(existsSync(join(folder, 'owned'))).toBe(false);
  });

  test('writes into a file', () => {
    const ran = runScript(100, { SKEWLINE_OUTPUT: 'a report.sarif', SKEWLINE_FORMAT: 'sarif' });
    expect(ran).toMatchObject({ status: 100, log: '' });
    expect(readFileSync(join(folder, 'a report.sarif'), 'utf8')).toBe('said\n');
  });

  test('the command takes what it is given', async () => {
    const [call = ''] = runScript(0, { SKEWLINE_BASE: 'HEAD', SKEWLINE_PACKAGE: example }).calls;
    const { errors } = await run(call.split(' ').slice(2));
    expect(call.split(' ').slice(0, 3)).toEqual(['--no', 'skewline', 'check']);
    expect(errors).toBe('');
  });
});
