import * as codebuild from 'aws-cdk-lib/aws-codebuild';
import { Construct } from 'constructs';
import { shown } from '../../quotas';

/**
 * Which repository of GitLab, and what starts a build.
 */
export interface GitLabSourceProps {
  /**
   * The URL that it is cloned by: `https://gitlab.com/group/project.git`, or one of a host of your own.
   */
  readonly httpsCloneUrl: string;

  /**
   * Whether commits start builds.
   *
   * @default true
   */
  readonly webhook?: boolean;

  /**
   * Which events start builds: those of one group, with all of its conditions.
   *
   * @default - each push and each merge request
   */
  readonly webhookFilters?: codebuild.FilterGroup[];

  /**
   * The branch, tag or commit that is built where no event says so.
   *
   * @default - the default branch
   */
  readonly branchOrRef?: string;

  /**
   * How many commits are cloned.
   *
   * @default - all of them
   */
  readonly cloneDepth?: number;
}

const HTTPS = /^https:\/\/([\w.-]+)\/\S+\.git$/;

/**
 * A repository of GitLab as the source of a project in AWS CodeBuild, which the CDK has no source for. It needs
 * `SourceAccess.connection`.
 *
 * @see https://docs.aws.amazon.com/codebuild/latest/userguide/access-tokens-gitlab-overview.html
 */
export class GitLabSource implements codebuild.ISource {
  /** `GITLAB`, or `GITLAB_SELF_MANAGED` for a host of your own. */
  public readonly type: string;

  /** Whether AWS CodeBuild draws badges of the builds. */
  public readonly badgeSupported = true;

  /** None: it is no secondary source. */
  public readonly identifier?: string;

  private readonly events: codebuild.ISource;

  /**
   * @param props which repository, and what starts a build
   * @throws Error for another URL
   */
  constructor(private readonly props: GitLabSourceProps) {
    const { httpsCloneUrl, webhook = true, webhookFilters, branchOrRef, cloneDepth } = props;
    const [, host] = HTTPS.exec(httpsCloneUrl) ?? [];
    if (host === undefined) throw new Error(`GitLabSource: httpsCloneUrl is ${shown(httpsCloneUrl)}; one such as https://gitlab.com/group/project.git is expected`);
    this.type = host === 'gitlab.com' ? 'GITLAB' : 'GITLAB_SELF_MANAGED';
    // Webhooks and their filters are those of GitHub.
    this.events = codebuild.Source.gitHub({ owner: 'group', repo: 'project', webhook, webhookFilters, branchOrRef, cloneDepth });
  }

  /**
   * Called by the project when the source is added.
   *
   * @param scope of the project
   * @param project that builds
   */
  public bind(scope: Construct, project: codebuild.IProject): codebuild.SourceConfig {
    const config = this.events.bind(scope, project);
    return { ...config, sourceProperty: { ...config.sourceProperty, type: this.type, location: this.props.httpsCloneUrl } };
  }
}
