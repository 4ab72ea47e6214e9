/**
 * Files that outlive the program: reads what any older version wrote, writes the newest, refuses a
 * newer one, and never destroys what it cannot read.
 *
 *     import { storedFile } from '@skewline/stored';
 *     import type { SledVmmState } from '@skewline/sled-agent-types';
 *     import * as conversions from '@skewline/sled-agent-types/conversions';
 *     import { validators } from '@skewline/sled-agent-types/validators';
 *
 *     const file = storedFile<SledVmmState>({
 *       path: 'vmm.json', api: 'sled-agent', type: 'SledVmmState', conversions, validators,
 *     });
 *     const found = await file.read();
 *
 * Every answer is a value with `ok`. A file is one JSON document and a line feed:
 * `{"api": "sled-agent", "type": "SledVmmState", "version": "49.0.0", "since": "49.0.0", "value": …}`.
 */
export type { StoredProblem, StoredProblemCode } from './problem.ts';
export {
  type ReadNothing,
  type ReadResult,
  type ReadValue,
  storedFile,
  type StoredFile,
  type StoredFileOptions,
  type WriteOptions,
  type WriteResult,
  type Written,
} from './stored-file.ts';
export type { Conversions, Validators } from './table.ts';
