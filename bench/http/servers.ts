/**
 * Requests per second of the same handlers behind the adapter and in routes by hand. Each measurement
 * has a partner right beside it (A B, B A, …), and both servers begin again as new processes a few
 * times, for what V8 makes of a program differs from process to process by more than what is sought.
 */
import { Child } from './child.ts';
import type { Load, Seen } from './load.ts';
import { type Exchange, newerVersion, olderVersion, putState, register } from './requests.ts';
import type { Usage } from './serve.ts';

export interface Scenario {
  readonly name: string;
  /** What is asked of the adapter; the server by hand knows the newest version only. */
  readonly version: number;
  readonly exchange: (version: number) => Exchange;
  readonly limit: number;
}

export const scenarios: readonly Scenario[] = [
  { name: 'vmm_put_state, same version', version: newerVersion, exchange: putState, limit: 0.95 },
  { name: 'vmm_put_state, ten apart', version: olderVersion, exchange: putState, limit: 0.9 },
  { name: 'vmm_register, same version', version: newerVersion, exchange: register, limit: 0.95 },
  { name: 'vmm_register, ten apart', version: olderVersion, exchange: register, limit: 0.9 },
];

export interface Measured {
  readonly requestsPerSecond: number;
  /** Microseconds of processor time that the server used for one request. */
  readonly cost: number;
  /** Shares of one processor. */
  readonly server: number;
  readonly generator: number;
}

export interface Pair {
  readonly plain: Measured;
  readonly adapter: Measured;
}

export interface Effort {
  /** How many times both servers begin as new processes. */
  readonly starts: number;
  /** Pairs per scenario and start. */
  readonly pairs: number;
  /** Of one measurement. */
  readonly seconds: number;
  /** Whether each scenario is run for a second before it counts. */
  readonly warmUp: boolean;
}

interface Server {
  readonly child: Child;
  readonly url: string;
}

async function start(file: string): Promise<Server> {
  const child = new Child(file);
  const { url } = await child.next<{ url: string }>();
  return { child, url };
}

async function measure(
  generator: Child,
  { child, url }: Server,
  version: number,
  { path, body, answer }: Exchange,
  seconds: number,
): Promise<Measured> {
  const headers = { 'content-type': 'application/json', 'api-version': `${String(version)}.0.0` };
  const load: Load = { url: `${url}${path}`, method: 'PUT', headers, body, answer, seconds };
  const before = await child.ask<Usage>({});
  const begin = performance.now();
  const seen = await generator.ask<Seen>(load);
  const elapsed = performance.now() - begin;
  const processor = (await child.ask<Usage>({})).processor - before.processor;
  if (seen.problem !== undefined) throw new Error(`${path} of ${String(version)}: ${seen.problem}`);
  return {
    requestsPerSecond: seen.requestsPerSecond,
    cost: processor / (seen.requestsPerSecond * seconds),
    server: processor / 1000 / elapsed,
    generator: seen.processor,
  };
}

/** The pairs of each scenario. */
export async function measureServers({
  starts,
  pairs,
  seconds,
  warmUp,
}: Effort): Promise<Map<Scenario, Pair[]>> {
  const results = new Map<Scenario, Pair[]>(scenarios.map((scenario) => [scenario, []]));
  const generator = new Child('load.ts');
  let isAdapterFirst = false;
  for (let round = 0; round < starts; round += 1) {
    const plain = await start('plain.ts');
    const adapter = await start('adapter.ts');
    const ofPlain = (scenario: Scenario, time: number): Promise<Measured> =>
      measure(generator, plain, newerVersion, scenario.exchange(newerVersion), time);
    const ofAdapter = (scenario: Scenario, time: number): Promise<Measured> =>
      measure(generator, adapter, scenario.version, scenario.exchange(scenario.version), time);
    for (const scenario of warmUp ? scenarios : []) {
      await ofPlain(scenario, 1);
      await ofAdapter(scenario, 1);
    }
    for (let pair = 0; pair < pairs; pair += 1) {
      for (const scenario of scenarios) {
        const order = isAdapterFirst ? [ofAdapter, ofPlain] : [ofPlain, ofAdapter];
        const [first, second] = [
          await order[0]!(scenario, seconds),
          await order[1]!(scenario, seconds),
        ];
        results
          .get(scenario)
          ?.push(
            isAdapterFirst ? { plain: second, adapter: first } : { plain: first, adapter: second },
          );
      }
      isAdapterFirst = !isAdapterFirst;
    }
    await Promise.all([plain.child.end(), adapter.child.end()]);
  }
  await generator.end();
  return results;
}
