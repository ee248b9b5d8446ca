import * as codebuild from 'aws-cdk-lib/aws-codebuild';
import { Construct } from 'constructs';
import { shown } from '../../quotas';

/**
 * Properties of `GitLabSource`: the repository, and the events that start a build.
 */
export interface GitLabSourceProps {
  /**
   * The clone URL: `https://gitlab.com/group/project.git`, or the URL of a repository on a self-managed GitLab server.
   */
  readonly httpsCloneUrl: string;

  /**
   * Whether a webhook starts builds.
   *
   * @default true
   */
  readonly webhook?: boolean;

  /**
   * The events that start builds: those that meet all conditions of at least one group.
   *
   * @default - each push and each merge request
   */
  readonly webhookFilters?: codebuild.FilterGroup[];

  /**
   * The branch, tag or commit that is built if no event names one.
   *
   * @default - the default branch
   */
  readonly branchOrRef?: string;

  /**
   * The number of commits that are cloned.
   *
   * @default - all commits
   */
  readonly cloneDepth?: number;
}

const HTTPS = /^https:\/\/([\w.-]+)\/\S+\.git$/;

/**
 * A GitLab repository as the source of an AWS CodeBuild project. The CDK has no such source. It needs `SourceAccess.connection` or
 * `SourceAccess.accountCredentials`.
 *
 * @see https://docs.aws.amazon.com/codebuild/latest/userguide/access-tokens-gitlab-overview.html
 */
export class GitLabSource implements codebuild.ISource {
  /** The type of the source: `GITLAB`, or `GITLAB_SELF_MANAGED` for a self-managed server. */
  public readonly type: string;

  /** Whether AWS CodeBuild supports build badges for the source. */
  public readonly badgeSupported = true;

  /** Undefined: only secondary sources have an identifier. */
  public readonly identifier?: string;

  private readonly events: codebuild.ISource;

  /**
   * @param props the repository, and the events that start a build
   * @throws Error if the URL is not the https clone URL of a GitLab repository
   */
  constructor(private readonly props: GitLabSourceProps) {
    const { httpsCloneUrl, webhook = true, webhookFilters, branchOrRef, cloneDepth } = props;
    const [, host] = HTTPS.exec(httpsCloneUrl) ?? [];
    if (host === undefined) throw new Error(`GitLabSource: httpsCloneUrl is ${shown(httpsCloneUrl)}; one such as https://gitlab.com/group/project.git is expected`);
    this.type = host === 'gitlab.com' ? 'GITLAB' : 'GITLAB_SELF_MANAGED';
    // Webhooks and their filters have the same format as for GitHub.
    this.events = codebuild.Source.gitHub({ owner: 'group', repo: 'project', webhook, webhookFilters, branchOrRef, cloneDepth });
  }

  /**
   * Called by the project when the source is added.
   *
   * @param scope the scope of the project
   * @param project the project that builds the source
   */
  public bind(scope: Construct, project: codebuild.IProject): codebuild.SourceConfig {
    const config = this.events.bind(scope, project);
    return { ...config, sourceProperty: { ...config.sourceProperty, type: this.type, location: this.props.httpsCloneUrl } };
  }
}
