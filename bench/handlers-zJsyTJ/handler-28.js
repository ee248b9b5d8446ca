exports.handler = async () => [28, require('@aws-sdk/client-lambda'), require('ajv'), require('ajv-formats'), require('semver'), require('yaml')];
