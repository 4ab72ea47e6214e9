import type { ApiVersions, ClientOperation } from '../exchange.ts';
import type { CallOptions } from './options.ts';
import type { Failure, RequestOf, ResultOf } from './result.ts';

/** One server, or one address with several behind it, and what is known of its versions. */
export interface Connection<Name extends string = string> {
  readonly api: ApiVersions<Name>;
  readonly baseUrl: string;
  /** The version that the next call speaks, as three numbers; undefined while it is not known. */
  readonly version: string | undefined;
  /** Finds out which version to speak, unless it is known. Calls do it by themselves. */
  negotiate(
    options?: CallOptions,
  ): Promise<{ readonly ok: true; readonly version: string } | Failure>;
  /**
   * Takes an announcement from elsewhere, e.g. an update system: `1.0.0..49.0.0`. False where it is
   * malformed, or has no version in common: then the next call asks.
   */
  tell(announcement: string): boolean;
  /** What the generated functions do. */
  call<Op>(
    operation: ClientOperation<Name>,
    request: RequestOf<Op> | undefined,
    options?: CallOptions,
  ): Promise<ResultOf<Op>>;
}
