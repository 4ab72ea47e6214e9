import { relative, resolve } from 'node:path';

/** A path as people would type it here: from this directory where it is below it, else in full. */
export function shownPath(path: string, directory: string = process.cwd()): string {
  const near = relative(directory, path);
  if (near === '') return '.';
  return near === '..' || near.startsWith('../') ? resolve(directory, path) : near;
}
