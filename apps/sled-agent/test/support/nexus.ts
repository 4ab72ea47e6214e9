import type { Uuid } from '@skewline/runtime/api';
import { api } from '@skewline/nexus-types/internal/server';
import { createAdapter } from '@skewline/server';
import { skewlinePlugin } from '@skewline/server/fastify';
import type { SledVmmState } from '@skewline/sled-agent-types/v49';
import { fastify } from 'fastify';

export interface Heard {
  readonly vmmId: Uuid;
  /** That was spoken. */
  readonly version: string;
  /** In the words of the newest version. */
  readonly report: SledVmmState;
}

export interface TestNexus {
  readonly url: string;
  readonly heard: readonly Heard[];
  /** Takes the status that the next answer has, or null where the report is taken. */
  readonly answers: (number | null)[];
  readonly close: () => Promise<void>;
}

/** A nexus that hears reports, of one age: the newest version of its internal API. */
export async function startNexus(newest: '1' | '2', port = 0): Promise<TestNexus> {
  const heard: Heard[] = [];
  const answers: (number | null)[] = [];
  const adapter = createAdapter(
    api,
    {
      cpapi_instances_put({ path, body }, { version, requestId }) {
        const status = answers.shift() ?? null;
        if (status !== null) {
          // The statuses that tests ask for are errors of the API.
          const bad = status as 400 | 404 | 503;
          return { status: bad, body: { request_id: requestId, message: 'as the test says' } };
        }
        heard.push({ vmmId: path.propolis_id, version, report: body });
        return { status: 204 };
      },
    },
    { versions: { newest }, missingVersion: 'newest' },
  );
  const app = fastify({ forceCloseConnections: true });
  await app.register(skewlinePlugin, { adapter });
  const url = await app.listen({ host: '127.0.0.1', port });
  return { url, heard, answers, close: () => app.close() };
}

/** What a nexus has heard of a VMM, in short: `running@3`. */
export function storyOf({ heard }: TestNexus, vmmId?: Uuid): string[] {
  return heard
    .filter((one) => vmmId === undefined || one.vmmId === vmmId)
    .map(({ report }) => shortOf(report));
}

export function shortOf({ vmm_state, migration_in, migration_out }: SledVmmState): string {
  const sides = [
    migration_in ? ` in:${migration_in.state}@${String(migration_in.gen)}` : '',
    migration_out ? ` out:${migration_out.state}@${String(migration_out.gen)}` : '',
  ];
  return `${vmm_state.state.kind}@${String(vmm_state.gen)}${sides.join('')}`;
}
