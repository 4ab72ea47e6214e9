import { generatedFolder, hashText, stampName } from './plan-write.ts';
import type { FileMap } from '../model/file-map.ts';
import { isJsonObject, type Json } from '../model/json.ts';
import type { FoundFile } from '../read/package-files.ts';

/**
 * `generated/.skewline-stamp.json`: what the files beside it were generated from. When the inputs
 * and every file on disk still have these hashes, nothing is read, derived or written again. It is
 * a cache: deleting it costs time only, and it does not belong into version control.
 */
export interface Stamp {
  /** Of the documents, skewline.json, and the codegen itself. */
  readonly inputs: string;
  /** Hash by path, relative to the source folder. */
  readonly outputs: Readonly<Record<string, string>>;
  /** What the command line prints about it. */
  readonly summary: Json;
}

export function stampOf(inputs: string, files: FileMap, summary: Json): Stamp {
  const outputs = Object.fromEntries([...files].map(([path, text]) => [path, hashText(text)]));
  return { inputs, outputs, summary };
}

export function stampText(stamp: Stamp): string {
  return `${JSON.stringify({ $comment: 'A cache of skewline; safe to delete.', ...stamp }, null, 1)}\n`;
}

/** The stamp's summary, where the inputs are these and each file is as it was written. */
export function summaryIfCurrent(onDisk: readonly FoundFile[], inputs: string): Json | undefined {
  const stamp = readStamp(onDisk.find(({ path }) => path === stampName)?.text);
  if (stamp === undefined || stamp.inputs !== inputs) return undefined;
  const files = onDisk.filter(({ path }) => path !== stampName);
  if (files.length !== Object.keys(stamp.outputs).length) return undefined;
  const asWritten = files.every(({ path, text }) => {
    const wanted = stamp.outputs[`${generatedFolder}/${path}`];
    return text !== undefined && wanted === hashText(text);
  });
  return asWritten ? stamp.summary : undefined;
}

function readStamp(text: string | undefined): Stamp | undefined {
  if (text === undefined) return undefined;
  try {
    // What JSON.parse returns is Json by definition.
    const json = JSON.parse(text) as Json;
    if (!isJsonObject(json)) return undefined;
    const { inputs, outputs, summary } = json;
    if (typeof inputs !== 'string' || !isJsonObject(outputs) || summary === undefined) return undefined;
    const hashes = Object.entries(outputs).flatMap(([path, hash]) =>
      typeof hash === 'string' ? [[path, hash] as const] : [],
    );
    return { inputs, outputs: Object.fromEntries(hashes), summary };
  } catch {
    return undefined;
  }
}
