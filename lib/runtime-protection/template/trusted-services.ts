/** Who may take on a role, as its trust policy says. */
import { Resource, trustedBy } from '../../gate';

/** The services that may take on a role, without the end of their names: `lambda`, `states`. */
function servicesOf(role: Resource): string[] {
  return trustedBy(role).filter(([kind]) => kind === 'Service').flatMap(([, service]) => /^([\w-]+)\./.exec(service.written() ?? '')?.[1] ?? []);
}

/** Services that run functions. */
const RUNS_FUNCTIONS = /^(?:edge)?lambda$/;

/** Services that deploy or build a workload, and have no part in what it does. */
const DEPLOYS = /^(?:cloudformation|codebuild|codedeploy|codepipeline|codestar|servicecatalog|config|backup|ssm|cloudtrail|vpc-flow-logs|monitoring|inspector2|guardduty)$/;

/** Whether code of functions holds a role. */
export function isOfFunctions(role: Resource): boolean {
  return servicesOf(role).some((service) => RUNS_FUNCTIONS.test(service));
}

/** Whether a service that calls functions, or is called by them, acts by a role while the workload runs: it has to be one that no function has. */
export function isOfServices(role: Resource): boolean {
  const services = servicesOf(role);
  return services.length > 0 && !services.some((service) => RUNS_FUNCTIONS.test(service) || DEPLOYS.test(service));
}
