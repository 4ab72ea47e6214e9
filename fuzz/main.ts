/**
 * `npm run fuzz:api`: every operation of every version of the APIs of nexus, with requests made from their own documents
 * and spoiled. A rack of real processes; two users: one attacks, the other has things that must stay as they are.
 */
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { paces, startRack } from '../apps/rack/src/index.ts';
import { CaseMaker } from './cases.ts';
import { judge } from './judge.ts';
import { Tally } from './tally.ts';
import { bytes, Sender, sendBytes } from './send.ts';
import { replenish, settle, snapshot } from './victim.ts';

const { values: options } = parseArgs({
  options: {
    requests: { type: 'string', default: '100000' },
    seed: { type: 'string', default: '1' },
    /** Only the case of this number, with all that was sent and answered. */
    only: { type: 'string' },
    connections: { type: 'string', default: '16' },
  },
});
const count = wholeNumber('requests');
const seed = wholeNumber('seed');
const connections = wholeNumber('connections');

const folder = join(await mkdtemp(join(tmpdir(), 'skewline-fuzz-')), 'rack');
const rack = await startRack({ folder, sleds: [49], pace: paces.quick, logLevel: 'warn' });
try {
  process.exitCode = await fuzz();
} finally {
  await rack.destroy();
}

async function fuzz(): Promise<number> {
  const [nexus] = rack.nexus;
  const [sled] = rack.sleds;
  if (nexus === undefined || sled === undefined) throw new Error('the rack is empty');
  const mallory = await rack.user('mallory');
  const alice = await rack.user('alice');
  const own = await settle(mallory, 'own');
  const others = await settle(alice, 'others');
  // What began has to end before it can be said to stay as it is.
  await quiet();
  const before = await snapshot(alice, others, rack.operator);

  const maker = await CaseMaker.make(
    seed,
    { own: own.ids, others: others.ids },
    rack.operator.token,
  );
  const secrets = {
    markers: [others.marker],
    internals: [sled.id, sled.serial, rack.operator.token, alice.token],
  };
  const urls = {
    nexus: nexus.url,
    'nexus-operator': `${nexus.url}/operator`,
    'nexus-internal': nexus.internalUrl,
  };
  const sender = new Sender(connections);
  const tally = new Tally();
  const from = options.only === undefined ? 0 : wholeNumber('only');
  const to = options.only === undefined ? count : from + 1;
  let next = from;
  const begin = performance.now();
  const work = async (): Promise<void> => {
    while (next < to) {
      const number = next++;
      const one = maker.case(number);
      const base = urls[one.api];
      const path = `${new URL(base).pathname.replace(/\/$/, '')}${one.request.path}`;
      const answer = await sender.send(base, { ...one.request, path });
      const wrong = judge(one, answer, secrets);
      tally.add(number, one, answer, wrong);
      if (options.only !== undefined)
        process.stdout.write(
          `${JSON.stringify({ ...one, body: one.request.body?.toString() }, undefined, 1)}\n${JSON.stringify(answer, undefined, 1)}\n`,
        );
      if (number % 2003 === 2002) await replenish(mallory, own.ids.project);
      if (number % 1009 === 0) await sendBytes(base, bytes[(number / 1009) % bytes.length] ?? '');
    }
  };
  await Promise.all(Array.from({ length: connections }, work));
  const seconds = (performance.now() - begin) / 1000;
  sender.close();

  const after = await snapshot(alice, others, rack.operator);
  if (after !== before)
    tally.fault(`what is somebody else's has changed:\n${difference(before, after)}`);
  if (nexus.process !== 'running') tally.fault(`nexus is ${nexus.process}`);
  const ready = await fetch(`${nexus.url}/health/ready`);
  if (!ready.ok) tally.fault(`nexus is not ready any more: ${String(ready.status)}`);
  process.stdout.write(tally.report(maker.operations, seconds, seed));
  return tally.faults === 0 ? 0 : 1;
}

/** Until no saga is under way. */
async function quiet(): Promise<void> {
  for (let tries = 0; tries < 100; tries++) {
    const running = await rack.operator.operator.sagaList({ query: { state: 'running' } });
    const { items } = await alices();
    if (
      running.ok &&
      running.value.items.length === 0 &&
      items.every(({ run_state }) => !run_state.endsWith('ing') || run_state === 'running')
    )
      return;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error('the rack does not come to rest');
}

async function alices(): Promise<{ readonly items: readonly { readonly run_state: string }[] }> {
  const { external } = await rack.user('alice');
  const got = await external.instanceList({ query: { project: 'others' } });
  if (!got.ok) throw new Error(got.message);
  return got.value;
}

function difference(before: string, after: string): string {
  const [old, fresh] = [before.split('\n'), after.split('\n')];
  const at = old.findIndex((line, index) => line !== fresh[index]);
  return `  before: ${String(old[at])}\n  after:  ${String(fresh[at])}`;
}

function wholeNumber(name: 'requests' | 'seed' | 'only' | 'connections'): number {
  const number = Number(options[name]);
  if (Number.isSafeInteger(number) && number >= 0) return number;
  process.stderr.write(`--${name} takes a whole number, and not ${String(options[name])}\n`);
  process.exit(2);
}
