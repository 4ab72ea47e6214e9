import { projectCreate } from '@skewline/nexus-client/external';
import { useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { CallProblem, valueOf } from '../api/problem.ts';
import { useExternal } from '../api/session-context.ts';
import { ConfirmDialog, notYet } from '../parts/confirm-dialog.tsx';
import { TextField } from '../parts/text-field.tsx';
import { nameProblem } from './new-instance.ts';

/** Makes a project, of which whoever makes it is a member. */
export function NewProjectDialog({
  onMade,
  onClose,
}: {
  readonly onMade: (id: string) => void;
  readonly onClose: () => void;
}): ReactNode {
  const external = useExternal();
  const client = useQueryClient();
  const [typed, setTyped] = useState('');
  const [isTold, setTold] = useState(false);
  const name = typed.trim();
  const problem = nameProblem(name);
  return (
    <ConfirmDialog
      title="New project"
      words="Make it"
      otherWords="Cancel"
      onConfirm={async () => {
        setTold(true);
        if (problem !== null) throw new CallProblem('refused', notYet);
        const body = { name, description: '' };
        const made = valueOf(await projectCreate(external, { body }));
        await client.invalidateQueries();
        onMade(made.id);
      }}
      onClose={onClose}
    >
      <p>Instances, disks and groups that belong together are in one project.</p>
      <TextField
        label="Name"
        value={typed}
        problem={isTold ? problem : null}
        hint="Letters, digits and hyphens, e.g. shop"
        onChange={setTyped}
      />
    </ConfirmDialog>
  );
}
