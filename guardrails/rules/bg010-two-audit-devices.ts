import { dirname } from "node:path";
import type { Rule } from "../rule";
import { breakGlassPractice, vault } from "../sources";

export const BG010: Rule = {
  id: "BG010",
  title: "Two audit devices that do not fail together",
  why: "Vault stops answering when no audit device works. After an incident, the trail of a working device is the evidence.",
  sources: [
    vault("docs/audit#enabling-multiple-devices", "audit devices, enable at least two"),
    breakGlassPractice("monitor usage"),
  ],
  remedy: "Declare a second device of another kind, or a file on another file system.",
  severity: "high",
  stops: "synth",
  *check(tree) {
    const devices = tree.of("vault_audit");
    const domains = new Set(
      devices.map(({ attributes: { type, options } }) =>
        type === "file"
          ? `file ${dirname(String(options?.file_path))}`
          : type === "socket"
            ? `socket ${options?.address}`
            : String(type),
      ),
    );
    if (domains.size < 2)
      yield {
        construct: devices[0]?.construct ?? "foundation/audit",
        value: [...domains].join(", ") || "no device",
        allowed: "two devices of different kinds, or files in different folders",
        at: ["vault", "audit"],
      };
  },
};
