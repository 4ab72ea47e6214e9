import { type ReactNode, useRef, useState } from 'react';
import { asProblem, type CallProblem } from '../api/problem.ts';
import { Dialog } from './dialog.tsx';
import { sentence } from './text.ts';

/** Why it cannot be done where a field says more. */
export const notYet = 'What is marked above has to be put right first.';

/** Asks before something is done, and takes what has to be filled in; it stays, with the reason, where that fails. */
export function ConfirmDialog({
  title,
  children,
  words,
  otherWords = 'Leave it as it is',
  isDangerous = false,
  isForbidden = false,
  onConfirm,
  onClose,
}: {
  readonly title: string;
  /** What will happen. */
  readonly children: ReactNode;
  /** On the button: what is done, as a verb. */
  readonly words: string;
  /** On the button that does nothing. */
  readonly otherWords?: string;
  readonly isDangerous?: boolean;
  /** The button cannot be pressed, for a reason that `children` tell. */
  readonly isForbidden?: boolean;
  /** Rejects with why it could not be done. */
  readonly onConfirm: () => Promise<unknown>;
  readonly onClose: () => void;
}): ReactNode {
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<CallProblem | null>(null);
  const form = useRef<HTMLFormElement>(null);
  const confirm = async (): Promise<void> => {
    setBusy(true);
    setProblem(null);
    try {
      await onConfirm();
      onClose();
    } catch (error) {
      setProblem(asProblem(error));
      setBusy(false);
      // Once it is marked: there they go on.
      requestAnimationFrame(() => {
        form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
      });
    }
  };
  return (
    <Dialog title={title} onClose={onClose}>
      <form
        ref={form}
        className="dialog-form"
        noValidate
        onChange={() => setProblem(null)}
        onSubmit={(event) => {
          event.preventDefault();
          if (!isBusy && !isForbidden) void confirm();
        }}
      >
        {children}
        <p className="problem-line" role="alert">
          {problem !== null && sentence(problem.message)}
        </p>
        <div className="dialog-buttons">
          <button type="button" onClick={onClose}>
            {otherWords}
          </button>
          <button
            type="submit"
            className={isDangerous ? 'danger' : 'primary'}
            // It keeps the focus while it is busy, and who comes to it hears that it cannot be pressed.
            aria-disabled={isBusy || isForbidden}
          >
            {words}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
