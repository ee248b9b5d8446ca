exports.handler = async () => [41, require('@aws-sdk/client-lambda'), require('ajv'), require('ajv-formats'), require('semver'), require('yaml')];
