import { Component, type ReactNode } from 'react';
import { asProblem } from '../api/problem.ts';
import { ErrorNote } from '../parts/error-note.tsx';

/** Keeps the shell where a page breaks, e.g. because its script belongs to a console that was replaced. */
export class Boundary extends Component<
  { readonly children: ReactNode },
  { readonly error: unknown }
> {
  override state: { readonly error: unknown } = { error: null };

  static getDerivedStateFromError(error: unknown): { readonly error: unknown } {
    return { error };
  }

  override render(): ReactNode {
    if (this.state.error === null) return this.props.children;
    return (
      <ErrorNote
        title="This page does not work"
        problem={asProblem(this.state.error)}
        again={{ words: 'Reload the console', act: () => location.reload() }}
      />
    );
  }
}
