import {
  type BackgroundTask,
  backgroundTaskActivate,
  backgroundTaskList,
  vmmList,
} from '@skewline/nexus-client/operator';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { Link } from 'wouter';
import { asProblem, valueOf } from '../api/problem.ts';
import { every } from '../api/query-client.ts';
import { useOperator } from '../api/session-context.ts';
import { ErrorNote } from '../parts/error-note.tsx';
import { Loading } from '../parts/loading.tsx';
import { PageTitle } from '../parts/page-title.tsx';
import { StateBadge } from '../parts/state-badge.tsx';
import { countText } from '../parts/text.ts';
import { TimeAgo } from '../parts/time-ago.tsx';
import { shownProblem } from '../placement/shown-problem.ts';
import { countsText, taskState, taskTitle } from './task-words.ts';

/** What nexus does by itself every now and then, and the VMMs that have failed. */
export function TasksPage(): ReactNode {
  return (
    <div className="sagas-page">
      <p>
        <Link href="/sagas">All sagas</Link>
      </p>
      <PageTitle title="Background tasks" />
      <Tasks />
      <FailedVmms />
    </div>
  );
}

const tasksKey = ['operator', 'background-tasks'];

function Tasks(): ReactNode {
  const operator = useOperator();
  const tasks = useQuery({
    queryKey: tasksKey,
    refetchInterval: every.one,
    queryFn: async ({ signal }) => valueOf(await backgroundTaskList(operator, { signal })).items,
  });
  if (tasks.data === undefined) {
    return tasks.error === null ? (
      <Loading what="the tasks" />
    ) : (
      <ErrorNote
        title="The tasks cannot be shown"
        problem={asProblem(tasks.error)}
        again={{ act: () => void tasks.refetch() }}
      />
    );
  }
  return (
    <>
      <p className="hint">Of the nexus that answers: others have their own.</p>
      <ul className="task-cards">
        {tasks.data.map((task) => (
          <TaskCard key={task.name} task={task} />
        ))}
      </ul>
    </>
  );
}

function TaskCard({ task }: { readonly task: BackgroundTask }): ReactNode {
  const operator = useOperator();
  const queries = useQueryClient();
  const [isBusy, setBusy] = useState(false);
  const [said, setSaid] = useState('');
  const { name, description, period_seconds: period, runs, last_run: last } = task;
  const { word, tone } = taskState(task);
  const run = async (): Promise<void> => {
    setBusy(true);
    setSaid('');
    try {
      const done = valueOf(await backgroundTaskActivate(operator, { path: { name } }));
      setSaid(`It has looked: ${countsText(done.last_run?.counts ?? [])}.`);
    } catch (error) {
      setSaid(asProblem(error).message);
    }
    setBusy(false);
    await queries.invalidateQueries({ queryKey: tasksKey });
  };
  return (
    <li>
      <div className="task-head">
        <h2>{taskTitle(name)}</h2>
        <StateBadge tone={tone}>{word}</StateBadge>
      </div>
      <p>{description}</p>
      <p className="hint">
        Every {period} s, {countText(runs, 'look')} so far
        {last !== null && (
          <>
            ; the last <TimeAgo time={last.time_started} />, {last.duration_ms} ms:{' '}
            {countsText(last.counts)}
          </>
        )}
      </p>
      {last !== null && last.error !== null && <p className="node-error">{last.error}</p>}
      <p className="saga-verbs">
        <button
          type="button"
          aria-label={`Run now: ${taskTitle(name)}`}
          // It keeps the focus while it is busy.
          aria-disabled={isBusy}
          onClick={() => {
            if (!isBusy) void run();
          }}
        >
          Run now
        </button>
        <span role="status">{said}</span>
      </p>
    </li>
  );
}

function FailedVmms(): ReactNode {
  const operator = useOperator();
  const vmms = useQuery({
    queryKey: ['operator', 'failed-vmms'],
    refetchInterval: every.list,
    queryFn: async ({ signal }) => {
      const query = { state: 'failed', deleted: true, limit: 100 } as const;
      const { items } = valueOf(await vmmList(operator, { query }, { signal }));
      return items.toSorted((one, other) =>
        one.time_state_updated < other.time_state_updated ? 1 : -1,
      );
    },
  });
  const problem = shownProblem(vmms);
  return (
    <section className="task-vmms" aria-labelledby="failed-vmms">
      <h2 id="failed-vmms">VMMs that failed</h2>
      {problem !== null && <ErrorNote title="The VMMs cannot be shown" problem={problem} />}
      {vmms.data?.length === 0 && <p>None.</p>}
      <ul>
        {vmms.data?.map(({ id, instance_id: instance, failure, ...vmm }) => (
          <li key={id}>
            <Link href={`/instances/${encodeURIComponent(instance)}`}>
              {vmm.instance_name ?? instance}
            </Link>{' '}
            on {vmm.sled_serial ?? vmm.sled_id}, <TimeAgo time={vmm.time_state_updated} />:{' '}
            {failure?.description ?? 'nobody said why'}
            {failure !== null && failure.detail !== null && ` (${failure.detail})`}
          </li>
        ))}
      </ul>
    </section>
  );
}
