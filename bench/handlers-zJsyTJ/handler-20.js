exports.handler = async () => [20, require('@aws-sdk/client-lambda'), require('ajv'), require('ajv-formats'), require('semver'), require('yaml')];
