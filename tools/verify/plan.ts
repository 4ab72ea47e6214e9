import type { Need, Step } from './steps.ts';

/** A step as it is going to be run, or why it is not. */
export type Planned =
  | { readonly step: Step; readonly command: string; readonly notRun?: undefined }
  | { readonly step: Step; readonly notRun: string };

export interface Wish {
  /** What must hold before a change lands, in the short forms, and nothing for a release alone. */
  readonly ci: boolean;
  readonly short: boolean;
  readonly withoutCorpus: boolean;
  /** Only these; empty: all. */
  readonly only: readonly string[];
  /** What this machine lacks, and why. */
  readonly missing: ReadonlyMap<Need, string>;
}

/**
 * What of the list is run. CI brings what a step needs: there a step without it fails, so that nothing is left out
 * unseen; only a browser may be missing, and the corpus where it was said.
 */
export function planOf(
  steps: readonly Step[],
  { ci, short, withoutCorpus, only, missing }: Wish,
): readonly Planned[] {
  return steps
    .filter((step) => !(ci && step.releaseOnly))
    .filter(({ name }) => only.length === 0 || only.includes(name))
    .map((step): Planned => {
      const needs = step.needs ?? [];
      if (withoutCorpus && needs.includes('corpus')) {
        return { step, notRun: 'left out, as asked for by --without-corpus' };
      }
      const lacking = needs
        .filter((need) => !ci || need === 'chromium')
        .find((need) => missing.has(need));
      if (lacking !== undefined) return { step, notRun: missing.get(lacking) ?? lacking };
      return { step, command: (ci || short ? step.short : undefined) ?? step.command };
    });
}

/** How far CI has come. */
export interface Progress {
  /** Since it began. */
  readonly seconds: number;
  /** What the same usually takes. */
  readonly usualSeconds: number;
}

/** How many times slower than usual this machine is, which may do other things too. */
export function slowness({ seconds, usualSeconds }: Progress): number {
  return usualSeconds === 0 ? 1 : Math.max(1, seconds / usualSeconds);
}

/** Whether a step of CI is begun: what is required always, and of the others what ends in time as things go. */
export function isBegun(
  { required, seconds }: Pick<Step, 'required' | 'seconds'>,
  progress: Progress,
  limitMinutes: number,
): boolean {
  if (required) return true;
  return progress.seconds + seconds * slowness(progress) <= limitMinutes * 60;
}

export type Outcome = 'passed' | 'failed' | 'not run';

/** The last line of `npm run verify`. */
export function verdict(outcomes: readonly Outcome[]): string {
  const count = (wanted: Outcome): number => outcomes.filter((one) => one === wanted).length;
  const failed = count('failed');
  const checks = count('passed') + failed;
  const word = failed > 0 || checks === 0 ? 'NOT verified' : 'verified';
  return `${word}: ${String(checks)} checks, ${String(failed)} failed, ${String(count('not run'))} not run`;
}
