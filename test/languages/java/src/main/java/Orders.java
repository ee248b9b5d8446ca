import io.github.cdksec3.ApiAuthorization;
import io.github.cdksec3.ApiEndpointProps;
import io.github.cdksec3.ApiParameter;
import io.github.cdksec3.ApiThrottling;
import io.github.cdksec3.RequestModel;
import io.github.cdksec3.Sec3;
import io.github.cdksec3.Sec3ChecksProps;
import io.github.cdksec3.Sec3Parameters;
import io.github.cdksec3.SecureFunction;
import io.github.cdksec3.SecureRestApi;
import java.util.Map;
import software.amazon.awscdk.Acknowledgment;
import software.amazon.awscdk.App;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.Validations;
import software.amazon.awscdk.services.lambda.Code;
import software.amazon.awscdk.services.lambda.Runtime;
import software.amazon.awscdk.services.secretsmanager.Secret;

public class Orders {
    public static void main(String[] args) {
        // The folder of examples/orders.
        String orders = System.getenv("ORDERS");

        App app = new App();
        Stack stack = new Stack(app, "Orders");
        SecureFunction handler = SecureFunction.Builder.create(stack, "Create")
            .runtime(Runtime.NODEJS_24_X)
            .handler("create.handler")
            .code(Code.fromAsset(orders + "/handlers"))
            .environment(Map.of("QUEUE_URL", "https://sqs.eu-west-1.amazonaws.com/111122223333/orders"))
            .timeout(Duration.seconds(10))
            .reservedConcurrentExecutions(20)
            .build();
        SecureRestApi api = SecureRestApi.Builder.create(stack, "Api")
            .authorization(ApiAuthorization.iam())
            .throttling(ApiThrottling.builder().rateLimit(50).burstLimit(100).build())
            .build();
        api.addEndpoint("POST /orders", ApiEndpointProps.builder()
            .handler(handler)
            .body(RequestModel.fromFile(orders + "/order.schema.json"))
            .build());
        api.addEndpoint("GET /orders/{id}", ApiEndpointProps.builder()
            .handler(handler)
            .pathParameters(Map.of("id", ApiParameter.pattern("^[0-9a-f-]{36}$", 36)))
            .build());
        if (app.getNode().tryGetContext("careless") != null) {
            new Secret(stack, "PaymentKey");
        }

        Sec3.enforce(app, Sec3ChecksProps.builder().parameters(Sec3Parameters.builder().maxRotationDays(30).build()).build());
        Validations.of(stack).acknowledge(Acknowledgment.builder()
            .id("Sec3-CodeSigningEnforced")
            .reason("Only the pipeline deploys, from reviewed commits; signing comes later.")
            .build());
        app.synth();
    }
}
