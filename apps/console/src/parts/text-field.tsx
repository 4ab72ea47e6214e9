import { type ReactNode, useId } from 'react';

/** A line to type into, with its name, and what is wrong with it. */
export function TextField({
  label,
  value,
  problem = null,
  hint = null,
  isNumber = false,
  onChange,
}: {
  readonly label: string;
  readonly value: string;
  readonly problem?: string | null | undefined;
  readonly hint?: string | null;
  readonly isNumber?: boolean;
  readonly onChange: (value: string) => void;
}): ReactNode {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        type="text"
        inputMode={isNumber ? 'numeric' : 'text'}
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        value={value}
        aria-invalid={problem !== null}
        aria-describedby={`${id}-about`}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
      <p id={`${id}-about`} className={problem === null ? 'hint' : 'problem-line'}>
        {problem ?? hint}
      </p>
    </div>
  );
}
