import { Rule } from '../../gate';
import { checkFuzzed, FUZZ_FINDINGS, FUZZ_PARAMETERS } from '../template/fuzz-evidence';
import { eachOperation, OPERATION_TYPES } from '../template/rest-api';

/** How reports call ways into functions, by the type of the integration: with a proxy, or with mapping templates. */
const KINDS: ReadonlyMap<string | undefined, string> = new Map([['AWS_PROXY', 'rest'], ['AWS', 'mapped']]);

/** What endpoints let through was tried on the functions behind them. */
export const endpointFuzzed: Rule = {
  id: 'EndpointFuzzed',
  item: 'inbound-events/fuzzing',
  severity: 'warning',
  title: 'The functions behind endpoints are fuzzed with what the endpoints let through.',
  why:
    'A model says what may come in, and nothing says that the code can take all of that. Attackers try what nobody has thought of, and so does a fuzzer, ' +
    'before them.',
  fix: {
    cdk: 'Run cdk-sec3 fuzz --evidence after synthesis, with the time and the runtime that it takes, fix what it finds, and call FuzzEvidence.fromFolder in the app.',
    template: 'Run cdk-sec3 fuzz --evidence on the cloud assembly, and put the report into the Metadata of the function, under cdk-sec3:fuzz.',
    sam: 'Fuzz the handler by a tool of your own, and acknowledge this finding with where its report is: cdk-sec3 fuzz takes cloud assemblies.',
  },
  acceptable:
    'When another fuzzer does it, or another service checks what comes in: name it, and how often it runs. When the fuzzer says that it can’t run the mapping template: ' +
    'say what tests it.',
  link: 'https://docs.aws.amazon.com/wellarchitected/latest/serverless-applications-lens/security.html',
  resourceTypes: [...OPERATION_TYPES, 'AWS::ApiGatewayV2::Integration', 'AWS::Lambda::Url'],
  findings: FUZZ_FINDINGS,
  parameters: FUZZ_PARAMETERS,
  check: (resource, workload, settings) => {
    switch (resource.type) {
      case 'AWS::ApiGatewayV2::Integration':
        return checkFuzzed(resource, resource.get('IntegrationUri'), ['http', 'rest'], settings);
      case 'AWS::Lambda::Url':
        return checkFuzzed(resource, resource.get('TargetFunctionArn'), ['url'], settings);
      default:
        return eachOperation(resource, workload, (operation) => {
          const kind = KINDS.get(operation.integration().type());
          if (!kind) return [];
          const [uri] = [operation.at.at('Integration', 'Uri'), operation.at.at('x-amazon-apigateway-integration', 'uri')].filter((place) => place.exists);
          return uri ? checkFuzzed(operation.at, uri, [kind], settings) : [];
        });
    }
  },
};
