import {
  type Instance,
  instanceList,
  instancePlacementExplain,
  type InstanceSummary,
  instanceView,
  type PlacementExplanation,
  type Sled,
  sledList,
  type StartAttempt,
  startAttemptList,
} from '@skewline/nexus-client/operator';
import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import { valueOf } from '../api/problem.ts';
import { every } from '../api/query-client.ts';
import type { OperatorConnection } from '../api/session.ts';
import { useOperator } from '../api/session-context.ts';

export function useSleds(): UseQueryResult<readonly Sled[]> {
  const operator = useOperator();
  return useQuery({
    queryKey: ['operator', 'sleds'],
    refetchInterval: every.list,
    queryFn: async ({ signal }) => valueOf(await sledList(operator, { signal })).items,
  });
}

/** Where an instance would go now; asked again and again, as the rack changes. */
export function usePlacement(instanceId: string): UseQueryResult<PlacementExplanation> {
  const operator = useOperator();
  return useQuery({
    queryKey: ['operator', 'placement', instanceId],
    refetchInterval: every.list,
    queryFn: async ({ signal }) => {
      const request = { path: { instance_id: instanceId } };
      return valueOf(await instancePlacementExplain(operator, request, { signal }));
    },
  });
}

export function useOperatorInstance(instanceId: string): UseQueryResult<Instance> {
  const operator = useOperator();
  return useQuery({
    queryKey: ['operator', 'instance', instanceId],
    refetchInterval: every.list,
    queryFn: async ({ signal }) => {
      const request = { path: { instance_id: instanceId } };
      return valueOf(await instanceView(operator, request, { signal }));
    },
  });
}

/** Starts that failed, the newest first. */
export function useRefusedStarts(): UseQueryResult<readonly StartAttempt[]> {
  const operator = useOperator();
  return useQuery({
    queryKey: ['operator', 'refused-starts'],
    refetchInterval: every.list,
    queryFn: async ({ signal }) => {
      const query = { outcome: 'failed', limit: 100 } as const;
      return valueOf(await startAttemptList(operator, { query }, { signal })).items;
    },
  });
}

const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** The instances that are called so, of all projects; an id is that of one. */
export async function instancesCalled(
  operator: OperatorConnection,
  text: string,
): Promise<readonly InstanceSummary[]> {
  if (uuid.test(text)) {
    return [valueOf(await instanceView(operator, { path: { instance_id: text } }))];
  }
  const slash = text.indexOf('/');
  const query =
    slash === -1
      ? { name: text }
      : { project_name: text.slice(0, slash), name: text.slice(slash + 1) };
  return valueOf(await instanceList(operator, { query: { ...query, limit: 20 } })).items;
}
