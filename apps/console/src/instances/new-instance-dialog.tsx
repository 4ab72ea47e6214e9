import {
  antiAffinityGroupList,
  instanceCreate,
  placementDryRun,
  type PlacementDryRun,
  type Project,
} from '@skewline/nexus-client/external';
import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useDeferredValue, useId, useState } from 'react';
import { useLocation } from 'wouter';
import { CallProblem, valueOf } from '../api/problem.ts';
import { useExternal } from '../api/session-context.ts';
import { ConfirmDialog, notYet } from '../parts/confirm-dialog.tsx';
import { TextField } from '../parts/text-field.tsx';
import { DryRun } from './dry-run.tsx';
import { blankInstance, type NewInstance, readInstance } from './new-instance.ts';

/** Makes an instance; says whether it would fit while it is filled in. */
export function NewInstanceDialog({
  project,
  onClose,
}: {
  readonly project: Project;
  readonly onClose: () => void;
}): ReactNode {
  const id = useId();
  const external = useExternal();
  const client = useQueryClient();
  const [, go] = useLocation();
  const [typed, setTyped] = useState<NewInstance>(blankInstance);
  const [isTold, setTold] = useState(false);
  const read = readInstance(typed);
  const problems = read.ok || !isTold ? {} : read.problems;
  const query = { project: project.id };
  const groups = useQuery({
    queryKey: ['anti-affinity-groups', project.id],
    queryFn: async ({ signal }) =>
      valueOf(await antiAffinityGroupList(external, { query }, { signal })).items,
  });
  const change = (part: Partial<NewInstance>): void => setTyped({ ...typed, ...part });
  return (
    <ConfirmDialog
      title={`New instance in ${project.name}`}
      words={typed.start ? 'Make and start it' : 'Make it'}
      otherWords="Cancel"
      onConfirm={async () => {
        setTold(true);
        if (!read.ok) throw new CallProblem('refused', notYet);
        const made = valueOf(await instanceCreate(external, { query, body: read.body }));
        await client.invalidateQueries();
        go(`/instances/${made.id}`);
      }}
      onClose={onClose}
    >
      <TextField
        label="Name"
        value={typed.name}
        problem={problems.name}
        hint="Letters, digits and hyphens, e.g. web-1"
        onChange={(name) => change({ name })}
      />
      <div className="two-fields">
        <TextField
          label="CPUs"
          isNumber
          value={typed.cpus}
          problem={problems.cpus}
          onChange={(cpus) => change({ cpus })}
        />
        <TextField
          label="Memory in GiB"
          isNumber
          value={typed.gibibytes}
          problem={problems.gibibytes}
          onChange={(gibibytes) => change({ gibibytes })}
        />
      </div>
      {groups.data !== undefined && groups.data.length > 0 && (
        <div className="field">
          <label htmlFor={`${id}-group`}>Keep it apart from</label>
          <select
            id={`${id}-group`}
            value={typed.group}
            onChange={(event) => change({ group: event.currentTarget.value })}
          >
            <option value="">nobody</option>
            {groups.data.map((group) => (
              <option key={group.id} value={group.id}>
                the others in {group.name}
              </option>
            ))}
          </select>
        </div>
      )}
      <label className="check">
        <input
          type="checkbox"
          checked={typed.start}
          onChange={(event) => change({ start: event.currentTarget.checked })}
        />
        Start it at once
      </label>
      <WouldFit project={project.id} typed={typed} />
    </ConfirmDialog>
  );
}

/** Of what is typed, as soon as it makes sense; its name does not matter. */
function WouldFit({
  project,
  typed,
}: {
  readonly project: string;
  readonly typed: NewInstance;
}): ReactNode {
  const external = useExternal();
  const { cpus, gibibytes, group } = useDeferredValue(typed);
  const read = readInstance({ ...blankInstance, name: 'new', cpus, gibibytes, group });
  const { data } = useQuery<PlacementDryRun>({
    queryKey: ['new-dry-run', project, cpus, gibibytes, group],
    enabled: read.ok,
    placeholderData: keepPreviousData,
    gcTime: 0,
    queryFn: async ({ signal }) => {
      if (!read.ok) throw new Error('only what can be read is asked for');
      const request = { query: { project }, body: read.body };
      return valueOf(await placementDryRun(external, request, { signal }));
    },
  });
  return read.ok && data !== undefined ? <DryRun run={data} /> : null;
}
