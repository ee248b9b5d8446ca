/** The file that `cdk init app --language typescript` writes. */
export const TYPESCRIPT = `#!/usr/bin/env node
import * as cdk from 'aws-cdk-lib/core';
import { HelloStack } from '../lib/hello-stack';

const app = new cdk.App();
new HelloStack(app, 'HelloStack', {
  /* If you don't specify 'env', this stack will be environment-agnostic.
   * Account/Region-dependent features and context lookups will not work,
   * but a single synthesized template can be deployed anywhere. */

  /* For more information, see https://docs.aws.amazon.com/cdk/latest/guide/environments.html */
});
`;

/** The file that `cdk init app --language javascript` writes. */
export const JAVASCRIPT = `#!/usr/bin/env node

const cdk = require('aws-cdk-lib/core');
const { HelloStack } = require('../lib/hello-stack');

const app = new cdk.App();
new HelloStack(app, 'HelloStack', {});
`;

/** The file that `cdk init app --language python` writes. */
export const PYTHON = `#!/usr/bin/env python3
import os

import aws_cdk as cdk

from hello.hello_stack import HelloStack


app = cdk.App()
HelloStack(app, "HelloStack",
    # For more information, see https://docs.aws.amazon.com/cdk/latest/guide/environments.html
    )

app.synth()
`;
