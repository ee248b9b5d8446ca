import { all, attachedToRole, each, finding, identityDocuments, Outcome, Property, Resource, ROLE_ATTACHMENTS, Rule, statementAt, statementPlaces } from '../../gate';
import { isOfFunctions, isOfServices } from '../template/trusted-services';

/** Patterns that the grant methods of the CDK generate, and that read, list or encrypt. */
const OF_GRANTS: ReadonlySet<string> = new Set(['s3:List*', 's3:Abort*', 'kms:ReEncrypt*', 'kms:GenerateDataKey*', 's3:GetObject*', 's3:GetBucket*', 's3:DeleteObject*']);

/** Operations that list resources, but do not return their content. */
const LISTING = /^(?:List|Describe)/;

/** Roles name the operations that they allow. */
export const roleActionsNamed: Rule = {
  id: 'RoleActionsNamed',
  item: 'runtime-protection/lock-out',
  severity: 'warning',
  title: 'The roles of functions and of services around them name the operations that they allow.',
  why:
    'The pattern s3:Put* allows putting an object, and also setting a policy that gives everyone access; iam:Pass* and lambda:Update* can give control of the account. Operations that AWS ' +
    'adds later under such a name are allowed automatically.',
  fix: {
    cdk: 'Call grant methods of the resources, or name the operations in actions of the PolicyStatement: s3:PutObject instead of s3:Put*.',
    template: 'Name the operations in Action: s3:PutObject instead of s3:Put*.',
    sam: 'Use a policy template of SAM, or name the operations in Action of the Statement: s3:PutObject instead of s3:Put*.',
  },
  acceptable: 'If all operations that match are needed: say what for.',
  link: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_action.html',
  resourceTypes: ['AWS::IAM::Role'],
  findings: {
    'part-of-name': 'An action has a wildcard instead of the operation, or only a verb before it.',
  },
  check: (role, workload) => {
    if (!isOfFunctions(role) && !isOfServices(role)) return [];
    const attached = ROLE_ATTACHMENTS.map((attachment) => () => each(attachedToRole(role, workload, attachment), checkDocuments));
    return all(() => checkDocuments(role), ...attached);
  },
};

function checkDocuments(resource: Resource): readonly Outcome[] {
  return each(identityDocuments(resource), (document) =>
    each(statementPlaces(document), (at) => {
      const { effect, actions } = statementAt(at);
      return effect === 'Allow' ? each(actions, checkAction) : [];
    }),
  );
}

function checkAction(at: Property): readonly Outcome[] {
  const action = at.string()!;
  const [, operation] = action.split(':');
  // Other rules report wildcards for a whole service.
  if (operation === undefined || !/[*?]/.test(operation) || /^\?*\*[*?]*$/.test(operation) || OF_GRANTS.has(action) || LISTING.test(operation)) return [];
  const [words] = operation.split(/[*?]/);
  const isVerb = (words.match(/[A-Z][a-z\d]+/g) ?? []).length < 2;
  return isVerb ? [finding(at, 'part-of-name', `action ${JSON.stringify(action)} allows operations that are not named`)] : [];
}
