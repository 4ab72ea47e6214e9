import { createNexusClient } from '@skewline/nexus-client/external';
import { createNexusOperatorClient } from '@skewline/nexus-client/operator';
import { type Rack, type RackUser, valueOf } from '../../src/index.ts';
import { affinityGroups, antiAffinityGroups } from './operation.ts';
import type { Asking } from './perform.ts';

/** Longer than any answer takes when nothing is wrong. */
const timeoutMs = 8000;

/** A user with a project, who can be at any nexus. */
export interface Account {
  readonly user: string;
  at(nexus: number): Asking;
}

/** Makes the user, a project, and groups in it. */
export async function openAccount(rack: Rack, name: string): Promise<Account> {
  const user = await rack.user(name);
  const project = `of-${name}`;
  const { id: projectId } = valueOf(
    await user.external.projectCreate({ body: { name: project, description: '' } }),
  );
  await makeGroups(user, project);
  // Nothing is repeated: what is asked for is counted, and an answer that is lost stays lost.
  const clients = (url: string, { token }: RackUser) => {
    const common = { headers: { authorization: `Bearer ${token}` }, retries: 0, timeoutMs };
    return {
      external: createNexusClient({ baseUrl: url, ...common }),
      operator: createNexusOperatorClient({ baseUrl: `${url}/operator`, ...common }),
    };
  };
  const sledIds = rack.sleds.map(({ id }) => id);
  const askings = rack.nexus.map(({ url }): Asking => {
    const operator = clients(url, rack.operator);
    return { user: clients(url, user).external, operator, project, projectId, sledIds };
  });
  return {
    user: name,
    at(nexus) {
      const asking = askings[nexus % askings.length];
      if (asking === undefined) throw new RangeError('there is no nexus');
      return asking;
    },
  };
}

async function makeGroups({ external }: RackUser, project: string): Promise<void> {
  const query = { project };
  for (const [index, name] of [...affinityGroups, ...antiAffinityGroups].entries()) {
    const policy = index % 2 === 0 ? 'fail' : 'allow';
    const body = { name, description: '', policy, failure_domain: 'sled' } as const;
    valueOf(
      affinityGroups.includes(name)
        ? await external.affinityGroupCreate({ query, body })
        : await external.antiAffinityGroupCreate({ query, body }),
    );
  }
}
