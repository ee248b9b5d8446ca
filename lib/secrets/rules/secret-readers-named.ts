import {
  Comparison, comparisonsOf, covers, finding, isOpenException, Outcome, Property, Resource, Rule, Statement, statementAt, statementPlaces,
  Undetermined,
} from '../../gate';
import { attachedToSecret } from '../template/attached-to-secret';

const READ = 'secretsmanager:GetSecretValue';

/** The policy of the secret names its readers. */
export const secretReadersNamed: Rule = {
  id: 'SecretReadersNamed',
  item: 'secrets/permissive-policies',
  severity: 'warning',
  title: 'The policy of each secret denies reads to all principals except named readers.',
  why:
    'Identity policies add up: an administrator, a pipeline or a compromised role with secretsmanager:* can read the secret, too. A Deny in the ' +
    'policy of the secret stops them, whatever their own policies allow.',
  fix: {
    cdk: 'Use RotatedSecret of this library, or addToResourcePolicy with a Deny of secretsmanager:GetSecretValue under ArnNotLike aws:PrincipalArn.',
    template: 'Deny secretsmanager:GetSecretValue to Principal "*" under ArnNotLike aws:PrincipalArn, or StringNotEquals aws:PrincipalTag/....',
  },
  acceptable: 'If the account contains only this workload, so that no other principal could be allowed to read the secret: say so.',
  link: 'https://docs.aws.amazon.com/secretsmanager/latest/userguide/auth-and-access_resource-policies.html',
  resourceTypes: ['AWS::SecretsManager::Secret'],
  findings: {
    'no-deny': 'No policy denies reads of the secret with exceptions for its readers.',
    'open-exception': 'The policy denies reads, but excepts all callers.',
  },
  check: (secret, workload) => {
    const policies = attachedToSecret(secret, workload, 'AWS::SecretsManager::ResourcePolicy');
    const statements = policies.flatMap((policy) => statementPlaces(policy.get('ResourcePolicy')));
    return checkStatements(secret, statements);
  },
};

/** One statement that names readers suffices; unknown statements matter only without one. */
function checkStatements(secret: Resource, statements: readonly Property[]): Outcome[] {
  let open: Undetermined | undefined;
  const exceptions: Property[] = [];
  for (const at of statements) {
    try {
      const statement = statementAt(at);
      if (!deniesReads(statement)) continue;
      if (namesReaders(statement)) return [];
      if (isException(statement)) exceptions.push(at);
    } catch (e) {
      if (!(e instanceof Undetermined)) throw e;
      open ??= e;
    }
  }
  if (open) throw open;
  if (exceptions.length > 0) {
    return [finding(secret, 'open-exception', `${exceptions[0].resource.path} ${exceptions[0].location} denies reads, but excepts all callers`)];
  }
  return [finding(secret, 'no-deny', 'no policy denies reads of this secret with exceptions for its readers')];
}

/** Checks whether a statement denies reads of the secret to all callers, or to all with exceptions. */
function deniesReads({ effect, actions, notActions, principal, notPrincipal }: Statement): boolean {
  if (effect !== 'Deny') return false;
  const coversRead = (action: Property) => covers(action.string()!, READ);
  const isRead = notActions.length > 0 ? !notActions.some(coversRead) : actions.some(coversRead);
  return isRead && (notPrincipal.exists || isEveryone(principal));
}

function isEveryone(principal: Property): boolean {
  const named = principal.exists && principal.isObject() ? principal.at('AWS').itemsOrOne() : principal.itemsOrOne();
  return named.some((item) => item.string() === '*');
}

/** Checks whether the exceptions of the Deny depend on identity, and do not cover all callers. */
function namesReaders(statement: Statement): boolean {
  const named = comparisonsOf(statement.condition).filter(namesPrincipals).flatMap(({ values }) => values);
  return isException(statement) && !named.some((value) => isOpenException(value.string()!));
}

/** Checks whether a Deny excepts principals by their identity only. Without a condition it excepts none. */
function isException({ condition }: Statement): boolean {
  const comparisons = comparisonsOf(condition);
  if (comparisons.length === 0) return true;
  return comparisons.some(namesPrincipals) && comparisons.every((comparison) => namesPrincipals(comparison) || isAboutServices(comparison));
}

function namesPrincipals({ operator, key, values }: Comparison): boolean {
  const isNegated = /^(?:arnnot(?:equals|like)|stringnot(?:equals|equalsignorecase|like))(?:ifexists)?$/.test(operator);
  return isNegated && values.length > 0 && /^aws:(?:principalarn|userid|principaltag\/.+)$/.test(key);
}

/** AWS services that act on their own behalf have no role: a Deny may except them. */
function isAboutServices({ operator, key, values }: Comparison): boolean {
  return /^bool(?:ifexists)?$/.test(operator) && key === 'aws:principalisawsservice' && values.every((value) => value.boolean() === false);
}
