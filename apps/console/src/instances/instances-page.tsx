import type { Instance, Project } from '@skewline/nexus-client/external';
import { type ReactNode, useDeferredValue, useId, useMemo, useState } from 'react';
import { Link, useSearchParams } from 'wouter';
import { asProblem } from '../api/problem.ts';
import { Countdown } from '../parts/countdown.tsx';
import { type Column, DataTable } from '../parts/data-table.tsx';
import { Empty } from '../parts/empty.tsx';
import { ErrorNote } from '../parts/error-note.tsx';
import { Loading } from '../parts/loading.tsx';
import { PageTitle } from '../parts/page-title.tsx';
import { StateBadge } from '../parts/state-badge.tsx';
import { bytesText, countText, numberText } from '../parts/text.ts';
import { TimeAgo } from '../parts/time-ago.tsx';
import { countsOf, filtered, type StateFilter, stateFilters } from './filter.ts';
import { NewInstanceDialog } from './new-instance-dialog.tsx';
import { NewProjectDialog } from './new-project-dialog.tsx';
import { useInstances, useProjects } from './queries.ts';
import { nextTry } from './retry.ts';
import { shortFailure } from './short-failure.ts';
import { stateText, toneOf } from './state.ts';

/** The instances of a project. Which project, and what is looked for, is in the address. */
export function InstancesPage(): ReactNode {
  const projects = useProjects();
  const [parameters, setParameters] = useSearchParams();
  const [asked, setAsked] = useState<'project' | 'instance' | null>(null);
  const close = (): void => setAsked(null);
  const choose = (id: string): void => setParameters({ project: id });
  const { data, error } = projects;
  if (data === undefined) {
    return (
      <>
        <PageTitle title="Instances" />
        {error === null ? (
          <Loading what="the projects" />
        ) : (
          <ErrorNote
            title="The projects cannot be shown"
            problem={asProblem(error)}
            again={{ act: () => void projects.refetch() }}
          />
        )}
      </>
    );
  }
  const wanted = parameters.get('project');
  const project = data.find(({ id }) => id === wanted) ?? data[0];
  if (project === undefined) {
    return (
      <>
        <PageTitle title="Instances" />
        <Empty title="There is no project yet">
          <p>An instance belongs to a project. Make one, or ask to become a member of one.</p>
          <button type="button" className="primary" onClick={() => setAsked('project')}>
            New project …
          </button>
        </Empty>
        {asked === 'project' && <NewProjectDialog onMade={choose} onClose={close} />}
      </>
    );
  }
  return (
    <>
      <PageTitle title="Instances">
        <ProjectSwitch projects={data} project={project} onChoice={choose} />
        <div className="page-actions">
          <button type="button" onClick={() => setAsked('project')}>
            New project …
          </button>
          <button type="button" className="primary" onClick={() => setAsked('instance')}>
            New instance …
          </button>
        </div>
      </PageTitle>
      <ProjectInstances key={project.id} project={project} />
      {asked === 'project' && <NewProjectDialog onMade={choose} onClose={close} />}
      {asked === 'instance' && <NewInstanceDialog project={project} onClose={close} />}
    </>
  );
}

function ProjectSwitch({
  projects,
  project,
  onChoice,
}: {
  readonly projects: readonly Project[];
  readonly project: Project;
  readonly onChoice: (id: string) => void;
}): ReactNode {
  const id = useId();
  return (
    <span className="project-switch">
      <label htmlFor={id}>Project</label>
      <select id={id} value={project.id} onChange={(event) => onChoice(event.currentTarget.value)}>
        {projects.map((one) => (
          <option key={one.id} value={one.id}>
            {one.name}
          </option>
        ))}
      </select>
    </span>
  );
}

const columns: readonly Column<Instance>[] = [
  {
    id: 'name',
    title: 'Name',
    cell: (instance) => (
      <span className="name-cell">
        <Link href={`/instances/${instance.id}`}>{instance.name}</Link>
        <span className="only-narrow">
          <FailureCell instance={instance} />
        </span>
      </span>
    ),
  },
  {
    id: 'state',
    title: 'State',
    width: '8.5rem',
    cell: (instance) => (
      <StateBadge tone={toneOf(instance)}>{stateText(instance.run_state)}</StateBadge>
    ),
  },
  {
    id: 'failure',
    title: 'Last failure',
    isExtra: true,
    cell: (instance) => <FailureCell instance={instance} />,
  },
  {
    id: 'size',
    title: 'Size',
    width: '10rem',
    isExtra: true,
    cell: ({ ncpus, memory }) => `${countText(ncpus, 'CPU')}, ${bytesText(memory)}`,
  },
  {
    id: 'since',
    title: 'In this state since',
    width: '10rem',
    isExtra: true,
    cell: ({ time_run_state_updated }) => <TimeAgo time={time_run_state_updated} />,
  },
];

function FailureCell({ instance }: { readonly instance: Instance }): ReactNode {
  const text = shortFailure(instance.last_failure);
  const next = nextTry(instance.auto_restart_status);
  return (
    <span className="failure">
      {text}
      {next !== null && (
        <span className="hint">
          {text === '' ? '' : ' · '}again <Countdown until={next} />
        </span>
      )}
    </span>
  );
}

function stateOf(parameter: string | null): StateFilter {
  // The keys are of a table by filters.
  const filters = Object.keys(stateFilters) as StateFilter[];
  return filters.find((filter) => filter === parameter) ?? 'all';
}

function ProjectInstances({ project }: { readonly project: Project }): ReactNode {
  const listed = useInstances(project.id);
  const [parameters, setParameters] = useSearchParams();
  const state = stateOf(parameters.get('state'));
  const text = parameters.get('text') ?? '';
  const look = (wanted: StateFilter, words: string): void => {
    const where = { project: project.id, state: wanted, text: words };
    setParameters(where, { replace: true });
  };
  // Typing goes before drawing.
  const [wantedState, wantedText] = [useDeferredValue(state), useDeferredValue(text)];
  const { items, problem } = listed;
  const counts = useMemo(() => countsOf(items), [items]);
  const rows = useMemo(
    () => filtered(items, wantedState, wantedText),
    [items, wantedState, wantedText],
  );
  const id = useId();
  if (listed.isLoading && problem === null) return <Loading what="the instances" />;
  if (items.length === 0) {
    if (problem !== null) {
      const again = { act: listed.again };
      return <ErrorNote title="The instances cannot be shown" problem={problem} again={again} />;
    }
    return (
      <Empty title={`${project.name} has no instances`}>
        <p>Make one with “New instance”, and it is shown here at once.</p>
      </Empty>
    );
  }
  const isAll = state === 'all' && text.trim() === '';
  return (
    <section className="instances" aria-label={`Instances of ${project.name}`}>
      <div className="toolbar">
        <div role="group" aria-label="State" className="filters">
          {Object.entries(stateFilters).map(([filter, words]) => (
            <button
              key={filter}
              type="button"
              aria-pressed={state === filter}
              // The entries are of a table by filters.
              onClick={() => look(filter as StateFilter, text)}
            >
              {words}{' '}
              <span className="count">{numberText(counts[filter as StateFilter])}</span>
            </button>
          ))}
        </div>
        <div className="field search">
          <label htmlFor={id}>Search</label>
          <input
            id={id}
            type="search"
            value={text}
            placeholder="Name, description, failure or id"
            onChange={(event) => look(state, event.currentTarget.value)}
          />
        </div>
      </div>
      <p className="hint" role="status">
        {isAll
          ? countText(items.length, 'instance')
          : `${numberText(rows.length)} of ${countText(items.length, 'instance')}`}
        {listed.hasMore && ', more are coming …'}
      </p>
      {rows.length === 0 ? (
        <Empty title="None is like that">
          <button type="button" onClick={() => look('all', '')}>
            Show all
          </button>
        </Empty>
      ) : (
        <DataTable
          label={`Instances of ${project.name}`}
          rows={rows}
          columns={columns}
          keyOf={(instance) => instance.id}
        />
      )}
    </section>
  );
}
