import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { asProblem } from '../api/problem.ts';
import { ErrorNote } from '../parts/error-note.tsx';
import { Loading } from '../parts/loading.tsx';
import { PageTitle } from '../parts/page-title.tsx';
import { StateBadge } from '../parts/state-badge.tsx';
import { useInstance } from './queries.ts';
import { stateText, toneOf } from './state.ts';

/** One instance: what it does, why not something else, and what happened to it. */
export function InstancePage({ instance: id }: { readonly instance: string }): ReactNode {
  const { data: instance, error, refetch } = useInstance(id);
  if (instance === undefined) {
    return (
      <>
        <PageTitle title="Instance" />
        {error === null ? (
          <Loading what="the instance" />
        ) : (
          <ErrorNote
            title="The instance cannot be shown"
            problem={asProblem(error)}
            again={{ act: () => void refetch() }}
          />
        )}
      </>
    );
  }
  return (
    <>
      <p>
        <Link href={`/instances?project=${instance.project_id}`}>All instances</Link>
      </p>
      <PageTitle title={instance.name}>
        <StateBadge tone={toneOf(instance)}>{stateText(instance.run_state)}</StateBadge>
      </PageTitle>
    </>
  );
}
