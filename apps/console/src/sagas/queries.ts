import {
  type Saga,
  sagaAbandon,
  sagaCancel,
  sagaList,
  sagaNodeRetry,
  sagaNodeSkip,
  type SagaState,
  type SagaSummary,
  sagaView,
} from '@skewline/nexus-client/operator';
import {
  useInfiniteQuery,
  useQuery,
  useQueryClient,
  type UseQueryResult,
} from '@tanstack/react-query';
import { useMemo } from 'react';
import { type CallProblem, valueOf } from '../api/problem.ts';
import { every } from '../api/query-client.ts';
import { useOperator } from '../api/session-context.ts';
import { shownProblem } from '../placement/shown-problem.ts';
import { ordered } from './order.ts';
import type { Verb } from './verbs.ts';
import { isOver } from './words.ts';

/** Which sagas are wanted; empty texts want all. */
export interface SagaFilter {
  readonly state: SagaState | '';
  readonly name: string;
  readonly subject: string;
}

const pageSize = 100;

export interface SagasListed {
  /** The stuck ones first; undefined before anything has come. */
  readonly sagas: readonly SagaSummary[] | undefined;
  readonly hasMore: boolean;
  readonly more: () => void;
  readonly problem: CallProblem | null;
  readonly again: () => void;
}

/** Those that wait for somebody are asked for by themselves: they may be older than all that is listed. */
export function useSagas(filter: SagaFilter): SagasListed {
  const operator = useOperator();
  const { state, name, subject } = filter;
  const wanted = {
    ...(name === '' ? {} : { name }),
    ...(subject === '' ? {} : { subject }),
  };
  const listOf = async (
    query: { readonly state?: SagaState; readonly page_token?: string },
    signal: AbortSignal,
  ) =>
    valueOf(
      await sagaList(operator, { query: { limit: pageSize, ...wanted, ...query } }, { signal }),
    );
  const waiting = useQuery({
    queryKey: ['operator', 'sagas', 'waiting', name, subject],
    enabled: state === '',
    refetchInterval: every.list,
    queryFn: async ({ signal }) => {
      const pages = await Promise.all(
        (['stuck', 'parked'] as const).map((one) => listOf({ state: one }, signal)),
      );
      return pages.flatMap(({ items }) => items);
    },
  });
  const all = useInfiniteQuery({
    queryKey: ['operator', 'sagas', state, name, subject],
    queryFn: ({ pageParam, signal }) =>
      listOf(
        {
          ...(state === '' ? {} : { state }),
          ...(pageParam === null ? {} : { page_token: pageParam }),
        },
        signal,
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next_page ?? null,
    // All pages are asked for again.
    refetchInterval: ({ state: { data } }) => every.list * Math.max(1, data?.pages.length ?? 1),
  });
  const { data, hasNextPage, fetchNextPage } = all;
  const first = state === '' ? waiting.data : noSagas;
  const sagas = useMemo(
    () =>
      data === undefined || first === undefined
        ? undefined
        : ordered([first, ...data.pages.map(({ items }) => items)]),
    [data, first],
  );
  const error = all.error ?? (state === '' ? waiting.error : null);
  return {
    sagas,
    hasMore: hasNextPage,
    more: () => void fetchNextPage(),
    problem: shownProblem({ error, data: sagas }),
    again: () => {
      void all.refetch();
      if (state === '') void waiting.refetch();
    },
  };
}

const noSagas: readonly SagaSummary[] = [];

/** One saga, live as long as something may happen in it. */
export function useSaga(sagaId: string): UseQueryResult<Saga> {
  const operator = useOperator();
  return useQuery<Saga>({
    queryKey: ['operator', 'saga', sagaId],
    refetchInterval: ({ state: { data } }) =>
      data !== undefined && isOver(data.state) ? every.rare : every.one / 2,
    queryFn: async ({ signal }) =>
      valueOf(await sagaView(operator, { path: { saga_id: sagaId } }, { signal })),
  });
}

/** Does what an operator wants, for a reason; rejects with why it could not be. */
export function useVerb(sagaId: string): (verb: Verb, reason: string) => Promise<void> {
  const operator = useOperator();
  const queries = useQueryClient();
  return async ({ kind, node }, reason) => {
    const path = { saga_id: sagaId };
    const nodePath = { ...path, node: node ?? '' };
    const body = { reason };
    const acts = {
      retry: () => sagaNodeRetry(operator, { path: nodePath, body }),
      skip: () => sagaNodeSkip(operator, { path: nodePath, body }),
      cancel: () => sagaCancel(operator, { path, body }),
      abandon: () => sagaAbandon(operator, { path, body }),
    };
    try {
      valueOf(await acts[kind]());
    } finally {
      await queries.invalidateQueries({ queryKey: ['operator', 'saga', sagaId] });
      await queries.invalidateQueries({ queryKey: ['operator', 'sagas'] });
    }
  };
}
