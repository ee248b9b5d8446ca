const { titleCase } = require('./title-case');

exports.handler = async ({ name }) => ({ greeting: `Hello, ${await titleCase(name)}` });
