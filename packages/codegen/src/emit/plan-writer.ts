import type { Hole, Plan } from '../plan/plan.ts';
import type { Code } from './code.ts';

/** How a module of shims calls what it uses. */
export interface ShimNames {
  /** The function that converts two named types. */
  conversion(plan: Plan & { readonly kind: 'call' }): string;
  /** A type of `plan/type-text.ts` as this module writes it. */
  type(text: string): string;
  /** `decisions.v10.up["NetworkInterface.ip_config"]` */
  decision(hole: Hole): string;
  /** The type of an object while its optional properties are being set. */
  built?(type: string): string;
}

/** Where the value is: the object around it, for decisions about fields, and the path to it. */
export interface Scope {
  readonly around: string;
  /** Expressions of the members on the way, outermost first. */
  readonly path: readonly string[];
}

/** Writes plans as code: what the parts of it need of one another. */
export interface PlanWriter {
  readonly code: Code;
  readonly names: ShimNames;
  /** Writes the statements that convert `source`, and returns the expression of the result. */
  value(plan: Plan, source: string, scope: Scope): string;
  /** Gives what cannot be an expression a name, so that it is computed once. */
  named(expression: string, hint: string): string;
}
