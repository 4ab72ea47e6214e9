import type { Instance } from '@skewline/nexus-client/external';
import { type ReactNode, useId } from 'react';
import { Link } from 'wouter';
import { asProblem } from '../api/problem.ts';
import { useSession } from '../api/session-context.ts';
import { ErrorNote } from '../parts/error-note.tsx';
import { Loading } from '../parts/loading.tsx';
import { PageTitle } from '../parts/page-title.tsx';
import { StateBadge } from '../parts/state-badge.tsx';
import { bytesText, countText, timeText } from '../parts/text.ts';
import { TimeAgo } from '../parts/time-ago.tsx';
import { ActionsBar } from './actions-bar.tsx';
import { useAttempts, useEvents, useInstance } from './queries.ts';
import { stateText, toneOf } from './state.ts';
import { Timeline } from './timeline.tsx';
import { WhyPanel } from './why-panel.tsx';

/** One instance: what it does, why not something else, and what happened to it. */
export function InstancePage({ instance: id }: { readonly instance: string }): ReactNode {
  const { data: instance, error, refetch } = useInstance(id);
  const isGone = error !== null && asProblem(error).kind === 'not_found';
  if (instance === undefined || isGone) {
    return (
      <>
        <PageTitle title="Instance" />
        {error === null ? (
          <Loading what="the instance" />
        ) : (
          <ErrorNote
            title={isGone ? 'There is no such instance' : 'The instance cannot be shown'}
            problem={asProblem(error)}
            again={{ act: () => void refetch() }}
          />
        )}
        <p>
          <Link href="/instances">All instances</Link>
        </p>
      </>
    );
  }
  return <Found instance={instance} />;
}

function Found({ instance }: { readonly instance: Instance }): ReactNode {
  const heading = useId();
  const { isOperator } = useSession();
  const attempts = useAttempts(instance.id);
  const events = useEvents(instance.id);
  return (
    <>
      <div className="instance-head">
        <p className="instance-links">
          <Link href={`/instances?project=${instance.project_id}`}>All instances</Link>
          {isOperator && (
            <>
              <Link href={`/placement?instance=${instance.id}`}>Its placement</Link>
              <Link href={`/sagas?subject=${instance.id}`}>Its sagas</Link>
            </>
          )}
        </p>
        <div className="instance-title">
          <PageTitle title={instance.name}>
            <StateBadge tone={toneOf(instance)}>{stateText(instance.run_state)}</StateBadge>
          </PageTitle>
          <ActionsBar instance={instance} />
        </div>
        {instance.description !== '' && (
          <p>
            <bdi>{instance.description}</bdi>
          </p>
        )}
      </div>
      <WhyPanel instance={instance} attempts={attempts.items} events={events.items} />
      <section className="card history" aria-labelledby={heading}>
        <h2 id={heading}>What happened to it</h2>
        <Timeline events={events} />
      </section>
      <Facts instance={instance} />
    </>
  );
}

function Facts({ instance }: { readonly instance: Instance }): ReactNode {
  const heading = useId();
  const {
    auto_restart_enabled: isRestarted,
    auto_restart_policy: policy,
    time_last_auto_restarted: restarted,
  } = instance;
  const isDefault = policy === null || policy === undefined;
  return (
    <section className="card" aria-labelledby={heading}>
      <h2 id={heading}>What it is</h2>
      <dl className="facts">
        <div>
          <dt>Size</dt>
          <dd>
            {countText(instance.ncpus, 'CPU')}, {bytesText(instance.memory)} of memory
          </dd>
        </div>
        <div>
          <dt>After a failure</dt>
          <dd>
            {isRestarted ? 'started again by itself' : 'not started again by itself'}
            {isDefault && ' (the default)'}
            {typeof restarted === 'string' && (
              <>
                , last <TimeAgo time={restarted} />
              </>
            )}
          </dd>
        </div>
        <div>
          <dt>Host name</dt>
          <dd>{instance.hostname}</dd>
        </div>
        <div>
          <dt>Made</dt>
          <dd>{timeText(Date.parse(instance.time_created))}</dd>
        </div>
        <div>
          <dt>Id</dt>
          <dd>
            <code>{instance.id}</code>
          </dd>
        </div>
      </dl>
    </section>
  );
}
