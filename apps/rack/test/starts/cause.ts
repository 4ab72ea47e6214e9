import type {
  InstanceCreate,
  RejectionCount,
  StartFailure,
  StartOrigin,
} from '@skewline/nexus-client/external';
import type { Scene } from './scene.ts';

/** What happens while the start is under way, apart from its cause. */
export type Circumstance = 'plain' | 'hung up' | 'nexus killed';

/** An instance whose start is to fail. */
export interface Subject {
  readonly name: string;
  readonly origin: StartOrigin;
  readonly circumstance: Circumstance;
}

/** What is told of a start that fails of this cause. */
export interface Expected extends Pick<StartFailure, 'code' | 'fault' | 'transience'> {
  /** With which a user is answered who has waited. */
  readonly status: number;
  readonly message: RegExp;
  readonly hint: RegExp | null;
  /** Empty where sleds are not the matter. */
  readonly counts: readonly RejectionCount[];
  /** What operators are told beside. */
  readonly detail: RegExp;
  /** Of an automatic start: whether it is tried again. Default: as the transience says. */
  readonly restart?: 'planned' | 'given_up' | 'not_needed';
}

/** Why a start fails, and how the world comes to be such that it does. */
export interface Cause {
  readonly name: string;
  readonly expected: Expected;
  /** Of an instance whose start is to fail; what is absent is small. */
  readonly body?: (scene: Scene, subject: Subject) => Promise<Partial<InstanceCreate>>;
  /** Before any instance is made. */
  readonly prepare?: (scene: Scene) => Promise<void>;
  /** Each instance that is there before its start; it does not run. */
  readonly join?: (scene: Scene, subject: Subject) => Promise<void>;
  /** Puts the cause in place. Those to be restarted have run, and have failed. */
  readonly arrange?: (scene: Scene, subjects: readonly Subject[]) => Promise<void>;
  /** Tried again and again while the start is under way, until it has struck. */
  readonly strike?: (scene: Scene, subject: Subject) => Promise<boolean>;
  /** When all have been struck. */
  readonly release?: (scene: Scene) => void;
  /**
   * Where nexus is killed the strike may come too late, and then the start succeeds.
   */
  readonly maySucceed?: true;
  /** Where it cannot be, and why. */
  readonly impossible?: Partial<Readonly<Record<StartOrigin, string>>>;
}
