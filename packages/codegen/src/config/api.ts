import type { Ask } from '../plan/step.ts';
import { readAsks } from './ask.ts';
import type { Members } from './members.ts';

/** What a package says about one API. */
export interface Config {
  /** The API's name. */
  readonly name: string;
  /** Folder of the versioned documents, relative to the package; see `folderOf`. This or `types`. */
  readonly documents?: string;
  /** Folder of the types written in TypeScript, version by version, relative to the package. */
  readonly types?: string;
  /** Folder that holds `generated/` and the decisions, relative to the package. */
  readonly source: string;
  /** Who has to speak several versions. */
  readonly versioned: 'server' | 'client' | 'lockstep';
  /** Whether a number between two listed versions is a version too, in which nothing changed. */
  readonly sparse: boolean;
  /** Places to be asked about although they can be derived, where the derivation is not enough. */
  readonly ask: readonly Ask[];
  /** Type → the first version from which a hand-written rule holds that a schema cannot say. */
  readonly refine: ReadonlyMap<string, string>;
  /** Operation → why a request of an older version must not be forwarded to a newer handler. */
  readonly doNotForward: ReadonlyMap<string, string>;
}

export const apiMembers: readonly string[] = [
  'name',
  'documents',
  'types',
  'source',
  'versioned',
  'sparse',
  'ask',
  'refine',
  'doNotForward',
];

export function readApiConfig(members: Members): Config {
  const name = members.text('name');
  const inputs = readInputs(members);
  return {
    name,
    ...inputs,
    source: members.text('source', 'types' in inputs && inputs.types !== '' ? inputs.types : 'src'),
    versioned: members.word('versioned', ['server', 'client', 'lockstep'], 'server') ?? 'server',
    sparse: members.flag('sparse'),
    ask: readAsks(members, true),
    refine: members.texts('refine'),
    doNotForward: members.texts('doNotForward'),
  };
}

function readInputs(members: Members): Pick<Config, 'documents' | 'types'> {
  if (members.has('documents') && members.has('types')) {
    members.wrong('types', 'an API has documents or types, not both', 'take one of the two out');
  } else if (members.has('types')) {
    return { types: members.text('types') };
  } else if (members.has('documents')) {
    return { documents: members.text('documents') };
  } else {
    const fix =
      'set documents, a folder of OpenAPI documents, or types, a folder of TypeScript types';
    members.wrong('documents', 'nothing says where the versions are', fix);
  }
  return {};
}
