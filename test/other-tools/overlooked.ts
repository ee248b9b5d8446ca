const NO_API = 'Undetermined: the API that the method is of, and that may have a policy, is not in the template.';

/** Findings of checks in the templates of other tools' tests that rules of this library lack: the reason, by `check file resource`. */
export const OVERLOOKED = {
  // In the templates of cfn-lint.
  checkov: {
    'CKV_AWS_59 good/functions/sub_needed.yaml AWS::ApiGateway::Method.GreetingRequest': NO_API,
  },
  cdkNag: {
    'APIGWRequestValidation integration/cfn-gather.yaml RestApi': 'The API has no methods.',
    'APIGWRequestValidation integration/cfn-gather.yaml RestApi2': 'The API has no methods.',
  },
  // In those of checkov, by hand.
  byHand: {
    'APIGWAuthorization example_APIGatewayAuthorization/APIGatewayAuthorization-FAILED.yaml MyMethod0': NO_API,
    'APIGWAuthorization example_APIGatewayAuthorization/APIGatewayAuthorization-FAILED.yaml MyMethod1': NO_API,
    'APIGWAuthorization example_APIGatewayAuthorization/APIGatewayAuthorization-PASSED.yaml MyMethod0': NO_API,
    'APIGWAuthorization example_APIGatewayAuthorization/APIGatewayAuthorization-PASSED.yaml MyMethod3': NO_API,
    'CKV_AWS_45 example_LambdaEnvironmentEncryptionSettings/FAIL.yaml AWS::Lambda::Function.EnvAndNoKey': 'The variable is `key: value`, which holds no secret.',
    'CKV_AWS_45 example_LambdaEnvironmentEncryptionSettings/PASS.yaml AWS::Lambda::Function.EnvAndKey': 'The variable is `key: value`, which holds no secret.',
    'CKV_AWS_59 example_APIGatewayAuthorization/APIGatewayAuthorization-FAILED.yaml AWS::ApiGateway::Method.MyMethod0': NO_API,
    'CKV_AWS_59 example_APIGatewayAuthorization/APIGatewayAuthorization-FAILED.yaml AWS::ApiGateway::Method.MyMethod1': NO_API,
    'CKV_AWS_115 no_properties.json AWS::Serverless::Function.NoPropertiesJson': 'The template lacks the transform of SAM, so nothing is known of the function: that is found, as ResourcesUnread.',
    'CKV_AWS_115 no_properties.yaml AWS::Serverless::Function.NoPropertiesYaml': 'The template lacks the transform of SAM, so nothing is known of the function: that is found, as ResourcesUnread.',
  },
} satisfies { readonly [templates: string]: { readonly [finding: string]: string } };
