import { LAYER_PUBLISHERS } from '../../aws/layer-publishers';
import { each, finding, Outcome, Property, Rule, TextListParameter } from '../../gate';

const LAYER = 'AWS::Lambda::LayerVersion';

/** The ARN of a layer, with its account. */
const LAYER_ARN = /^arn:(?:\$\{AWS::Partition\}|[\w-]+):lambda:(?:\$\{AWS::Region\}|[\w-]+):(\$\{AWS::AccountId\}|\d{12}):layer:/;

/** The parameters in which AWS publishes the ARNs of its own layers; only AWS can write there. */
const AWS_PARAMETERS = '/aws/service/';

const trustedLayerAccounts: TextListParameter = {
  name: 'trustedLayerAccounts',
  description: 'AWS accounts whose Lambda layers may be used, besides the account of the stack and known publishers.',
  type: 'string[]',
  default: [],
  expected: 'an account id of 12 digits, as a string',
  accepts: (account) => /^\d{12}$/.test(account),
};

/** Layers come from known publishers. */
export const layerFromKnownAccount: Rule = {
  id: 'LayerFromKnownAccount',
  item: 'dependencies/certification',
  severity: 'error',
  title: 'Each layer comes from the workload, the same account, or a known publisher of layers.',
  why:
    'A layer runs inside the function, with its role and its secrets, and can wrap the handler. The account that publishes it controls its code, ' +
    'and layers of strangers look like those of AWS.',
  fix: {
    cdk:
      'Build the layer with LayerVersion from a reviewed package, or copy it into your account and write Aws.ACCOUNT_ID in its ARN. List an ' +
      'account that you trust in trustedLayerAccounts.',
    template:
      'Build the layer as AWS::Lambda::LayerVersion, or copy it into your account and write ${AWS::AccountId} in its ARN. List an account that you ' +
      'trust in trustedLayerAccounts.',
    sam:
      'Build the layer as AWS::Serverless::LayerVersion, or copy it into your account and write ${AWS::AccountId} in its ARN. List an account ' +
      'that you trust in trustedLayerAccounts.',
  },
  acceptable: 'For one version of a layer from an account that is not trusted as a whole: say who publishes it, and who reviewed this version.',
  link: 'https://docs.aws.amazon.com/lambda/latest/dg/chapter-layers.html',
  resourceTypes: ['AWS::Lambda::Function'],
  findings: {
    'unknown-account': 'A layer comes from an account that is neither that of the stack, nor trusted, nor a known publisher.',
  },
  parameters: [trustedLayerAccounts],
  check: (fn, _workload, settings) =>
    each(fn.get('Layers').items(), (layer) => checkLayer(layer, fn.stack.account, settings.of(trustedLayerAccounts))),
};

function checkLayer(layer: Property, own: string | undefined, trusted: readonly string[]): readonly Outcome[] {
  if (layer.references().some((reference) => reference.resource.type === LAYER)) return [];
  // The layers of each Region in a mapping, which the CDK writes if a stack has no Region.
  const alternatives = layer.alternatives().filter((alternative) => alternative.exists);
  if (alternatives.length > 0) return each(alternatives, (alternative) => checkLayer(alternative, own, trusted));
  const { type, default: name } = layer.openParameter() ?? {};
  if (type?.startsWith('AWS::SSM::Parameter::Value') && typeof name === 'string' && name.startsWith(AWS_PARAMETERS)) return [];
  const text = layer.string()!;
  if (text.startsWith(`{{resolve:ssm:${AWS_PARAMETERS}`)) return [];
  const [, account] = LAYER_ARN.exec(text) ?? [];
  if (account === undefined) throw layer.undetermined(`layer ${text} does not name its account`);
  if (account === '${AWS::AccountId}' || account === own || trusted.includes(account) || LAYER_PUBLISHERS.has(account)) return [];
  return [finding(layer, 'unknown-account', `layer ${text} comes from account ${account}, which is not a known publisher of layers`)];
}
