import { App } from "cdktf";
import { loadEnvironments } from "vault-boundary-break-glass/config/load";
import { ENGINES } from "vault-boundary-break-glass/constructs/engines";
import { ApprovalsStack } from "./approvals-stack";
import { EmergencyStack } from "./emergency-stack";

const app = new App();
for (const { environment } of loadEnvironments({ environments: "environments" }, ENGINES).environments) {
  new EmergencyStack(app, `${environment.environment}-emergency`, environment);
}
new ApprovalsStack(app, "approvals");
app.synth();
