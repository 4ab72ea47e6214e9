import { randomUUID } from 'node:crypto';
import { insertProject, setQuota } from '@skewline/db-model';
import type { Sled } from '@skewline/nexus-types/domain';
import {
  createNexusOperatorClient,
  type NexusOperatorClient,
} from '@skewline/nexus-client/operator';
import { responseValidators } from '@skewline/nexus-client/operator/responses';
import { accepted } from '../../../../../packages/db-model/test/store/samples.ts';
import { openWorld, type World } from '../../../../../packages/saga/test/instance/support/world.ts';
import type { TestNexus } from '../../support/harness.ts';

/** A nexus with a project called shop and sleds BRM0, BRM1, …; `world` makes rows as sagas would leave them. */
export interface OperatorWorld {
  readonly world: World;
  /** Answers that are not of the operator API's shape are failures. */
  readonly client: NexusOperatorClient;
}

export async function makeOperatorWorld(
  { nexus, operator, addSled, url }: TestNexus,
  sleds: readonly Partial<Sled>[] = [{}, {}, {}],
): Promise<OperatorWorld> {
  const { database, services } = nexus;
  const projectId = randomUUID();
  await setQuota(database.kysely, projectId, { cpus: null, ram: null });
  const project = await database.transaction((transaction) =>
    insertProject(
      transaction,
      {
        id: projectId,
        name: 'shop',
        description: '',
        ownerUserId: operator.userId,
        defaultIpv4SubnetId: randomUUID(),
        defaultIpv6SubnetId: randomUUID(),
      },
      services.now(),
    ),
  );
  accepted(project);
  for (const [index, sled] of sleds.entries()) {
    await addSled({
      baseboard: { part: '1', serial: `BRM${String(index)}`, revision: 1 },
      ...sled,
    });
  }
  return {
    world: await openWorld(database),
    client: createNexusOperatorClient({
      baseUrl: `${url}/operator`,
      headers: { authorization: operator.authorization },
      retries: 0,
      validate: responseValidators,
    }),
  };
}

/** What must have been answered. */
export function given<Value>(
  result: { readonly ok: true; readonly value: Value } | { readonly ok: false },
): Value {
  if (!result.ok) throw new Error(JSON.stringify(result));
  return result.value;
}
