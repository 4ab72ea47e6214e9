import {
  type Instance,
  instanceEventList,
  type InstanceEvent,
  instanceList,
  instanceStartAttemptList,
  instanceView,
  type Project,
  projectList,
  type StartAttempt,
} from '@skewline/nexus-client/external';
import { useInfiniteQuery, useQuery, type UseQueryResult } from '@tanstack/react-query';
import { useEffect, useMemo } from 'react';
import { asProblem, type CallProblem, valueOf } from '../api/problem.ts';
import { every } from '../api/query-client.ts';
import { useExternal } from '../api/session-context.ts';

/** As many as nexus sends at once. */
const pageSize = 1000;

/** A list that comes in pages. */
export interface Listed<Item> {
  /** As far as they have come. */
  readonly items: readonly Item[];
  /** Nothing has come yet, and nothing is wrong. */
  readonly isLoading: boolean;
  /** There is more at the server. */
  readonly hasMore: boolean;
  readonly more: () => void;
  /** Why the last try to get it failed; what came before stays. */
  readonly problem: CallProblem | null;
  readonly again: () => void;
}

interface Page<Item> {
  readonly items: readonly Item[];
  readonly next_page?: string | null;
}

/** All projects that one may see. */
export function useProjects(): UseQueryResult<readonly Project[]> {
  const external = useExternal();
  return useQuery<readonly Project[]>({
    queryKey: ['projects'],
    // Who has none waits to be made a member of one.
    refetchInterval: ({ state: { data } }) => (data?.length === 0 ? every.list : every.rare),
    queryFn: async ({ signal }) => {
      const projects: Project[] = [];
      for (let token: string | null = null; ;) {
        const query = { limit: pageSize, ...(token === null ? {} : { page_token: token }) };
        const page: Page<Project> = valueOf(await projectList(external, { query }, { signal }));
        projects.push(...page.items);
        token = page.next_page ?? null;
        if (token === null) return projects;
      }
    },
  });
}

/** All instances of a project, page after page; then anew, less often where there are many. */
export function useInstances(project: string): Listed<Instance> {
  const external = useExternal();
  const listed = useListed<Instance>(['instances', project], every.list, (page, signal) =>
    instanceList(external, { query: { project, limit: pageSize, ...page } }, { signal }).then(
      valueOf,
    ),
  );
  const { hasMore, more, problem } = listed;
  useEffect(() => {
    if (hasMore && problem === null) more();
  }, [hasMore, more, problem]);
  return listed;
}

export function useInstance(instance: string): UseQueryResult<Instance> {
  const external = useExternal();
  return useQuery({
    queryKey: ['instance', instance],
    refetchInterval: every.one,
    queryFn: async ({ signal }) =>
      valueOf(await instanceView(external, { path: { instance } }, { signal })),
  });
}

const newestFirst = { limit: 50, sort_by: 'time_and_id_descending' } as const;

/** What happened to it, the newest first. */
export function useEvents(instance: string): Listed<InstanceEvent> {
  const external = useExternal();
  return useListed<InstanceEvent>(['events', instance], every.one, (page, signal) => {
    const request = { path: { instance }, query: { ...newestFirst, ...page } };
    return instanceEventList(external, request, { signal }).then(valueOf);
  });
}

/** The attempts to start it, the newest first. */
export function useAttempts(instance: string): Listed<StartAttempt> {
  const external = useExternal();
  return useListed<StartAttempt>(['attempts', instance], every.one, (page, signal) => {
    const request = { path: { instance }, query: { ...newestFirst, ...page } };
    return instanceStartAttemptList(external, request, { signal }).then(valueOf);
  });
}

function useListed<Item>(
  queryKey: readonly string[],
  periodMs: number,
  fetchPage: (page: { readonly page_token?: string }, signal: AbortSignal) => Promise<Page<Item>>,
): Listed<Item> {
  const query = useInfiniteQuery({
    queryKey,
    queryFn: ({ pageParam, signal }) =>
      fetchPage(pageParam === null ? {} : { page_token: pageParam }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next_page ?? null,
    // What is drawn of 10,000 is some thirty rows: to compare all would take longer than to draw them.
    structuralSharing: false,
    // All pages are asked for again.
    refetchInterval: ({ state: { data: pages, error: trouble } }) =>
      // What a nexus does not know it does not learn but by an upgrade.
      trouble !== null && asProblem(trouble).kind === 'too_old'
        ? every.rare
        : periodMs * Math.max(1, pages?.pages.length ?? 1),
  });
  const { data, error, hasNextPage, isFetching, fetchNextPage, refetch, isPending } = query;
  const items = useMemo(() => data?.pages.flatMap((page) => page.items) ?? [], [data]);
  const more = useMemo(
    () => (): void => {
      if (!isFetching) void fetchNextPage();
    },
    [isFetching, fetchNextPage],
  );
  return {
    items,
    isLoading: isPending,
    hasMore: hasNextPage,
    more,
    problem: error === null ? null : asProblem(error),
    again: () => void refetch(),
  };
}
