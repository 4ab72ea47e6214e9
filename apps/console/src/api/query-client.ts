import { QueryCache, QueryClient } from '@tanstack/react-query';
import { CallProblem } from './problem.ts';

/** How often pages ask again, in milliseconds; not at all while nobody looks at them. */
export const every: {
  /** One thing that somebody looks at. */
  readonly one: number;
  /** A list. */
  readonly list: number;
  /** What changes rarely. */
  readonly rare: number;
} = { one: 2000, list: 4000, rare: 30_000 };

/**
 * What is known of the server, for one session. Queries keep what they have while nexus is away, and ask on:
 * `queryFn: async ({ signal }) => valueOf(await instanceView(external, request, { signal }))`.
 */
export function createQueryClient(onSignedOut: () => void): QueryClient {
  return new QueryClient({
    queryCache: new QueryCache({
      onError(error) {
        if (error instanceof CallProblem && error.kind === 'signed_out') onSignedOut();
      },
    }),
    defaultOptions: {
      queries: {
        // The client has tried again already, and the page polls.
        retry: false,
        // A rack may be on this machine, whatever the browser thinks of its network.
        networkMode: 'always',
        refetchIntervalInBackground: false,
        refetchOnWindowFocus: true,
        staleTime: 1000,
      },
      mutations: { retry: false, networkMode: 'always' },
    },
  });
}
