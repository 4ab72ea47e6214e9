import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const main = fileURLToPath(new URL('../src/main.ts', import.meta.url));
let directory = '';
const children: ChildProcess[] = [];

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'skewline-gateway-'));
});
afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  await rm(directory, { recursive: true });
});

function run(...flags: readonly string[]) {
  const child = spawn(process.execPath, ['--conditions=skewline-source', main, ...flags], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  children.push(child);
  return child;
}

/** Where it listens, as its log says. */
async function urlOf(child: ReturnType<typeof run>): Promise<string> {
  for await (const line of createInterface({ input: child.stdout })) {
    // A line of pino.
    const { msg, url } = JSON.parse(line) as { readonly msg: string; readonly url?: string };
    if (msg === 'listening' && url !== undefined) return url;
  }
  throw new Error('it never listened');
}

async function ended(child: ReturnType<typeof run>): Promise<{ code: unknown; words: string }> {
  let words = '';
  child.stderr.on('data', (chunk: Buffer) => (words += chunk.toString()));
  const [code] = (await once(child, 'close')) as unknown[];
  return { code, words };
}

describe('the program', () => {
  it('serves by file and flags, and ends on SIGTERM with all that it knows', async () => {
    const file = join(directory, 'gateway.json');
    const stateFile = join(directory, 'power.json');
    await writeFile(file, JSON.stringify({ listen: { port: 1 }, stateFile, sleds: ['BRM1'] }));
    const child = run('--config', file, '--port', '0');
    const url = await urlOf(child);
    const headers = { 'content-type': 'application/json' };
    const body = JSON.stringify({ power_state: 'A2' });
    await fetch(`${url}/sleds/BRM1/power`, { method: 'PUT', headers, body });
    const end = ended(child);
    child.kill('SIGTERM');
    expect(await end).toEqual({ code: 0, words: '' });

    const again = run('--state', stateFile, '--port', '0');
    const served = await urlOf(again);
    const answer = await fetch(`${served}/sleds/BRM1/power`);
    expect(await answer.json()).toMatchObject({ power_state: 'A2' });

    const port = new URL(served).port;
    const second = await ended(run('--state', join(directory, 'other.json'), '--port', port));
    expect(second).toEqual({ code: 1, words: `gateway: 127.0.0.1 port ${port}: is in use\n` });
  });

  it.each([
    { flags: ['--port', 'x'], words: /not? .*whole number/ },
    { flags: ['--prt', '1'], words: /unknown option/ },
    { flags: ['--port', '0'], words: /stateFile/ },
    { flags: ['--config', '/nowhere.json'], words: /nowhere\.json cannot be read/ },
    { flags: ['--state', 's', '--log-level', 'loud'], words: /logLevel is one of/ },
  ])('says what is wrong with $flags', async ({ flags, words }) => {
    const end = await ended(run(...flags));
    expect(end.code).toBe(2);
    expect(end.words).toMatch(words);
  });
});
