import type { SagaState, SagaSummary } from '@skewline/nexus-client/operator';
import { type ReactNode, useId } from 'react';
import { Link, useSearchParams } from 'wouter';
import { type Column, DataTable } from '../parts/data-table.tsx';
import { Empty } from '../parts/empty.tsx';
import { ErrorNote } from '../parts/error-note.tsx';
import { Loading } from '../parts/loading.tsx';
import { PageTitle } from '../parts/page-title.tsx';
import { StateBadge } from '../parts/state-badge.tsx';
import { countText } from '../parts/text.ts';
import { TimeAgo } from '../parts/time-ago.tsx';
import { type SagaFilter, useSagas } from './queries.ts';
import { sagaStates } from './words.ts';

/** All sagas, the stuck ones first. */
export function SagasPage(): ReactNode {
  const [parameters, setParameters] = useSearchParams();
  const filter = filterOf(parameters);
  const { sagas, hasMore, more, problem, again } = useSagas(filter);
  const stuck = (sagas ?? []).filter(({ state }) => state === 'stuck').length;
  return (
    <div className="sagas-page">
      <PageTitle title="Sagas">
        <Link href="/sagas/tasks">Background tasks</Link>
      </PageTitle>
      <p className={stuck === 0 ? 'hint' : 'sagas-stuck'} role="status">
        {saidOf(sagas, stuck)}
      </p>
      <Filters
        filter={filter}
        onChange={(changed) =>
          setParameters(
            new URLSearchParams(Object.entries(changed).filter(([, text]) => text !== '')),
            {
              replace: true,
            },
          )
        }
      />
      {problem !== null && (
        <ErrorNote title="The sagas cannot be shown" problem={problem} again={{ act: again }} />
      )}
      {sagas === undefined ? (
        problem === null && <Loading what="the sagas" />
      ) : sagas.length === 0 ? (
        <Empty title="There are no such sagas">
          <p>Each start, stop, update or deletion of an instance is one.</p>
        </Empty>
      ) : (
        <DataTable label="Sagas" rows={sagas} columns={columns} keyOf={({ id }) => id} />
      )}
      {hasMore && (
        <p>
          <button type="button" onClick={more}>
            Show older ones
          </button>
        </p>
      )}
    </div>
  );
}

function saidOf(sagas: readonly SagaSummary[] | undefined, stuck: number): string {
  if (sagas === undefined) return '';
  if (stuck === 0) return 'No saga is stuck.';
  return stuck === 1
    ? '1 saga is stuck, and waits for you.'
    : `${countText(stuck, 'saga')} are stuck, and wait for you.`;
}

function filterOf(parameters: URLSearchParams): SagaFilter {
  const state = parameters.get('state') ?? '';
  return {
    // It was just found to be one of them.
    state: Object.hasOwn(sagaStates, state) ? (state as SagaState) : '',
    name: parameters.get('name') ?? '',
    subject: parameters.get('subject') ?? '',
  };
}

const names = [
  'instance_create',
  'instance_start',
  'instance_update',
  'instance_stop',
  'instance_migrate',
  'instance_delete',
] as const;

function Filters({
  filter,
  onChange,
}: {
  readonly filter: SagaFilter;
  readonly onChange: (changed: SagaFilter) => void;
}): ReactNode {
  const id = useId();
  return (
    <form className="sagas-filters" role="search" onSubmit={(event) => event.preventDefault()}>
      <label>
        State
        <select
          value={filter.state}
          onChange={({ target }) => {
            // The options are those that there are.
            onChange({ ...filter, state: target.value as SagaFilter['state'] });
          }}
        >
          <option value="">any</option>
          {Object.entries(sagaStates).map(([state, { word }]) => (
            <option key={state} value={state}>
              {word}
            </option>
          ))}
        </select>
      </label>
      <label>
        Name
        <input
          type="search"
          list={id}
          value={filter.name}
          placeholder="any"
          spellCheck={false}
          onChange={({ target }) => onChange({ ...filter, name: target.value.trim() })}
        />
      </label>
      <datalist id={id}>
        {names.map((name) => (
          <option key={name} value={name} />
        ))}
      </datalist>
      <label className="sagas-subject">
        Subject
        <input
          type="search"
          value={filter.subject}
          placeholder="the id of an instance"
          spellCheck={false}
          onChange={({ target }) => onChange({ ...filter, subject: target.value.trim() })}
        />
      </label>
    </form>
  );
}

const columns: readonly Column<SagaSummary>[] = [
  {
    id: 'name',
    title: 'Saga',
    cell: ({ id, name, reason }) => (
      <span className="name-cell">
        <Link href={`/sagas/${id}`}>{name}</Link>
        <span className="only-narrow">{reason}</span>
      </span>
    ),
  },
  {
    id: 'state',
    title: 'State',
    width: '9rem',
    cell: ({ state }) => (
      <StateBadge tone={sagaStates[state].tone}>{sagaStates[state].word}</StateBadge>
    ),
  },
  {
    id: 'reason',
    title: 'Why',
    width: '46%',
    isExtra: true,
    cell: ({ reason }) => (
      <span className="sagas-reason" title={reason ?? undefined}>
        {reason ?? '–'}
      </span>
    ),
  },
  {
    id: 'subject',
    title: 'Subject',
    width: '8rem',
    isExtra: true,
    cell: ({ subject }) => (subject === null ? '–' : <Subject subject={subject} />),
  },
  {
    id: 'created',
    title: 'Begun',
    width: '8rem',
    isExtra: true,
    cell: ({ time_created: time }) => <TimeAgo time={time} />,
  },
];

/** An id, short: nobody reads all of it. */
function Subject({ subject }: { readonly subject: string }): ReactNode {
  return (
    <Link href={`/instances/${encodeURIComponent(subject)}`} title={subject}>
      <code>{subject.slice(0, 8)}</code>
    </Link>
  );
}
