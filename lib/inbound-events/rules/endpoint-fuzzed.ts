import { Outcome, Resource, Rule, Settings } from '../../gate';
import { checkFuzzed, FUZZ_FINDINGS, FUZZ_PARAMETERS } from '../template/fuzz-evidence';
import type { Operation } from '../template/operation';
import { eachOperation, OPERATION_TYPES } from '../template/rest-api';

/** Kinds of entry points in fuzz reports, by integration type: with a proxy, or with mapping templates. */
const KINDS: ReadonlyMap<string | undefined, string> = new Map([['AWS_PROXY', 'rest'], ['AWS', 'mapped']]);

/** Functions are fuzzed with requests that their endpoints accept. */
export const endpointFuzzed: Rule = {
  id: 'EndpointFuzzed',
  item: 'inbound-events/fuzzing',
  severity: 'warning',
  title: 'The functions behind endpoints are fuzzed with requests that the endpoints accept.',
  why:
    'A model defines which requests are accepted; it does not show that the code handles all of them. Attackers try unexpected input, and a fuzzer ' +
    'finds such input before they do.',
  fix: {
    cdk:
      'Run cdk-sec3 fuzz --evidence after synthesis, with enough time and the function’s runtime. Fix its findings, and call ' +
      'FuzzEvidence.fromFolder in the app.',
    template: 'Run cdk-sec3 fuzz --evidence on the cloud assembly, and put the report into the Metadata of the function, under cdk-sec3:fuzz.',
    sam: 'Fuzz the handler with a tool of your own, and acknowledge this finding with the place of its report: cdk-sec3 fuzz reads cloud assemblies.',
  },
  acceptable:
    'If another fuzzer is used, or another service validates requests: name it, and how often it runs. When the fuzzer reports that it can’t run ' +
    'the mapping template: name the test of the template.',
  link: 'https://docs.aws.amazon.com/wellarchitected/latest/serverless-applications-lens/security.html',
  resourceTypes: [...OPERATION_TYPES, 'AWS::ApiGatewayV2::Route', 'AWS::Lambda::Url'],
  findings: FUZZ_FINDINGS,
  parameters: FUZZ_PARAMETERS,
  check: (resource, workload, settings) => {
    switch (resource.type) {
      case 'AWS::ApiGatewayV2::Route':
        return checkRoute(resource, settings);
      case 'AWS::Lambda::Url':
        return checkFuzzed(resource, resource.get('TargetFunctionArn'), { kind: 'url', declaredBy: resource }, settings);
      default:
        return eachOperation(resource, workload, (operation) => {
          const kind = KINDS.get(operation.integration().type());
          if (!kind) return [];
          const [uri] = [operation.at.at('Integration', 'Uri'), operation.at.at('x-amazon-apigateway-integration', 'uri')].filter((place) => place.exists);
          return uri ? checkFuzzed(operation.at, uri, { kind, declaredBy: resource, name: nameOf(resource, operation) }, settings) : [];
        });
    }
  },
};

/** Returns the name of an operation in reports. A method declares one operation, and a document several. */
function nameOf(resource: Resource, operation: Operation): string | undefined {
  return resource.type === 'AWS::ApiGateway::Method' ? undefined : `${operation.verb()} ${operation.path()}`;
}

function checkRoute(route: Resource, settings: Settings): readonly Outcome[] {
  const integration = route.get('Target').references().map(({ resource }) => resource).find(({ type }) => type === 'AWS::ApiGatewayV2::Integration');
  if (!integration) return [];
  const kind = integration.get('PayloadFormatVersion').string() === '1.0' ? 'rest' : 'http';
  return checkFuzzed(route, integration.get('IntegrationUri'), { kind, declaredBy: route }, settings);
}
