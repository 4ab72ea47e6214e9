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
  /** Whether what has landed may change only compatibly; else each version is free until released. */
  readonly frozen: boolean;
  /** Whether the newest version, once it has landed, may still change in words and order. */
  readonly allowTrivialChanges: boolean;
  /** Whether older documents are stored as the place where git has them. */
  readonly gitReferences: boolean;
  /** Whether `generated/client` is written: a client that finds out which version to speak. */
  readonly client: boolean;
  /** Whether `generated/server.ts` is written: what a server needs to serve all versions. */
  readonly server: boolean;
  /** Types that are kept in files or tables: a newer program reads what an older one wrote. */
  readonly stored: readonly string[];
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
  'frozen',
  'allowTrivialChanges',
  'gitReferences',
  'client',
  'server',
  'stored',
  'ask',
  'refine',
  'doNotForward',
];

export function readApiConfig(members: Members): Config {
  const name = members.text('name');
  const inputs = readInputs(members);
  const versioned = members.word('versioned', versionedWords, 'server') ?? 'server';
  return {
    name,
    ...inputs,
    source: members.text('source', 'types' in inputs && inputs.types !== '' ? inputs.types : 'src'),
    versioned,
    sparse: members.flag('sparse'),
    ...readFreezing(members, { ...inputs, name, versioned }),
    client: members.flag('client'),
    server: members.flag('server'),
    stored: readStored(members),
    ask: readAsks(members, true),
    refine: members.texts('refine'),
    doNotForward: members.texts('doNotForward'),
  };
}

function readStored(members: Members): readonly string[] {
  const fix = 'write the names of types: ["Ledger"]';
  return members.list('stored', fix).flatMap((one, index) => {
    if (typeof one === 'string' && one !== '') return [one];
    members.wrong(`stored/${String(index)}`, 'not the name of a type', fix);
    return [];
  });
}

const versionedWords = ['server', 'client', 'lockstep'] as const;

/** Both ends of a lockstep API are always of one build: there is nobody to keep a promise to. */
function readFreezing(
  members: Members,
  { name, versioned, types }: Pick<Config, 'name' | 'versioned' | 'types'>,
): Pick<Config, 'frozen' | 'allowTrivialChanges' | 'gitReferences'> {
  const frozen = members.has('frozen') ? members.flag('frozen') : versioned !== 'lockstep';
  const allowTrivialChanges = members.flag('allowTrivialChanges');
  const gitReferences = members.flag('gitReferences');
  for (const [key, isSet] of Object.entries({ allowTrivialChanges, gitReferences })) {
    if (!frozen && isSet) {
      const message = `${key} says how strict a frozen API is, and this one is not frozen`;
      members.wrong(key, message, `take it out, or set frozen to true`);
    }
  }
  if (gitReferences && types === undefined) {
    const message = 'documents that people write are kept as they are, not as references';
    members.wrong('gitReferences', message, 'take it out');
  }
  // It names a folder and files of the store.
  if (frozen && types !== undefined && name !== '' && !/^[A-Za-z0-9_][A-Za-z0-9._-]*$/.test(name)) {
    members.wrong('name', `${name} cannot name a folder`, 'use letters, digits, -, _ and .');
  }
  return { frozen, allowTrivialChanges, gitReferences };
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
