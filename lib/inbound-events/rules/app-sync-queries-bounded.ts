import { finding, Property, Rule } from '../../gate';

/** Queries of callers are bounded. */
export const appSyncQueriesBounded: Rule = {
  id: 'AppSyncQueriesBounded',
  item: 'inbound-events/data-correctness',
  severity: 'warning',
  title: 'Each GraphQL API of AppSync limits the depth of queries, or the resolvers that one query runs.',
  why:
    'A caller writes a query as large as they like: one request that asks for the friends of friends of friends runs thousands of resolvers, and the ' +
    'functions and tables behind them. Limits on the rate of requests do not see it.',
  fix: {
    cdk: 'Set queryDepthLimit or resolverCountLimit of the GraphqlApi to what the largest query of the app needs.',
    template: 'Set QueryDepthLimit (1 to 75) or ResolverCountLimit (1 to 10000) to what the largest query of the app needs.',
  },
  acceptable: 'If no type of the schema contains itself, also not through another type, and no list is long: say so.',
  link: 'https://docs.aws.amazon.com/appsync/latest/devguide/graphql-overview.html',
  resourceTypes: ['AWS::AppSync::GraphQLApi'],
  findings: {
    unbounded: 'Queries of any depth may run any number of resolvers.',
  },
  check: (api) => {
    const limits = ['QueryDepthLimit', 'ResolverCountLimit'].map((name) => api.get(name));
    return limits.some(isLimit) ? [] : [finding(api, 'unbounded', 'neither QueryDepthLimit nor ResolverCountLimit is set')];
  },
};

/** Checks whether a value limits something: 0 means no limit. */
function isLimit(limit: Property): boolean {
  return (limit.number() ?? 0) > 0;
}
