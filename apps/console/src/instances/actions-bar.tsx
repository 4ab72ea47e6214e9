import { instanceReboot, instanceStop, type Instance } from '@skewline/nexus-client/external';
import { useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useId, useState } from 'react';
import { valueOf } from '../api/problem.ts';
import { useExternal } from '../api/session-context.ts';
import { ConfirmDialog } from '../parts/confirm-dialog.tsx';
import { type ActionName, hindrances } from './actions.ts';
import { StartDialog } from './start-dialog.tsx';

const words: { readonly [Name in ActionName]: string } = {
  start: 'Start …',
  stop: 'Stop …',
  reboot: 'Reboot …',
};

/** What can be done with an instance. What makes no sense now says why, and can be reached all the same. */
export function ActionsBar({ instance }: { readonly instance: Instance }): ReactNode {
  const id = useId();
  const external = useExternal();
  const client = useQueryClient();
  const [asked, setAsked] = useState<ActionName | null>(null);
  const hinders = hindrances(instance.run_state);
  const path = { instance: instance.id };
  const close = (): void => setAsked(null);
  const fresh = (): Promise<void> => client.invalidateQueries();
  return (
    <div className="actions" role="group" aria-label="What to do with it">
      {(['start', 'stop', 'reboot'] as const).map((name) => {
        const hindrance = hinders[name];
        return (
          <span key={name}>
            <button
              type="button"
              className={name === 'start' ? 'primary' : undefined}
              // It keeps the focus, so that who uses the keyboard hears why.
              aria-disabled={hindrance !== null}
              aria-describedby={hindrance === null ? undefined : `${id}-${name}`}
              title={hindrance ?? undefined}
              onClick={() => hindrance === null && setAsked(name)}
            >
              {words[name]}
            </button>
            <span id={`${id}-${name}`} className="visually-hidden">
              {hindrance}
            </span>
          </span>
        );
      })}
      {asked === 'start' && <StartDialog instance={instance} onClose={close} />}
      {asked === 'stop' && (
        <ConfirmDialog
          title={`Stop ${instance.name}?`}
          words="Stop it"
          isDangerous
          onConfirm={async () => {
            valueOf(await instanceStop(external, { path }));
            await fresh();
          }}
          onClose={close}
        >
          <p>
            Its guest is told to shut down. It stays stopped until somebody starts it, whatever its
            restart policy says.
          </p>
        </ConfirmDialog>
      )}
      {asked === 'reboot' && (
        <ConfirmDialog
          title={`Reboot ${instance.name}?`}
          words="Reboot it"
          isDangerous
          onConfirm={async () => {
            valueOf(await instanceReboot(external, { path }));
            await fresh();
          }}
          onClose={close}
        >
          <p>
            Its guest is stopped and started again on the same sled. Its disks stay as they are.
          </p>
        </ConfirmDialog>
      )}
    </div>
  );
}
