import { randomUUID } from 'node:crypto';
import type { Instance, StartOrigin } from '@skewline/nexus-types/domain';
import type { StartParams } from '../../../src/instance/start/params.ts';
import { startSaga } from '../../../src/instance/start.ts';
import { freshSaga, type SagaSubject } from '../../../src/testing/index.ts';
import { finalState } from './final-state.ts';
import { leftovers } from './leftovers.ts';
import type { World } from './world.ts';

/** The instance that a saga was about. */
export async function finalStateOf(
  world: World,
  { subject }: { readonly subject: string | null },
): Promise<object | null> {
  return subject === null ? null : finalState(world.database, subject);
}

export interface StartSubjectOptions {
  readonly origin?: StartOrigin;
  readonly over?: Partial<Instance>;
  /** How many local disks the instance has. Default 1. */
  readonly disks?: number;
}

/** Starts of instances, each with one local disk. */
export function startSubject(
  world: World,
  { origin = 'user', over = {}, disks = 1 }: StartSubjectOptions = {},
): SagaSubject {
  const saga = startSaga(world.services);
  return {
    name: 'instance_start',
    fresh: async () => {
      const instance = await world.addInstance(over);
      for (let slot = 0; slot < disks; slot += 1) {
        await world.addLocalDisk(instance.id, slot, 2 ** 30);
      }
      const params: StartParams = {
        attemptId: randomUUID(),
        instanceId: instance.id,
        origin,
        requestId: null,
      };
      return freshSaga(saga.dag(params), params, instance.id);
    },
    leftovers: () => leftovers(world.database),
    finalState: (ran) => finalStateOf(world, ran),
  };
}
