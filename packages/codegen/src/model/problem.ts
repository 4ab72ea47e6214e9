/** Something a person has to know or mend. Never thrown; see `catalogue` for the codes. */
export interface Problem {
  readonly code: ProblemCode;
  readonly severity: 'error' | 'warning';
  /** What is wrong, in one sentence. */
  readonly message: string;
  /** What to do about it. */
  readonly fix?: string;
  /** Set where `skewline generate` mends it: something is to be updated, nothing is refused. */
  readonly fixedBy?: 'generate';
  readonly file?: string;
  /** JSON pointer in that file. */
  readonly pointer?: string;
  readonly line?: number;
  readonly version?: string;
  readonly type?: string;
  readonly field?: string;
}

/** Every problem the codegen can report, and when. Each has a test that provokes it. */
export const catalogue: { readonly [Code in ProblemCode]: string } = {
  folder_unreadable: 'The folder of documents is missing or cannot be read.',
  no_documents: 'The folder holds no document.',
  too_few_versions: 'A single version: nothing can be converted yet.',
  file_unreadable: 'A file cannot be read.',
  document_too_large: 'A document is larger than the limit.',
  document_too_deep: 'A document nests deeper than the limit, or repeats itself by aliases.',
  document_unparsable: 'A document is neither JSON nor YAML, or is truncated.',
  duplicate_key: 'An object of a document has the same key twice.',
  not_openapi: 'A document is not OpenAPI 3.0 or 3.1.',
  version_missing: 'Neither file name nor info.version gives a version.',
  version_mismatch: 'File name and info.version disagree.',
  version_duplicate: 'Two documents have the same version.',
  reference_unresolved: 'A reference leads nowhere.',
  reference_cycle: 'A chain of references leads back to itself without any value between.',
  unsupported: 'A construct that has no place in the model.',
  schema_malformed: 'A member of a schema or operation has the wrong type.',
  operation_duplicate: 'Two operations have the same id.',
  number_inexact: 'A number that JavaScript would round.',
  types_invalid: 'Types written in TypeScript do not compile, or a tag in a comment means nothing.',
  versions_invalid: 'versions.ts lists no versions, or folders and ranges do not fit its list.',
  type_duplicate: 'Two types have one name in one version.',
  type_unused: 'A type that no operation of any version uses.',
  config_invalid: 'skewline.json is missing or not as described.',
  hole_unknown: 'skewline.json names a hole or type that does not exist.',
  decisions_missing: 'There are holes, and no module of decisions.',
  decisions_ambiguous: 'A package has one module of decisions, and modules beside versions too.',
  decisions_left_over: 'Decisions beside a version, or on a way from or to it, that has no holes.',
  not_generated: 'There is no generated package to run.',
  package_unloadable: 'The generated package, or its decisions, cannot be loaded.',
  file_in_the_way: 'A hand-written file stands where a generated one would go.',
  write_failed: 'The output could not be written; nothing was changed.',
  type_unknown: 'No such type, version, step or operation.',
  versions_conflict: 'versions.ts holds an unresolved merge conflict, or two versions of one number.',
  api_duplicate: 'Two packages have an API of one name.',
  nothing_frozen: 'There is no repository or no commit, so nothing has landed yet.',
  git_failed: 'git is missing, or failed.',
  revision_unknown: 'The branch or revision that things land on does not exist here.',
  merge_base_missing: 'HEAD has no commit in common with where things land.',
  clone_shallow: 'History that is needed was not fetched.',
  frozen_changed: 'A version that has landed would change incompatibly.',
  frozen_unproven: 'A version that has landed would change, and nothing proves that it stays compatible.',
  frozen_latest_differs: 'The newest version has landed, and its document would differ in bytes.',
  frozen_unreadable: 'A document that has landed cannot be read, so nothing can be compared with it.',
  frozen_corrupted: 'A document landed whose text does not have the hash of its name.',
  frozen_duplicate: 'Two different documents have landed as one version.',
  frozen_removed: 'A version that has landed is listed no more.',
  document_missing: 'The store lacks the document of a version.',
  document_stale: 'The store has a document that the sources do not give any more.',
  document_extra: 'The store has more than one document of a version.',
  document_corrupted: 'The text of a stored document does not have the hash of its name.',
  document_duplicate: 'The store has a document, and a reference to the same.',
  document_orphaned: 'The store has a document of a version or API that is not listed.',
  document_misnamed: 'A file of the store has a name that gives no version or no hash.',
  document_foreign: 'A file that is no document stands in the store.',
  latest_missing: 'The link to the newest document is missing.',
  latest_stale: 'The link to the newest document leads to another.',
  latest_not_link: 'A file stands where the link to the newest document goes.',
  gitref_wanted: 'An older document that has landed is to be a reference to git.',
  gitref_unwanted: 'A reference to git is to be the document itself.',
  gitref_stale: 'A reference names another commit than the one that brought the document.',
  gitref_malformed: 'A reference is not COMMIT:PATH on a line of its own.',
  gitref_unresolved: 'A reference that has landed leads nowhere.',
  gitref_commit_unknown: 'No commit is found that brought a document.',
  approvals_invalid: 'skewline-approvals.json is not as described.',
  approval_stale: 'An approval of a change that does not exist, or that needs none.',
  graph_invalid: 'skewline-graph.json is missing or not as described.',
  graph_name_unknown: 'The graph names an API, a package or a client that does not exist.',
  graph_name_duplicate: 'Two units, components, APIs or calls of the graph have one name.',
  graph_manifest_invalid: 'A package.json cannot be read, or what it says of APIs means nothing.',
  graph_manifest_differs: 'What a component declares to call is not what its package depends on.',
  graph_package_unlisted: 'A package can call an API, and no component is made of it.',
  graph_policy_missing: 'Nobody says how an API of the graph is versioned.',
  graph_cycle: 'Server-side versioned calls lead back to where they began: no upgrade order is safe.',
  graph_non_dag: 'A call is outside of the upgrade order, and its API is not client-side versioned.',
  graph_same_unit: 'A call is declared to stay within a unit that does not serve it.',
  graph_lockstep_apart: 'A lockstep API is called from another unit.',
  graph_unserved: 'An API is called, and nothing serves it.',
  graph_unused: 'An API of the graph is neither served nor called.',
};

export type ProblemCode =
  | 'folder_unreadable'
  | 'no_documents'
  | 'too_few_versions'
  | 'file_unreadable'
  | 'document_too_large'
  | 'document_too_deep'
  | 'document_unparsable'
  | 'duplicate_key'
  | 'not_openapi'
  | 'version_missing'
  | 'version_mismatch'
  | 'version_duplicate'
  | 'reference_unresolved'
  | 'reference_cycle'
  | 'unsupported'
  | 'schema_malformed'
  | 'operation_duplicate'
  | 'number_inexact'
  | 'types_invalid'
  | 'versions_invalid'
  | 'type_duplicate'
  | 'type_unused'
  | 'config_invalid'
  | 'hole_unknown'
  | 'decisions_missing'
  | 'decisions_ambiguous'
  | 'decisions_left_over'
  | 'not_generated'
  | 'package_unloadable'
  | 'file_in_the_way'
  | 'write_failed'
  | 'type_unknown'
  | 'versions_conflict'
  | 'api_duplicate'
  | 'nothing_frozen'
  | 'git_failed'
  | 'revision_unknown'
  | 'merge_base_missing'
  | 'clone_shallow'
  | 'frozen_changed'
  | 'frozen_unproven'
  | 'frozen_latest_differs'
  | 'frozen_unreadable'
  | 'frozen_corrupted'
  | 'frozen_duplicate'
  | 'frozen_removed'
  | 'document_missing'
  | 'document_stale'
  | 'document_extra'
  | 'document_corrupted'
  | 'document_duplicate'
  | 'document_orphaned'
  | 'document_misnamed'
  | 'document_foreign'
  | 'latest_missing'
  | 'latest_stale'
  | 'latest_not_link'
  | 'gitref_wanted'
  | 'gitref_unwanted'
  | 'gitref_stale'
  | 'gitref_malformed'
  | 'gitref_unresolved'
  | 'gitref_commit_unknown'
  | 'approvals_invalid'
  | 'approval_stale'
  | 'graph_invalid'
  | 'graph_name_unknown'
  | 'graph_name_duplicate'
  | 'graph_manifest_invalid'
  | 'graph_manifest_differs'
  | 'graph_package_unlisted'
  | 'graph_policy_missing'
  | 'graph_cycle'
  | 'graph_non_dag'
  | 'graph_same_unit'
  | 'graph_lockstep_apart'
  | 'graph_unserved'
  | 'graph_unused';

/** Either a value or at least one error; warnings may accompany both. */
export interface Checked<T> {
  readonly value?: T;
  readonly problems: readonly Problem[];
}
