/** The principals that may assume a role, according to its trust policy. */
import { Resource, trustedBy } from '../../gate';

/** Returns the services that may assume a role, without the end of their names: `lambda`, `states`. */
function servicesOf(role: Resource): readonly string[] {
  return role.once(servicesOf, () => trustedBy(role).filter(([kind]) => kind === 'Service').flatMap(([, service]) => /^([\w-]+)\./.exec(service.written() ?? '')?.[1] ?? []));
}

/** Services that run functions. */
const RUNS_FUNCTIONS = /^(?:edge)?lambda$/;

/** Services that deploy or build a workload, and are not part of it at run time. */
const DEPLOYS = /^(?:cloudformation|codebuild|codedeploy|codepipeline|codestar|servicecatalog|config|backup|ssm|cloudtrail|vpc-flow-logs|monitoring|inspector2|guardduty)$/;

/** Checks whether a role is for functions. */
export function isOfFunctions(role: Resource): boolean {
  return servicesOf(role).some((service) => RUNS_FUNCTIONS.test(service));
}

/** Whether users of an identity pool of Amazon Cognito get a role. */
export function isOfUsers(role: Resource): boolean {
  return trustedBy(role).some(([kind, provider]) => kind === 'Federated' && provider.written() === 'cognito-identity.amazonaws.com');
}

/**
 * Checks whether a service that calls functions, or is called by them, uses a role at run time, or users of the workload do, and no function does.
 */
export function isOfServices(role: Resource): boolean {
  const services = servicesOf(role);
  return isOfUsers(role) || (services.length > 0 && !services.some((service) => RUNS_FUNCTIONS.test(service) || DEPLOYS.test(service)));
}
