/**
 * From the versions of an API: types, conversions, validators and a changelog. The command line
 * `skewline` is the usual way to use it; a program can do the same in four steps:
 *
 *     const { value: api, problems } = await readOpenApiFolder('openapi', { name: 'bookstore' });
 *     const config = readConfig(text);            // skewline.json
 *     const planned = planApi(api, config);       // epochs, conversions, holes
 *     const files = emitPackage(planned, config); // text by path; nothing is written
 *
 * `planWrite` compares the files with a folder and `applyWrite` puts them there, all or none. Problems
 * are data with a code of `catalogue`; nothing is thrown for bad input.
 */
export {
  changesOf,
  type DecisionForm,
  emitPackage,
  emitRepresentation,
  planApi,
  type Planned,
  planRepresentation,
} from './build.ts';
export { type ExitCode, exitCodes } from './cli/outcome.ts';
export { main } from './cli/main.ts';
export {
  type Config,
  type PackageConfig,
  readConfig,
  readPackageConfig,
  type RepresentationConfig,
} from './config.ts';
export { type Change, type ChangeKind, isCompatible, type Reading, type Readings } from './diff/change.ts';
export type { Api, NamedSchema, Operation, Version } from './model/api.ts';
export type { FileMap } from './model/file-map.ts';
export { catalogue, type Checked, type Problem, type ProblemCode } from './model/problem.ts';
export type { Schema } from './model/schema.ts';
export { compareVersionIds, parseVersionId, type VersionId } from './model/version-id.ts';
export type { Finding } from './plan/findings.ts';
export type { Hole, HoleReason, Loss } from './plan/plan.ts';
export {
  defaultLimits,
  type DocumentText,
  type FolderOptions,
  type Limits,
  readOpenApiDocuments,
  readOpenApiFolder,
} from './read/index.ts';
export type {
  Answer,
  DocumentPlace,
  Flow,
  ReachedOperation,
  Verdict,
  VerdictFinding,
  Witness,
} from './verdict/finding.ts';
export { type JudgeOptions, judgeStep } from './verdict/judge.ts';
export type { Policy } from './verdict/policy.ts';
export { type RuleId, rules } from './verdict/rules.ts';
export { applyWrite, planWrite, type WriteTarget } from './write.ts';
export type { WritePlan } from './write/plan-write.ts';
