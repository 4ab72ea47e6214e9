/** What a call of a generated client costs beside plain `fetch`, in a process of its own. */
import {
  connect,
  type ConnectOptions,
  vmmPutState,
  vmmRegister,
} from '@skewline/sled-agent-client';
import { fixed, type Connection } from '@skewline/runtime/client';
import type { InstanceEnsureBody, VmmPutStateBody } from '@skewline/sled-agent-types/v49';
import { newerVersion, putState, register, vmmId } from './requests.ts';

/** What is to be measured. */
export interface Question {
  /** A server of all versions, or up to an older one. */
  readonly url: string;
  /** The version that it is going to be: the newest that it speaks. */
  readonly version: number;
  readonly rounds: number;
  /** Calls of one round. */
  readonly batch: number;
  /** Of negotiations. */
  readonly negotiations: number;
}

/** Microseconds of one call, by round. */
export interface Times {
  readonly client: number[];
  readonly plain: number[];
}

export interface Answer {
  readonly putState: Times;
  readonly register: Times;
  readonly negotiation: {
    /** The first call of a connection, less a later one. */
    readonly client: number[];
    /** Fetching the versions by hand. */
    readonly plain: number[];
  };
}

type Call = () => Promise<unknown>;

const path = { propolis_id: vmmId };
const small = JSON.parse(putState(newerVersion).body) as VmmPutStateBody; // made for this version
const large = JSON.parse(register(newerVersion).body) as InstanceEnsureBody; // made for this version

const stop = (connection: Connection<'sled-agent'>) =>
  vmmPutState(connection, { path, body: small });

async function measure(question: Question): Promise<Answer> {
  const { url, version } = question;
  const connection = connect({ baseUrl: url });
  const [state, ensure] = [putState(version), register(version)];
  return {
    putState: await compare(
      question,
      async () => good(await stop(connection)),
      byHand(url, version, state),
    ),
    register: await compare(
      question,
      async () => good(await vmmRegister(connection, { path, body: large })),
      byHand(url, version, ensure),
    ),
    negotiation: await negotiate(question),
  };
}

function good<Result extends { readonly ok: boolean }>(result: Result): void {
  if (!result.ok) throw new Error(JSON.stringify(result));
}

/** The same request without a client: as somebody writes it who knows the version that is spoken. */
function byHand(url: string, version: number, exchange: { path: string; body: string }): Call {
  const body: unknown = JSON.parse(exchange.body);
  const headers = { 'content-type': 'application/json', 'api-version': `${String(version)}.0.0` };
  return async () => {
    const init = { method: 'PUT', headers, body: JSON.stringify(body) };
    const response = await fetch(`${url}${exchange.path}`, init);
    if (!response.ok) throw new Error(await response.text());
    return response.json();
  };
}

async function compare({ rounds, batch }: Question, client: Call, plain: Call): Promise<Times> {
  const times: Times = { client: [], plain: [] };
  for (let round = -2; round < rounds; round += 1) {
    const order = round % 2 === 0 ? (['client', 'plain'] as const) : (['plain', 'client'] as const);
    for (const who of order) {
      const call = who === 'client' ? client : plain;
      const begin = performance.now();
      for (let index = 0; index < batch; index += 1) await call();
      const each = ((performance.now() - begin) * 1000) / batch;
      // The first two rounds are to warm up.
      if (round >= 0) times[who].push(each);
    }
  }
  return times;
}

async function negotiate({ url, version, negotiations }: Question): Promise<Answer['negotiation']> {
  const times = { client: [] as number[], plain: [] as number[] };
  const warmUp = 50;
  for (let index = 0; index < negotiations + warmUp; index += 1) {
    const options: ConnectOptions = { baseUrl: url };
    const fresh = connect(options);
    const known = connect({ ...options, versions: fixed(String(version)) });
    const first = await timeOf(async () => good(await stop(fresh)));
    const later = await timeOf(async () => good(await stop(known)));
    const plain = await timeOf(async () => (await fetch(`${url}/.well-known/api-versions`)).json());
    if (index < warmUp) continue;
    times.client.push(first - later);
    times.plain.push(plain);
  }
  return times;
}

async function timeOf(call: Call): Promise<number> {
  const begin = performance.now();
  await call();
  return (performance.now() - begin) * 1000;
}

process.on('disconnect', () => process.exit());
process.on('message', (question: Question) => {
  void measure(question).then((answer) => process.send?.(answer));
});
