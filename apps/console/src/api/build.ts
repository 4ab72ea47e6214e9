import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import type { Heard } from './pulse.ts';
import { useHeard } from './session-context.ts';

/** Whether nexus is another than when this page was loaded: it speaks other versions, or has another console. */
export function useAge(): Heard['age'] {
  const { link, age } = useHeard();
  const { data, refetch } = useQuery({
    queryKey: ['build'],
    queryFn: async ({ signal }) => buildOf(await fetch('/console/build.json', { signal })),
    // Some tens of bytes. Nexus may be replaced while the page asks nothing that another one announces.
    refetchInterval: 10_000,
  });
  // Nexus was away, or says something new: that is when it was replaced.
  useEffect(() => {
    if (link === 'fine') void refetch();
  }, [link, age, refetch]);
  const hasOther = data !== undefined && data !== null && data !== import.meta.env.SKEWLINE_BUILD;
  // A build id does not say which of two is the newer.
  return age === 'same' && hasOther ? 'newer' : age;
}

/** Null where it does not say: that is no reason to reload anything. */
async function buildOf(response: Response): Promise<string | null> {
  if (!response.ok) return null;
  const json: unknown = await response.json();
  const isBuild = typeof json === 'object' && json !== null && 'build' in json;
  return isBuild && typeof json.build === 'string' ? json.build : null;
}
