import type { ITerraformDependable } from "cdktf";
import type { Construct } from "constructs";
import type { Environment } from "../../config/schema";
import { BOUNDARY_TOKEN_ROLE, PIPELINE } from "../../model/names";
import { ENGINES } from "../engines";
import { mountOf } from "../engines/engine";
import { BoundaryCertificates } from "../vault/boundary-certificates";
import { BoundaryKeys } from "../vault/boundary-keys";
import { Pipeline } from "../vault/pipeline";

/**
 * What machines need of Vault: Boundary's certificates and keys, where Vault has them, and the pipeline's rights.
 * Returns the request for Boundary's CA.
 */
export function declareMachines(
  scope: Construct,
  { vault, network }: Environment,
  dependsOn: ITerraformDependable[],
): string | undefined {
  const { boundaryCertificates, boundaryKeys } = vault;
  const { controllers: controllerCidrs, pipeline: pipelineCidrs } = network;
  const certificates =
    boundaryCertificates === undefined
      ? undefined
      : new BoundaryCertificates(scope, "boundary-certificates", {
          ...boundaryCertificates,
          vaultAddress: vault.address,
          controllerCidrs,
          dependsOn,
        });
  if (boundaryKeys !== undefined)
    new BoundaryKeys(scope, "boundary-keys", { ...boundaryKeys, controllerCidrs, dependsOn });
  new Pipeline(scope, "pipeline", {
    name: PIPELINE,
    boundaryTokenRole: BOUNDARY_TOKEN_ROLE,
    credentialMounts: ENGINES.flatMap(({ mount }) =>
      mount === undefined ? [] : [{ ...mount, path: mountOf(mount, "+") }],
    ),
    pipelineCidrs,
    controllerCidrs,
    dependsOn,
  });
  return certificates?.request;
}
