exports.handler = async () => [22, require('@aws-sdk/client-lambda'), require('ajv'), require('ajv-formats'), require('semver'), require('yaml')];
