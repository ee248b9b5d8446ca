import type { Resource } from '../../gate';
import { deployedNeeds, physicalId } from '../deployed';
import type { Account, Answer, Question } from '../question';
import type { Target } from '../target';

/** How a project reads a source that is not AWS’s. */
interface Source {
  readonly type: string;
  readonly webhook: boolean;
  /** How the project itself says that it signs in; undefined where it leaves that to the account. */
  readonly auth?: { readonly type?: string; readonly connection?: string; readonly madeHere: boolean };
}

const FOREIGN: { readonly [type: string]: string } = {
  GITHUB: 'GitHub', GITHUB_ENTERPRISE: 'GitHub Enterprise Server', BITBUCKET: 'Bitbucket', GITLAB: 'GitLab', GITLAB_SELF_MANAGED: 'a GitLab of your own',
};

const CONNECTIONS = ['AWS::CodeConnections::Connection', 'AWS::CodeStarConnections::Connection'];

/** Can CodeBuild sign in where projects have their sources? */
export function sourceCredentials(target: Target): Question[] {
  const provided = new Set(
    target.resources('AWS::CodeBuild::SourceCredential').flatMap((resource) => {
      const { values, always } = target.read(resource, (made) => made.get('ServerType').string());
      return always && values.length === 1 ? values : [];
    }),
  );
  return target.resources('AWS::CodeBuild::Project').flatMap((project) =>
    target.read(project, (made) => sourceOf(made)).values.flatMap((source): Question[] => {
      const { auth, type } = source;
      if (auth === undefined) return provided.has(type) ? [] : [byAccount(project, source)];
      return auth.type === 'CODECONNECTIONS' ? [byConnection(target, project, source)] : [];
    }),
  );
}

function sourceOf(project: Resource): Source | undefined {
  const type = project.get('Source', 'Type').string();
  if (type === undefined || !(type in FOREIGN)) return undefined;
  const webhook = project.get('Triggers', 'Webhook').boolean() ?? false;
  const auth = project.get('Source', 'Auth');
  if (!auth.exists) return { type, webhook };
  const resource = auth.at('Resource');
  const madeHere = resource.references().some((reference) => CONNECTIONS.includes(reference.resource.type));
  return { type, webhook, auth: { type: auth.at('Type').literal(), connection: resource.literal(), madeHere } };
}

function byAccount(project: Resource, { type, webhook }: Source): Question {
  return {
    id: 'source-credentials',
    asked: `Has CodeBuild credentials for ${FOREIGN[type]} in this account and Region?`,
    resources: [project.path],
    needs: [{ operation: 'codebuild:ListSourceCredentials' }],
    ask: async (account) => {
      const { sourceCredentialsInfos: infos = [] } = await account.call('codebuild:ListSourceCredentials');
      const found = infos.find(({ serverType }: any) => serverType === type);
      if (found && found.authType === 'CODECONNECTIONS' && found.resource) return connectionAnswer(found.resource, undefined);
      if (found) return { status: 'ready', text: `It has (${found.authType}).` };
      const fix = 'Make a connection in Developer Tools and import it: aws codebuild import-source-credentials '
        + `--server-type ${type} --auth-type CODECONNECTIONS --token CONNECTION_ARN; or name one in the project’s source.`;
      if (webhook) return { status: 'fails', text: 'It has none, and can’t make the webhook of the project without.', fix };
      return { status: 'unknown', text: 'It has none. Builds of a public repository need none, those of a private one fail.', fix };
    },
  };
}

function connectionAnswer(arn: string, state: string | undefined): Answer {
  return { status: 'ready', text: `It has a connection${state === undefined ? '' : `, ${state}`}: ${arn}.` };
}

function byConnection(target: Target, project: Resource, { type, auth }: Source): Question {
  const { connection, madeHere } = auth!;
  const on = connection === undefined ? undefined : [connection];
  return {
    id: 'source-connection',
    asked: `Is the connection to ${FOREIGN[type]} available?`,
    resources: [project.path],
    needs: [{ operation: 'codeconnections:GetConnection', on }, ...(madeHere ? deployedNeeds(target, [project]) : [])],
    ask: async (account) => {
      const arn = connection ?? (await connectionOf(account, target, project));
      const fix = 'Complete it in the console of Developer Tools, under Settings, Connections.';
      if (arn === undefined && madeHere) return { status: 'fails', text: 'The templates make it, and a new connection is pending until somebody completes it by hand.', fix: `Deploy it before the project. ${fix}` };
      if (arn === undefined) return { status: 'unknown', text: 'Which connection it is, is known only at deployment.', fix: 'Write its ARN into the template.' };
      const { Connection: { ConnectionStatus: state } } = await account.call('codeconnections:GetConnection', { ConnectionArn: arn });
      return state === 'AVAILABLE' ? connectionAnswer(arn, state) : { status: 'fails', text: `It is ${state}: ${arn}.`, fix };
    },
  };
}

/** The connection that an earlier deployment of the templates made. */
async function connectionOf(account: Account, target: Target, project: Resource): Promise<string | undefined> {
  const [made] = target.read(project, (resource) => resource.get('Source', 'Auth', 'Resource').references().map((reference) => reference.resource.path)).values;
  const connection = target.resources(...CONNECTIONS).find(({ path }) => made?.includes(path));
  return connection && physicalId(account, connection);
}
