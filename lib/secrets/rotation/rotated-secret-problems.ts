import { Token } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { shown } from '../../quotas';

interface Props extends secretsmanager.SecretProps {
  readonly awsManagedKey?: boolean;
  readonly denyOtherReaders?: boolean;
  readonly breakGlassRole?: iam.IRole;
}

/** Props of a secret that contradict each other, or that AWS would reject. */
export function rotatedSecretProblems(props: Props, region: string): string[] {
  const problems: string[] = [];
  if (props.awsManagedKey && props.encryptionKey) {
    problems.push(`encryptionKey ${props.encryptionKey.node.path} and awsManagedKey exclude each other: keep one`);
  }
  if (props.breakGlassRole && props.denyOtherReaders === false) {
    problems.push(`breakGlassRole ${props.breakGlassRole.node.path} has no effect if denyOtherReaders is false: remove one of them`);
  }
  if (props.secretName !== undefined && !Token.isUnresolved(props.secretName)) problems.push(...nameProblems(props.secretName));
  return [...problems, ...replicaProblems(props, region)];
}

/** @see https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_CreateSecret.html */
function nameProblems(name: string): string[] {
  const which = `secretName ${shown(name)}`;
  const other = /[^\w/+=.@-]/.exec(name);
  const given = other ? `contains ${shown(other[0])}` : `has ${name.length} characters`;
  const problems = /^[\w/+=.@-]{1,512}$/.test(name) ? [] : [`${which} ${given}; 1 to 512 letters, digits and /_+=.@- are expected`];
  // Secrets Manager appends such a suffix to each ARN, and would mistake this name for an ARN without it.
  const [end] = /-[A-Za-z0-9]{6}$/.exec(name) ?? [];
  if (end === undefined) return problems;
  const fix = `use a name such as ${shown(`${name.slice(0, -end.length)}/${end.slice(1)}`)}`;
  return [...problems, `${which} ends in a hyphen and six letters or digits, as the ARN of every secret does, and would be mistaken for a part of an ARN: ${fix}`];
}

function replicaProblems({ replicaRegions = [], awsManagedKey }: Props, region: string): string[] {
  return replicaRegions.flatMap((replica, index) => {
    const which = `replica ${shown(replica.region)}`;
    const problems: string[] = [];
    if (!replica.encryptionKey && !awsManagedKey) {
      problems.push(`${which} has no encryptionKey, and the secret's own is not in that Region: give it one of its own, or set awsManagedKey`);
    }
    if (replicaRegions.findIndex((other) => other.region === replica.region) < index) problems.push(`${which} is listed twice`);
    if (!Token.isUnresolved(region) && replica.region === region) problems.push(`${which} is in the Region of the secret itself`);
    return problems;
  });
}
