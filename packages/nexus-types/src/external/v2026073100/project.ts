import type { Identity, IdentityCreate, IdentityUpdate } from './identity.ts';
import type { ResultsPage } from './page.ts';

/** A project holds instances, disks and groups that belong together. Names are unique inside it. */
export interface Project extends Identity {}

/** One page of projects. */
export type ProjectResultsPage = ResultsPage<Project>;

/** A project to be made. */
export interface ProjectCreate extends IdentityCreate {}

/** What is to change about a project. */
export interface ProjectUpdate extends IdentityUpdate {}
