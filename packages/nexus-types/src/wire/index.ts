/**
 * What sled agents report of VMMs, as the domain has it, and back. The conversions are generated;
 * `decisions.ts` has what could not be derived.
 *
 *     const report = reportFromVersion(30, body); // whatever came from a sled agent of version 30
 *     if (report instanceof Refusal) return answer(report);
 *     report.vmmState.state; // { kind: 'failed', reason: 'from_sled_agent', detail: null }
 *
 * Where the version is known to be 49, `fromWire` and `toWire` have types.
 */
export { reportFromVersion, reportToVersion } from './any-version.ts';
export { fromWire, toWire } from './report.ts';
