import type { ServerApi } from '@skewline/runtime/exchange';
import { api as nexus } from '@skewline/nexus-types/external/server';
import { api as nexusInternal } from '@skewline/nexus-types/internal/server';
import { api as sledAgent } from '@skewline/sled-agent-types/server';
import { expect, test } from 'vitest';
import { createAdapter, type Handlers, type ServerProblem } from '../src/index.ts';
import { entries, send } from './support/servers.ts';

const apis: readonly ServerApi<unknown>[] = [nexus, nexusInternal, sledAgent];
const starts = Object.entries(entries).flatMap(([entry, start]) =>
  apis.map((api) => ({ name: `${api.name}, ${entry}`, api, start })),
);

/** What comes of a request that says nothing: it gets as far as its validator, or its handler. */
const arrived = new Set(['request_invalid', 'request_not_forwarded', 'handler_failed']);

test.each(starts)(
  'every operation of every version has its route: $name',
  async ({ api, start }) => {
    const seen: ServerProblem[] = [];
    const handler = (): never => {
      throw new Error('it has arrived');
    };
    const handlers = Object.fromEntries(api.operations.map(({ id }) => [id, handler]));
    const hooks = { onProblem: (problem: ServerProblem): void => void seen.push(problem) };
    const running = await start(createAdapter<unknown, unknown>(api, handlers, { hooks }));
    const wrong: unknown[] = [];
    for (const { id, forms } of api.operations) {
      for (const { first, last, method, path } of forms) {
        for (const position of new Set([first, last])) {
          seen.length = 0;
          const version = api.versions[position] ?? '';
          await send(running, { method, path: path.replaceAll(/\{.*?\}/g, 'x'), version });
          const [{ code, operation } = { code: 'none', operation: 'none' }] = seen;
          if (!arrived.has(code) || operation !== id) wrong.push([version, id, code, operation]);
        }
      }
    }
    await running.close();
    expect(wrong).toEqual([]);
  },
);

type Internal = NonNullable<(typeof nexusInternal)['types']>['operations'];

test.each(Object.entries(entries))(
  'what an old sled agent reports reaches nexus, %s',
  async (_name, start) => {
    const reported: unknown[] = [];
    const handlers: Handlers<Internal> = {
      cpapi_instances_put: ({ body }) => {
        reported.push(body.vmm_state.state);
        return { status: 204 };
      },
    };
    const running = await start(createAdapter(nexusInternal, handlers));
    const time_updated = '2026-11-21T06:40:00Z';
    const states = [
      ['1', 'failed'],
      ['1', 'running'],
      ['2', { kind: 'failed', cause: 'zone_gone', detail: null }],
    ] as const;
    for (const [version, state] of states) {
      const body = { vmm_state: { gen: 2, state, time_updated } };
      const path = '/vmms/0b0f3c86-5f7a-4c53-8a4f-3c1a4b9f3a01';
      const { status, text } = await send(running, { method: 'PUT', path, version, body });
      expect([status, text]).toEqual([204, '']);
    }
    await running.close();
    expect(reported).toEqual([
      { kind: 'failed', cause: 'unspecified', detail: null },
      { kind: 'running' },
      { kind: 'failed', cause: 'zone_gone', detail: null },
    ]);
  },
);
