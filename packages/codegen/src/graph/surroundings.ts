import type { Policy } from './graph.ts';
import type { Manifest } from './manifest.ts';

/** What is known of the repository besides the declared file. */
export interface Surroundings {
  /** How the declared file is called in problems. */
  readonly file: string;
  /** Package folder → API → policy, for packages whose skewline.json could be read. */
  readonly policies: ReadonlyMap<string, ReadonlyMap<string, Policy>>;
  /** Of the workspaces, and of what they have installed. */
  readonly manifests: readonly Manifest[];
}
