import { createServer } from 'node:net';
import { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { run } from './support/run.ts';

/** Every command there is, by its words. */
const commands = [
  'instance list',
  'instance show',
  'instance events',
  'instance migrate',
  'vmm list',
  'vmm show',
  'migration list',
  'saga list',
  'saga show',
  'saga retry',
  'saga skip',
  'saga cancel',
  'saga abandon',
  'task list',
  'task run',
  'placement explain',
  'skew',
  'sled list',
  'sled evacuate',
  'sled expunge',
  'user list',
  'user put',
  'user token',
  'token list',
  'token delete',
  'attempt list',
  'attempt show',
];

describe('help', () => {
  it.each(commands)('of %s has an example, and is no mistake', async (words) => {
    const { out, err, exitCode } = await run([...words.split(' '), '--help']);
    expect(out).toContain(`Usage: nexus ${words}`);
    expect(out).toMatch(new RegExp(`Example:\n {2}nexus ${words}`));
    for (const option of ['--url', '--token', '--rack', '--directory', '--database', '--json']) {
      expect(out).toContain(option);
    }
    expect(err).toBe('');
    expect(exitCode).toBe(0);
  });

  it('is complete: there is no other command', async () => {
    const found: string[] = [];
    const program = new Command('nexus');
    await run(['skew', '--help'], { program });
    for (const command of program.commands) {
      if (command.commands.length === 0) found.push(command.name());
      for (const leaf of command.commands) found.push(`${command.name()} ${leaf.name()}`);
    }
    expect(found.toSorted()).toEqual(commands.toSorted());
  });
});

const id = '0b0f3c86-5f7a-4c53-8a4f-3c1a4b9f3a01';
const nowhere = ['--url', 'http://127.0.0.1:9', '--token', 't'];

describe('what is no way to ask ends with 2', () => {
  it.each<readonly [readonly string[], string]>([
    [['vmm', 'show', 'x', ...nowhere], 'It is no id'],
    [['vmm', 'show', ...nowhere], "missing required argument 'id'"],
    [['vmm', 'list', '--state', 'tired', ...nowhere], 'Allowed choices are creating, starting'],
    [['vmm', 'lst'], 'Did you mean list?'],
    [['vmm', 'list', '--limit', '0', ...nowhere], 'It is no number from 1 on'],
    [['task', 'run', 'sleep', ...nowhere], 'Allowed choices are instance_watcher'],
    [['saga', 'abandon', id, ...nowhere], "required option '--reason <text>' not specified"],
    [['saga', 'abandon', id, '--reason', '', ...nowhere], 'a reason has 1 to 1024 characters'],
    [['saga', 'show', id, '--dot', '--mermaid', ...nowhere], 'cannot be used with option'],
    [['user', 'put', 'ada', ...nowhere], "required option '--role <role>' not specified"],
    [['instance', 'show', 'web', ...nowhere], 'give its id, or PROJECT/NAME'],
    [['instance', 'show', 'a/b/c', ...nowhere], 'names have no slash'],
    [['instance', 'list'], 'nobody said where nexus is'],
    [['instance', 'list', ...nowhere, '--directory', 'x'], 'say two places to ask'],
  ])('%j', async (args, message) => {
    const { out, err, exitCode } = await run(args);
    expect(err).toContain(message);
    expect(err).not.toMatch(/^\s+at /m);
    expect(out).toBe('');
    expect(exitCode).toBe(2);
  });
});

it('says that nobody answers, with 1', async () => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  await new Promise((resolve) => server.close(resolve));
  const url = `http://127.0.0.1:${String(port)}`;
  const { out, err, exitCode } = await run(['sled', 'list', '--url', url, '--token', 't']);
  expect(err).toMatch(/^nexus: nexus does not answer: /);
  expect(out).toBe('');
  expect(exitCode).toBe(1);
});

it('says that there is no database, with 1, and makes none', async () => {
  const { err, exitCode } = await run(['sled', 'list', '--directory', '/nowhere/at-all']);
  expect(err).toBe('nexus: there is no database in /nowhere/at-all\n');
  expect(exitCode).toBe(1);
});

it('keeps a group that somebody has begun', async () => {
  const program = new Command('nexus');
  program.command('token').command('create').option('--directory <path>');
  await run(['skew', '--help'], { program });
  const token = program.commands.find((command) => command.name() === 'token');
  expect(token?.commands.map((command) => command.name())).toEqual(['create', 'list', 'delete']);
});
