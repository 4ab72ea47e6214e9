import type { Io } from './io.ts';

/** What is being done just now, for a person who waits. */
export interface Progress {
  step(text: string): void;
  end(): void;
}

export const silent: Progress = { step: () => undefined, end: () => undefined };

/** A line on standard error that moves, where that is a terminal; nothing otherwise. */
export async function showProgress(io: Io, wanted: boolean): Promise<Progress> {
  if (!wanted || !io.errorsAreTerminal) return silent;
  // Loaded only here: most runs have no use for it.
  const { default: ora } = await import('ora');
  const spinner = ora({ stream: process.stderr, discardStdin: false });
  return {
    step(text) {
      if (spinner.isSpinning) spinner.text = text;
      else spinner.start(text);
    },
    end() {
      spinner.stop();
    },
  };
}
