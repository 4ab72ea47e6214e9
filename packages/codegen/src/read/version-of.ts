import type { Json } from '../model/json.ts';
import type { VersionId } from '../model/version-id.ts';
import { compareVersionIds, parseVersionId } from '../model/version-id.ts';
import type { Reporter } from './reporter.ts';

/** `48.0.0`, `v2`, `sled-agent-48.0.0-abc123`: a prefix, the number, a hash. */
const inFileName = /^(?:.*?[^\d.][-_.])?v?(\d+(?:\.\d+){0,2})(?:-[0-9a-f]{6,64})?$/i;

export function versionOfFile(file: string): VersionId | undefined {
  const base = file.slice(Math.max(file.lastIndexOf('/'), file.lastIndexOf('\\')) + 1);
  const match = inFileName.exec(base.replace(/\.(?:json|ya?ml)$/i, ''));
  return match?.[1] === undefined ? undefined : parseVersionId(match[1]);
}

/** The version that file name and `info.version` agree on. */
export function versionOf(info: Json | undefined, reporter: Reporter): VersionId | undefined {
  const named = versionOfFile(reporter.file);
  const stated = typeof info === 'string' ? parseVersionId(info.trim()) : undefined;
  const pointer = '/info/version';
  if (info !== undefined && typeof info !== 'string') {
    reporter.report('schema_malformed', {
      message: 'info.version is not a string.',
      fix: 'Put it in quotes: as a number 1.10 would become 1.1.',
      pointer,
    });
    return named;
  }
  if (named !== undefined && stated !== undefined && compareVersionIds(named, stated) !== 0) {
    reporter.report('version_mismatch', {
      message: `The file name says version ${named.text}, info.version says ${stated.text}.`,
      fix: 'Rename the file or mend info.version.',
      pointer,
    });
    return undefined;
  }
  const version = named ?? stated;
  if (version === undefined) {
    const found = typeof info === 'string' ? ` ("${info.slice(0, 40)}" is none)` : '';
    reporter.report('version_missing', {
      message: `Neither the file name nor info.version gives a version${found}.`,
      fix: 'Name the file after its version, such as 2.0.0.json: one to three numbers with dots.',
      pointer,
    });
  }
  return version;
}
