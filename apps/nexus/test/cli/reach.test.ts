import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { CliProblem } from '../../src/cli/problem.ts';
import { type Reach, type ReachOptions, reachOf } from '../../src/cli/reach.ts';

const folder = mkdtempSync(join(tmpdir(), 'nexus-cli-'));
afterAll(() => rmSync(folder, { recursive: true }));

function rack(name: string, text: string | null): string {
  const path = join(folder, name);
  mkdirSync(path, { recursive: true });
  if (text !== null) writeFileSync(join(path, 'operator.json'), text);
  return path;
}
const sound = rack('sound', JSON.stringify({ url: 'http://127.0.0.1:1', token: 'of the rack' }));
const here = join(folder, 'here');
rack('here/.rack', JSON.stringify({ url: 'http://127.0.0.1:2', token: 'of here' }));

const url = 'http://127.0.0.1:12220';
const env = { NEXUS_URL: 'http://127.0.0.1:3', NEXUS_TOKEN: 'of the environment' };

describe('where to ask', () => {
  it.each<readonly [string, ReachOptions, Record<string, string>, string, Reach]>([
    ['options', { url, token: 't' }, env, here, { kind: 'api', url, token: 't' }],
    [
      'a url, and a token of the environment',
      { url },
      env,
      here,
      { kind: 'api', url, token: env.NEXUS_TOKEN },
    ],
    ['the environment', {}, env, here, { kind: 'api', url: env.NEXUS_URL, token: env.NEXUS_TOKEN }],
    [
      'a rack, whose token is its own',
      { rack: sound },
      env,
      here,
      { kind: 'api', url: 'http://127.0.0.1:1', token: 'of the rack' },
    ],
    [
      'a rack, alone',
      { rack: sound },
      {},
      here,
      { kind: 'api', url: 'http://127.0.0.1:1', token: 'of the rack' },
    ],
    [
      'the rack that is here',
      {},
      {},
      here,
      { kind: 'api', url: 'http://127.0.0.1:2', token: 'of here' },
    ],
    [
      'a directory',
      { directory: 'data' },
      env,
      '/srv',
      { kind: 'directory', directory: '/srv/data' },
    ],
    [
      'a server',
      { database: 'postgres://h/d' },
      env,
      here,
      { kind: 'server', url: 'postgres://h/d' },
    ],
  ])('is %s', (_, options, environment, directory, reach) => {
    expect(reachOf(options, { env: environment, directory })).toEqual(reach);
  });

  it.each<readonly [string, ReachOptions, 1 | 2, string]>([
    ['nothing', {}, 2, 'nobody said where nexus is'],
    ['two places', { url, directory: 'x' }, 2, '--url and --directory say two places to ask'],
    ['no token', { url }, 2, 'there is no token to show'],
    ['no URL', { url: 'nexus', token: 't' }, 2, 'nexus is no address of a nexus'],
    ['a URL of a file', { url: 'file:///etc/passwd', token: 't' }, 2, 'file:///etc/passwd is no'],
    ['no database', { database: 'mysql://h/d' }, 2, '--database wants a URL'],
    ['no rack', { rack: rack('empty', null) }, 1, 'cannot be read: ENOENT'],
    ['no JSON', { rack: rack('broken', '{') }, 1, 'does not say url and token'],
    [
      'a rack that says too little',
      { rack: rack('half', '{"url":"http://h"}') },
      1,
      'does not say',
    ],
  ])('is not known: %s', (_, options, exitCode, message) => {
    const problem = reachOf(options, { env: {}, directory: '/nowhere' });
    if (!(problem instanceof CliProblem)) throw new Error('it is known');
    expect(problem.message).toContain(message);
    expect(problem.exitCode).toBe(exitCode);
  });
});
