import {
  type Instance,
  instancePlacementDryRun,
  instanceStart,
  type PlacementDryRun,
} from '@skewline/nexus-client/external';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { asProblem, valueOf } from '../api/problem.ts';
import { useExternal } from '../api/session-context.ts';
import { ConfirmDialog } from '../parts/confirm-dialog.tsx';
import { Loading } from '../parts/loading.tsx';
import { sentence } from '../parts/text.ts';
import { DryRun } from './dry-run.tsx';

/** Says whether it would fit before somebody presses start. They may press it all the same: things change. */
export function StartDialog({
  instance: { id, name },
  onClose,
}: {
  readonly instance: Instance;
  readonly onClose: () => void;
}): ReactNode {
  const external = useExternal();
  const client = useQueryClient();
  const path = { instance: id };
  const { data, error } = useQuery<PlacementDryRun>({
    queryKey: ['dry-run', id],
    refetchInterval: 5000,
    gcTime: 0,
    queryFn: async ({ signal }) =>
      valueOf(await instancePlacementDryRun(external, { path }, { signal })),
  });
  return (
    <ConfirmDialog
      title={`Start ${name}?`}
      words={data?.result === 'refused' ? 'Start it all the same' : 'Start it'}
      onConfirm={async () => {
        valueOf(await instanceStart(external, { path }));
        // Whether it would fit is not the question any more.
        await client.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'dry-run' });
      }}
      onClose={onClose}
    >
      {data !== undefined ? (
        <DryRun run={data} />
      ) : error === null ? (
        <Loading what="whether it fits" />
      ) : (
        <p>Nobody can say now whether it fits. {sentence(asProblem(error).message)}</p>
      )}
    </ConfirmDialog>
  );
}
