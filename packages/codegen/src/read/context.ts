import type { Json, JsonObject } from '../model/json.ts';
import type { Schema } from '../model/schema.ts';
import type { Answers } from './answers.ts';
import type { Dependencies } from './memo.ts';
import type { Reporter } from './reporter.ts';

/** What every noun of one document is read with. */
export interface Context {
  readonly root: JsonObject;
  readonly dialect: '3.0' | '3.1';
  readonly reporter: Reporter;
  readonly answers: Answers;
  /** `components.schemas`, or an empty object. */
  readonly schemas: JsonObject;
  /** What the node that is being read depends on elsewhere in the document. */
  dependencies: Dependencies | undefined;
  /** Places that are being read in line because a reference leads there. */
  readonly inlining: Set<string>;
  /** Steps left for following references; see `spend`. */
  steps: number;
  /** Reads a schema; here so that the files of the single forms need not import each other. */
  readonly read: (raw: Json, pointer: string) => Schema;
}

export function unsupported(context: Context, pointer: string, message: string, fix: string): void {
  context.reporter.report('unsupported', { message, fix, pointer });
}

export function malformed(context: Context, pointer: string, message: string, fix: string): void {
  context.reporter.report('schema_malformed', { message, fix, pointer });
}

/** Whether a document may follow one more reference: a few lines can repeat each other for ever. */
export function spend(context: Context): boolean {
  if (context.steps > 0) {
    context.steps -= 1;
    return true;
  }
  context.reporter.report('document_too_deep', {
    message: 'Written out, the references of the document repeat each other without end.',
    fix: 'Refer to named schemas from properties and items, not from allOf.',
  });
  return false;
}
