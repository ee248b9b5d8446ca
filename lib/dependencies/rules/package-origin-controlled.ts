import { filterKnown, finding, Outcome, Property, Resource, Rule } from '../../gate';

const REPOSITORY = 'AWS::CodeArtifact::Repository';
const GROUP = 'AWS::CodeArtifact::PackageGroup';

/** Permitted origins of the packages of a group: internal names are closed to external packages, or public packages can't be published internally. */
const RESTRICTIONS = ['ExternalUpstream', 'Publish'] as const;

/** Packages of the team come only from the team. */
export const packageOriginControlled: Rule = {
  id: 'PackageOriginControlled',
  item: 'dependencies/certification',
  severity: 'warning',
  title: 'In each domain of CodeArtifact with a public upstream, a package group controls the origin of packages.',
  why:
    'A repository with a public upstream loads unknown package names from there. Anyone who publishes a package under the name of an internal one runs ' +
    'code in each build that requests it.',
  fix: {
    cdk: 'Create a CfnPackageGroup for the scope of internal packages, with restrictions in originConfiguration: externalUpstream BLOCK.',
    template: 'Add an AWS::CodeArtifact::PackageGroup for internal packages, such as /npm/team/*, with OriginConfiguration.Restrictions.ExternalUpstream: BLOCK.',
  },
  acceptable: 'If the team publishes no packages of its own, or groups exist outside of the templates: say which of them.',
  link: 'https://docs.aws.amazon.com/codeartifact/latest/ug/package-group-origin-controls.html',
  resourceTypes: [REPOSITORY, GROUP],
  findings: {
    'any-origin': 'Packages with internal names are also taken from a public repository.',
    'mixed-origins': 'A package group allows packages of the team and public packages under the same names.',
  },
  check: (repository, workload) => {
    if (repository.type === GROUP) return checkGroup(repository);
    const connections = repository.get('ExternalConnections');
    if (connections.items().length === 0) return [];
    if (filterKnown(workload.resources(GROUP), (group) => isOfDomain(group, repository) && limits(group)).length > 0) return [];
    const named = connections.items().map((connection) => connection.written() ?? 'a public repository').join(', ');
    return [finding(connections, 'any-origin', `packages come from ${named}, and no package group of the domain blocks internal names there`)];
  },
};

/** A group that names restrictions, and allows both origins. Without restrictions, those of the group above apply. */
function checkGroup(group: Resource): readonly Outcome[] {
  const modes = RESTRICTIONS.map((name) => restriction(group, name));
  const isMixed = modes.every((mode) => mode.string() === 'ALLOW');
  return isMixed ? [finding(modes[0], 'mixed-origins', 'packages of this group come from public repositories, and are published by the team')] : [];
}

function restriction(group: Resource, name: string): Property {
  return group.get('OriginConfiguration', 'Restrictions', name, 'RestrictionMode');
}

function isOfDomain(group: Resource, repository: Resource): boolean {
  return group.created && domainOf(group) === domainOf(repository);
}

/** Returns the name of the domain. For a reference, the name of the referenced resource. */
function domainOf(resource: Resource): string {
  const name = resource.get('DomainName');
  const domain = name.references()[0]?.resource;
  return domain ? (domain.get('DomainName').string() ?? domain.path) : name.string()!;
}

function limits(group: Resource): boolean {
  return RESTRICTIONS.some((name) => /^(?:BLOCK|ALLOW_SPECIFIC_REPOSITORIES)$/.test(restriction(group, name).string() ?? ''));
}
