import { clientsAt, valueOf } from './clients.ts';
import type { Surroundings } from './configs.ts';
import { firstOperatorToken } from './first-operator.ts';
import { openFolder, type RackFolder } from './folder.ts';
import type { Rack, RackUser } from './handles.ts';
import { sledPutOf } from './inventory.ts';
import { makeGateway } from './handles/gateway.ts';
import { makeNexus } from './handles/nexus.ts';
import { makeSled } from './handles/sled.ts';
import { type NexusAge, type RackOptions, today } from './options.ts';
import { paces } from './paces.ts';
import { checkPorts, countOf, planRack } from './plan.ts';
import { messageOf, RackProblem } from './problem.ts';
import { ProcessGroup } from './processes/group.ts';
import { makeToken, readTokens } from './users.ts';

const defaultReadyTimeoutMs = 60_000;
const operatorName = 'operator';

/**
 * Starts a rack of real processes in its folder: the gateway, sled agents and nexus. Resolves when all answer, nexus
 * knows the sleds, and there is an operator with a token. Nothing that it started outlives this process.
 *
 *     const rack = await startRack({ folder, pace: paces.quick, sleds: [44, 49] });
 *     const { external } = await rack.user('alice');
 *     await rack.sleds[0]!.powerOff();
 *     await rack.destroy();
 *
 * @throws RackProblem with what is in the way, and what to do about it.
 */
export async function startRack(options: RackOptions): Promise<Rack> {
  const folder = await openFolder(options.folder);
  const { readyTimeoutMs = defaultReadyTimeoutMs, onProcess = () => {} } = options;
  const group = new ProcessGroup(folder, readyTimeoutMs, onProcess);
  const broken = new AbortController();
  const { signal = broken.signal } = options;
  try {
    await group.clear();
    return await start(folder, group, options, AbortSignal.any([signal, broken.signal]));
  } catch (error) {
    broken.abort();
    await group.kill();
    await group.close();
    await folder.release();
    throw error;
  }
}

async function start(
  folder: RackFolder,
  group: ProcessGroup,
  options: RackOptions,
  /** Aborted where it need not go on. */
  signal: AbortSignal,
): Promise<Rack> {
  const ages = agesOf(options.nexus);
  const surroundings: Surroundings & { state: Surroundings['state'] } = {
    folder,
    options,
    pace: options.pace ?? paces.demonstration,
    state: await planRack(folder, options),
    nexusCount: countOf(options.nexus),
  };
  const { state } = surroundings;
  const sledStates = state.sleds.slice(0, (options.sleds ?? state.sleds).length);
  await checkPorts(state, sledStates.length);

  const gateway = makeGateway(surroundings, group);
  await gateway.start(signal);
  const sleds = sledStates.map((sled, index) =>
    makeSled(sled, index, surroundings, group, async (version) => {
      surroundings.state = {
        ...surroundings.state,
        sleds: surroundings.state.sleds.map((one) =>
          one.id === sled.id ? { ...one, version } : one,
        ),
      };
      await folder.write(surroundings.state);
    }),
  );
  const tokens = new Map(Object.entries(await readTokens(folder)));
  const nexus = ages.map((age, index) => makeNexus(age, index, surroundings, group));
  // At least one, as was checked.
  const first = nexus[0]!;
  const [made] = await Promise.all([
    tokens.get(operatorName) ?? firstOperatorToken(await first.writeConfig(), operatorName, signal),
    ...sleds.map((sled) => sled.powerOn(signal)),
  ]);
  tokens.set(operatorName, made);
  await folder.writeSecret(folder.usersFile, Object.fromEntries(tokens));
  await folder.writeSecret(folder.operatorFile, { url: first.url, token: made });
  // The first one migrates the database.
  await first.start(undefined, signal);
  await Promise.all(nexus.slice(1).map((other) => other.start(undefined, signal)));
  const operator: RackUser = { name: operatorName, ...clientsAt(first.url, made) };
  await tellOfSleds(operator, surroundings.state, sledStates.length);

  const users = new Map<string, Promise<RackUser>>([[operatorName, Promise.resolve(operator)]]);
  const makeUser = async (name: string): Promise<RackUser> => {
    const token = tokens.get(name) ?? (await makeToken(operator, name, 'user'));
    tokens.set(name, token);
    await folder.writeSecret(folder.usersFile, Object.fromEntries(tokens));
    return { name, ...clientsAt(first.url, token) };
  };
  const end = once(async (how: 'stop' | 'kill') => {
    if (how === 'stop') {
      // Nexus first: sagas that run still need the sleds.
      await group.stop('nexus');
      await group.stop('sled');
      await group.stop('gateway');
    } else {
      await group.kill();
    }
    await group.close();
    await folder.release();
  });
  return {
    folder: folder.path,
    nexus,
    sleds,
    gateway,
    operator,
    user(name) {
      const user = users.get(name) ?? makeUser(name);
      users.set(name, user);
      return user;
    },
    stop: () => end('stop'),
    kill: () => end('kill'),
    async destroy() {
      await end('kill');
      await folder.remove();
    },
  };
}

function agesOf(nexus: RackOptions['nexus']): readonly NexusAge[] {
  if (typeof nexus === 'object') return nexus;
  return Array.from({ length: nexus ?? 1 }, () => today);
}

async function tellOfSleds(
  { operator }: RackUser,
  state: Surroundings['state'],
  count: number,
): Promise<void> {
  for (const sled of state.sleds.slice(0, count)) {
    try {
      const body = sledPutOf(state, sled);
      valueOf(await operator.sledPut({ path: { sled_id: sled.id }, body }));
    } catch (error) {
      throw new RackProblem(
        'nexus_refused',
        `nexus cannot be told of the sled ${sled.serial}: ${messageOf(error)}`,
        null,
        { cause: error },
      );
    }
  }
}

/** A second call gets what the first one gets, whatever it asks for. */
function once<Argument>(work: (argument: Argument) => Promise<void>): typeof work {
  let done: Promise<void> | null = null;
  return (argument) => (done ??= work(argument));
}
