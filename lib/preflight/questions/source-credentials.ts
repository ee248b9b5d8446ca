import type { Resource } from '../../gate';
import { deployedNeeds, physicalId } from '../deployed';
import type { Account, Answer, Question } from '../question';
import type { Target } from '../target';

/** A source provider outside of AWS that a project reads. */
interface Source {
  readonly type: string;
  readonly webhook: boolean;
  /** Authentication set in the project; undefined if the account's credentials are used. */
  readonly auth?: { readonly type?: string; readonly connection?: string; readonly madeHere: boolean };
}

const FOREIGN: { readonly [type: string]: string } = {
  GITHUB: 'GitHub', GITHUB_ENTERPRISE: 'GitHub Enterprise Server', BITBUCKET: 'Bitbucket', GITLAB: 'GitLab', GITLAB_SELF_MANAGED: 'a GitLab of your own',
};

const CONNECTIONS = ['AWS::CodeConnections::Connection', 'AWS::CodeStarConnections::Connection'];

/** Does CodeBuild have credentials for the sources of projects? */
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
    asked: `Does CodeBuild have credentials for ${FOREIGN[type]} in this account and Region?`,
    resources: [project.path],
    needs: [{ operation: 'codebuild:ListSourceCredentials' }],
    ask: async (account) => {
      const { sourceCredentialsInfos: infos = [] } = await account.call('codebuild:ListSourceCredentials');
      const found = infos.find(({ serverType }: any) => serverType === type);
      if (found && found.authType === 'CODECONNECTIONS' && found.resource) return connectionAnswer(found.resource, undefined);
      if (found) return { status: 'ready', text: `Yes (${found.authType}).` };
      const fix = 'Create a connection in Developer Tools and import it: aws codebuild import-source-credentials '
        + `--server-type ${type} --auth-type CODECONNECTIONS --token CONNECTION_ARN; or set one in the project’s source.`;
      if (webhook) return { status: 'fails', text: 'There are none, and CodeBuild can’t create the webhook of the project without them.', fix };
      return { status: 'unknown', text: 'There are none. Builds of a public repository need none; builds of a private one fail.', fix };
    },
  };
}

function connectionAnswer(arn: string, state: string | undefined): Answer {
  return { status: 'ready', text: `There is a connection${state === undefined ? '' : `, ${state}`}: ${arn}.` };
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
      if (arn === undefined && madeHere) return { status: 'fails', text: 'The templates create it, and a new connection is pending until a person completes it in the console.', fix: `Deploy it before the project. ${fix}` };
      if (arn === undefined) return { status: 'unknown', text: 'The connection is known only at deployment.', fix: 'Write its ARN into the template.' };
      const { Connection: { ConnectionStatus: state } } = await account.call('codeconnections:GetConnection', { ConnectionArn: arn });
      return state === 'AVAILABLE' ? connectionAnswer(arn, state) : { status: 'fails', text: `It is ${state}: ${arn}.`, fix };
    },
  };
}

/** Returns the connection from an earlier deployment of the templates. */
async function connectionOf(account: Account, target: Target, project: Resource): Promise<string | undefined> {
  const [made] = target.read(project, (resource) => resource.get('Source', 'Auth', 'Resource').references().map((reference) => reference.resource.path)).values;
  const connection = target.resources(...CONNECTIONS).find(({ path }) => made?.includes(path));
  return connection && physicalId(account, connection);
}
