/**
 * Clients of several ages that ask several servers, so many times a second, in a process of its own:
 *
 *     node --conditions=skewline-source load.ts SETTING
 *
 * A request is begun when its time has come, whatever became of those before it, and its latency is
 * counted from that time. It goes on until its parent says stop, and then says what has been.
 */
import { readFileSync } from 'node:fs';
import { inspect, isDeepStrictEqual } from 'node:util';
import type { Connection } from '@skewline/runtime/client';
import { type AgedClient, type AnyResult, loadClient } from './ages.ts';
import { type Bodies, workOf } from './rolling-work.ts';

export interface LoadSetting {
  readonly clients: readonly { readonly version: string; readonly folder: string }[];
  readonly servers: readonly string[];
  /** Requests in a second, of all clients together. */
  readonly rate: number;
  /** The number of the first request; the next is `stride` more. */
  readonly first: number;
  readonly stride: number;
  readonly bodies: Bodies;
  readonly retries: number;
}

export interface LoadReport {
  readonly seconds: number;
  readonly begun: number;
  readonly answered: number;
  readonly failed: readonly string[];
  readonly failures: number;
  readonly wrong: readonly string[];
  readonly wrongs: number;
  /** Milliseconds, unsorted. */
  readonly latencies: readonly number[];
  readonly retries: number;
  readonly mostInFlight: number;
  /** Of the whole process, while it asked. */
  readonly cpuSeconds: number;
  /** By client: how many times it came to speak another version with a server. */
  readonly negotiated: Readonly<Record<string, number>>;
  /** By second: how many requests were spoken in which version. */
  readonly spoken: readonly Readonly<Record<string, number>>[];
}

interface Caller {
  readonly version: string;
  readonly code: AgedClient;
  readonly connections: readonly Connection<string>[];
}

// Written by rolling.skew.test.ts.
const setting = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8')) as LoadSetting;
const latencies: number[] = [];
const negotiated: Record<string, number> = {};
const spoken: Record<string, number>[] = [];
const [failed, wrong]: [string[], string[]] = [[], []];
let [failures, wrongs, retries, begun, answered, inFlight, mostInFlight] = [0, 0, 0, 0, 0, 0, 0];

const callers: readonly Caller[] = await Promise.all(
  setting.clients.map(async ({ version, folder }) => {
    const code = await loadClient(folder);
    negotiated[version] = 0;
    const hooks = {
      onRetry: () => void (retries += 1),
      onVersion: () => void (negotiated[version] = (negotiated[version] ?? 0) + 1),
    };
    const connections = setting.servers.map((baseUrl) =>
      code.connect({ baseUrl, hooks, retries: setting.retries, timeoutMs: 10_000 }),
    );
    return { version, code, connections };
  }),
);

let start = 0;

async function ask(index: number, due: number): Promise<void> {
  const caller = callers[index % callers.length];
  const server = Math.floor(index / callers.length) % setting.servers.length;
  const connection = caller?.connections[server];
  if (caller === undefined || connection === undefined) return;
  const n = setting.first + index * setting.stride;
  const work = workOf(n, caller.version, setting.bodies);
  inFlight += 1;
  mostInFlight = Math.max(mostInFlight, inFlight);
  const result = await caller.code.calls[work.call]?.(connection, work.request).catch(
    // A client gives failures; one that throws has a fault.
    (error: unknown): AnyResult => ({ ok: false, code: 'thrown', cause: error }),
  );
  inFlight -= 1;
  latencies.push(performance.now() - due);
  answered += 1;
  note(result, work, `${String(n)} of client ${caller.version} to server ${String(server)}`);
}

function note(
  result: AnyResult | undefined,
  work: { readonly status: number; readonly body?: unknown },
  name: string,
): void {
  if (result?.ok !== true || result.status !== work.status) {
    failures += 1;
    if (failed.length < 10) failed.push(`${name}: ${textOf(result)}`);
    return;
  }
  const second = Math.floor((performance.now() - start) / 1000);
  const counts = (spoken[second] ??= {});
  counts[result.version ?? '?'] = (counts[result.version ?? '?'] ?? 0) + 1;
  if (isDeepStrictEqual(result.value, work.body)) return;
  wrongs += 1;
  if (wrong.length < 10) wrong.push(`${name}: ${textOf(result)}`);
}

function textOf(result: AnyResult | undefined): string {
  const { headers: _, cause, ...shown } = result ?? {};
  return `${JSON.stringify(shown)} ${inspect(cause, { depth: 2 })}`;
}

let isOver = false;
process.on('message', () => void (isOver = true));
process.send?.('ready');
await new Promise<void>((resolve) => process.once('message', () => resolve()));
isOver = false;
start = performance.now();

/** More would only wait in line here, with a socket each. */
const mostAtOnce = 500;

const asked = new Set<Promise<void>>();
const cpu = process.cpuUsage();
const tick = async (): Promise<void> => {
  while (!isOver) {
    const wanted = Math.floor(((performance.now() - start) / 1000) * setting.rate);
    for (; begun < wanted && inFlight < mostAtOnce; begun += 1) {
      const one = ask(begun, start + (begun / setting.rate) * 1000);
      asked.add(one);
      void one.finally(() => asked.delete(one));
    }
    await new Promise((resolve) => setTimeout(resolve, 4));
  }
};
await tick();
const seconds = (performance.now() - start) / 1000;
await Promise.all(asked);
const { user, system } = process.cpuUsage(cpu);
const report: LoadReport = {
  seconds,
  begun,
  answered,
  failed,
  failures,
  wrong,
  wrongs,
  latencies,
  retries,
  mostInFlight,
  cpuSeconds: (user + system) / 1_000_000,
  negotiated,
  spoken: Array.from(spoken, (one) => one ?? {}),
};
process.send?.(report, () => process.exit(0));
