/** What the children of `crash.db.test.ts` are. */
export interface CrashChildSetup {
  readonly url: string;
  readonly variant: CrashVariant;
}

/**
 * - `right`: runs to its end
 * - `fails`: the last node fails, and everything is undone
 * - `leaks`: as `fails`, and an undo does nothing
 * - `does more when repeated`: runs to its end, and an action is not idempotent
 * - `exits`: as `fails`, and a process ends by itself
 */
export type CrashVariant = 'right' | 'fails' | 'leaks' | 'does more when repeated' | 'exits';
