import { cloudFrontPolicy } from '../../aws/cloudfront-policies';
import { all, each, finding, Outcome, Property, Resource, Rule, Workload } from '../../gate';
import { DISTRIBUTION, waysToFunctions } from '../template/distributions';
import type { Operation } from '../template/operation';
import { eachDocument, eachOperation } from '../template/rest-api';

/** APIs list the sites whose pages may call them. */
export const corsOriginsExplicit: Rule = {
  id: 'CorsOriginsExplicit',
  item: 'inbound-events/untrusted-data',
  severity: 'error',
  title: 'CORS settings of APIs, function URLs and distributions list sites, without wildcards for all of them.',
  why:
    'Any web page that a user opens can call the API from the user’s browser and read the responses. Such a call comes from inside the user’s ' +
    'network, from an allowed address, and carries the user’s cookies if credentials are allowed.',
  fix: {
    cdk:
      'List the sites in allowOrigins of defaultCorsPreflightOptions, corsPreflight or cors of addFunctionUrl, ' +
      'instead of Cors.ALL_ORIGINS and "*"; for CloudFront in a ResponseHeadersPolicy.',
    template: 'List the sites with https:// in AllowOrigins, or name one in Access-Control-Allow-Origin, instead of "*", "https://*" and "null".',
    sam:
      'Name the sites in Cors.AllowOrigin of the Api, CorsConfiguration.AllowOrigins of the HttpApi or FunctionUrlConfig.Cors.AllowOrigins, ' +
      'instead of "*", "https://*" and "null".',
  },
  acceptable: 'If the API is public and uses no credentials: say so. Allowing credentials to any origin is never right.',
  link: 'https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-cors.html',
  resourceTypes: ['AWS::ApiGateway::Method', 'AWS::ApiGateway::RestApi', 'AWS::ApiGatewayV2::Api', 'AWS::Lambda::Url', DISTRIBUTION],
  findings: {
    'any-origin': 'Pages of any site may call the API and read its responses.',
    'plain-http-origin': 'Pages of a site without HTTPS may call the API: an attacker on the network path can change these pages.',
    'credentials-to-any-origin': 'Pages of any site may call the API with the user’s cookies or other credentials.',
  },
  check: (resource, workload) => {
    switch (resource.type) {
      case 'AWS::ApiGatewayV2::Api':
        return checkHttpApi(resource, workload);
      case 'AWS::Lambda::Url':
        return checkLists(resource.get('Cors', 'AllowOrigins'), resource.get('Cors', 'AllowCredentials'));
      case DISTRIBUTION:
        return each(waysToFunctions(resource, workload).behaviors, checkBehavior);
      default:
        return eachOperation(resource, workload, checkOperation);
    }
  },
};

/**
 * All sites, all sites of a scheme or of a top-level domain, names that anyone may register because they only end or begin in a certain way, and the
 * origin of sandboxed pages.
 */
const ANY_ORIGIN = /^(?:(?:https?:\/\/)?(?:\*|\*\.[a-z]+|\*[^.].*|[^/*:]*[^./*:]\.?\*)|null)$/i;

/** The names of policies of CloudFront itself that allow each origin. */
const OPEN_POLICY = /^CORS_ALLOW_ALL_ORIGINS/;

/** Checks the headers that a distribution adds to responses of functions, or replaces there. */
function checkBehavior(behavior: Property): readonly Outcome[] {
  const id = behavior.at('ResponseHeadersPolicyId');
  const [reference] = id.references();
  if (!reference) return OPEN_POLICY.test(cloudFrontPolicy('ResponseHeaders', id.string() ?? '') ?? '') ? [finding(id, 'any-origin', 'the policy of CloudFront allows pages of any site to call')] : [];
  const cors = reference.resource.get('ResponseHeadersPolicyConfig', 'CorsConfig');
  return checkLists(cors.at('AccessControlAllowOrigins', 'Items'), cors.at('AccessControlAllowCredentials'));
}

function checkHttpApi(api: Resource, workload: Workload): readonly Outcome[] {
  return all(
    () => checkLists(api.get('CorsConfiguration', 'AllowOrigins'), api.get('CorsConfiguration', 'AllowCredentials')),
    () =>
      eachDocument(api, workload, ({ root }) => {
        const cors = root.at('x-amazon-apigateway-cors');
        return checkLists(cors.at('allowOrigins'), cors.at('allowCredentials'));
      }),
  );
}

function checkLists(origins: Property, credentials: Property): readonly Outcome[] {
  return each(origins.itemsOrOne(), (origin) => checkOrigin(origin, origin.string()!.trim(), credentials, () => credentials.boolean() === true));
}

function checkOperation(operation: Operation): readonly Outcome[] {
  return each(operation.integration().responseParameters(), (parameters) => {
    const headers = new Map(parameters.entries().map(([name, value]) => [name.toLowerCase(), value]));
    const origin = headers.get('method.response.header.access-control-allow-origin');
    const credentials = headers.get('method.response.header.access-control-allow-credentials');
    return each([origin].filter((header) => header !== undefined), (header) =>
      checkOrigin(header, unquoted(header), credentials ?? header, () => credentials !== undefined && unquoted(credentials).toLowerCase() === 'true'),
    );
  });
}

/** Removes the single quotes that API Gateway requires around static values of parameters. */
function unquoted(header: Property): string {
  return header.string()!.trim().replace(/^'(.*)'$/, '$1');
}

/** A site without HTTPS. Sites on a developer's own machine are excepted, because others can't reach them. */
const PLAIN_ORIGIN = /^http:\/\/(?!(?:localhost|127\.0\.0\.1|\[::1\])(?::|$))/i;

function checkOrigin(at: Property, origin: string, credentials: Property, allowsCredentials: () => boolean): readonly Outcome[] {
  if (PLAIN_ORIGIN.test(origin) && !ANY_ORIGIN.test(origin)) return [finding(at, 'plain-http-origin', `origin ${origin} is loaded without encryption`)];
  if (!ANY_ORIGIN.test(origin)) return [];
  return all(
    () => [finding(at, 'any-origin', `origin ${origin} allows pages of any site to call`)],
    () => (allowsCredentials() ? [finding(credentials, 'credentials-to-any-origin', `credentials are allowed to origin ${origin}`)] : []),
  );
}
