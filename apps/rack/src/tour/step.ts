import type { Stage } from './stage.ts';

/** A failure to be shown: what is done, what is seen of it, and what should be. */
export interface TourStep {
  readonly name: string;
  readonly title: string;
  /** What it is about, in a sentence or two. */
  readonly about: string;
  /** What goes wrong in it that should not is thrown, or a check that fails. */
  readonly run: (stage: Stage) => Promise<void>;
}

/** What a step tells while it runs. */
export type Telling =
  | { readonly kind: 'did'; readonly text: string }
  | {
      readonly kind: 'seen';
      readonly by: 'user' | 'operator';
      /** What was asked: `GET /v1/instances/web`. */
      readonly request: string;
      readonly lines: readonly string[];
    }
  | ({ readonly kind: 'check' } & Check);

/** Who looks at which instance, at a moment at which there is something to be seen of it. */
export type Look =
  { readonly by: 'user'; readonly name: string } | { readonly by: 'operator'; readonly id: string };

/** Something that was expected. */
export interface Check {
  readonly what: string;
  readonly ok: boolean;
  /** What was found instead; null where it is as expected. */
  readonly found: string | null;
}

export interface StepResult {
  readonly name: string;
  readonly checks: readonly Check[];
  /** What ended it before its time; null where nothing did. */
  readonly error: string | null;
}

export function isAsTold({ checks, error }: StepResult): boolean {
  return error === null && checks.length > 0 && checks.every(({ ok }) => ok);
}
