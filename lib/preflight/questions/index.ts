import type { Topic } from '../question';
import { apiLoggingRole } from './api-logging-role';
import { bootstrap } from './bootstrap';
import { inspector } from './inspector';
import { lambdaConcurrency } from './lambda-concurrency';
import { names } from './names';
import { quotas } from './quotas';
import { serviceLinkedRoles } from './service-linked-roles';
import { sourceCredentials } from './source-credentials';
import { trail } from './trail';

export { unaskedNames } from './names';

/** All kinds of questions, in the order in which they are answered for people. */
export const TOPICS: readonly Topic[] = [
  bootstrap, apiLoggingRole, lambdaConcurrency, sourceCredentials, inspector, trail, quotas, serviceLinkedRoles, names,
];
