/**
 * Types written in TypeScript, version by version, become a model: through JSON Schema, and then by
 * the reader of OpenAPI documents, so that both ways in mean the same.
 */
export { readTypeScriptApi, type TypeScriptApiOptions } from './read-api.ts';
export { readTypeScriptTypes, type TypeScriptTypesOptions } from './read-types.ts';
