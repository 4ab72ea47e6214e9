import { type ReactNode, useId, useState } from 'react';
import { ConfirmDialog } from '../parts/confirm-dialog.tsx';
import type { Verb } from './verbs.ts';

/** Says what will happen, asks for the reason, and does it. */
export function VerbDialog({
  verb,
  onConfirm,
  onClose,
}: {
  readonly verb: Verb;
  readonly onConfirm: (reason: string) => Promise<void>;
  readonly onClose: () => void;
}): ReactNode {
  const id = useId();
  const [reason, setReason] = useState('');
  const given = reason.trim();
  return (
    <ConfirmDialog
      title={`${verb.words}?`}
      words={verb.words}
      isDangerous={verb.isDangerous}
      isForbidden={given === ''}
      onConfirm={() => onConfirm(given)}
      onClose={onClose}
    >
      {verb.consequences.map((text) => (
        <p key={text}>{text}</p>
      ))}
      <div className="verb-reason">
        <label htmlFor={id}>Why</label>
        <textarea
          id={id}
          rows={3}
          maxLength={1024}
          required
          value={reason}
          aria-describedby={`${id}-hint`}
          onChange={({ target }) => setReason(target.value)}
        />
        <p id={`${id}-hint`} className="hint">
          It is written down with the saga. Without a reason it cannot be done.
        </p>
      </div>
    </ConfirmDialog>
  );
}
