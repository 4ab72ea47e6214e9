import { createGatewayClient, type PowerState } from '@skewline/gateway-types/client';
import { valueOf } from '../clients.ts';
import type { Rack } from '../handles.ts';
import type { InstanceLine, RackSnapshot, SledLine } from './snapshot.ts';

const powers: { readonly [State in PowerState]: SledLine['power'] } = {
  A0: 'on',
  A1: 'changing',
  A2: 'off',
};

const nothing: Pick<RackSnapshot, 'sleds' | 'instances'> = { sleds: [], instances: [] };
const patience = { timeoutMs: 3000, retries: 0 } as const;
const pageSize = 1000;

/** Looks at the rack, as an operator may. Where nexus does not answer, what it said before stands. */
export async function collect(rack: Rack, before: RackSnapshot | null): Promise<RackSnapshot> {
  const time = new Date().toISOString();
  const { sleds, instances } = before ?? nothing;
  try {
    const [foundSleds, foundInstances] = await Promise.all([sledLines(rack), instanceLines(rack)]);
    return { time, answers: true, sleds: foundSleds, instances: foundInstances };
  } catch {
    // Nobody has to answer: this watches a rack that is being broken. What was there is shown with what is known here.
    const known = sleds.map((line) => ({ ...line, ...processOf(rack, line.serial) }));
    return { time, answers: false, sleds: known, instances };
  }
}

async function sledLines(rack: Rack): Promise<readonly SledLine[]> {
  const gateway = createGatewayClient({ baseUrl: rack.gateway.url, ...patience });
  const [{ items }, power] = await Promise.all([
    rack.operator.operator.sledList({}, patience).then(valueOf),
    gateway.sledPowerList(),
  ]);
  const known = new Map(
    (power.ok ? power.value.items : []).map(({ serial, power_state }) => [serial, power_state]),
  );
  return items
    .map(({ serial, capacity, reserved, vmms }): SledLine => {
      const state = known.get(serial);
      return {
        serial,
        ...processOf(rack, serial),
        power: state === undefined ? 'unknown' : powers[state],
        threads: { taken: reserved.hardware_threads, of: capacity.hardware_threads },
        memory: { taken: reserved.reservoir_ram, of: capacity.reservoir_ram },
        vmms,
      };
    })
    .toSorted((a, b) => (a.serial < b.serial ? -1 : 1));
}

function processOf(rack: Rack, serial: string): Pick<SledLine, 'version' | 'agent'> {
  const sled = rack.sleds.find((one) => one.serial === serial);
  // One that the rack does not start any more.
  return sled === undefined
    ? { version: 0, agent: 'stopped' }
    : { version: sled.version, agent: sled.process };
}

async function instanceLines({ operator }: Rack): Promise<readonly InstanceLine[]> {
  const query = { limit: pageSize };
  const [{ items: projects }, { items: summaries }] = await Promise.all([
    operator.external.projectList({ query }, patience).then(valueOf),
    operator.operator.instanceList({ query }, patience).then(valueOf),
  ]);
  const sledOf = new Map(summaries.map(({ id, sled_serial }) => [id, sled_serial]));
  const lines = await Promise.all(
    projects.map(async ({ id, name: project }) => {
      const page = await operator.external.instanceList(
        { query: { ...query, project: id } },
        patience,
      );
      return valueOf(page).items.map((instance): InstanceLine => ({
        project,
        name: instance.name,
        state: instance.run_state,
        sled: sledOf.get(instance.id) ?? null,
        failure: instance.last_failure ?? null,
        restart: instance.auto_restart_status ?? { kind: 'not_needed' },
      }));
    }),
  );
  return lines
    .flat()
    .toSorted((a, b) => (`${a.project}/${a.name}` < `${b.project}/${b.name}` ? -1 : 1));
}
