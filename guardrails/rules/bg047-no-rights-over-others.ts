import type { Rule } from "../rule";

export const BG047: Rule = {
  id: "BG047",
  title: "No RabbitMQ user or Kubernetes account may grant rights to others",
  why: "An account that may create users, policies or role bindings can leave a door open for later.",
  source: "RabbitMQ: management tags; Kubernetes: RBAC, user-facing roles",
  remedy: "RabbitMQ: use the tag management or monitoring. Kubernetes: use a role of one namespace.",
  severity: "high",
  stops: "synth",
  *check(tree) {
    for (const { construct, attributes } of tree.of("vault_rabbitmq_secret_backend_role")) {
      const tags = String(attributes["tags"] ?? "").split(",");
      const wrong = tags.filter((tag) => !["", "management", "monitoring"].includes(tag.trim()));
      if (wrong.length > 0) yield { construct, value: `tags ${wrong.join(", ")}`, allowed: "management, monitoring" };
    }
    for (const { construct, attributes } of tree.of("vault_kubernetes_secret_backend_role")) {
      const namespaces: string[] = attributes["allowed_kubernetes_namespaces"] ?? [];
      const wrong = [
        ...(namespaces.length !== 1 || namespaces.includes("*") ? [`namespaces ${namespaces.join(", ")}`] : []),
        ...(attributes["generated_role_rules"] === undefined ? [] : ["rules of its own"]),
        ...(["admin", "cluster-admin"].includes(attributes["kubernetes_role_name"])
          ? [`role ${attributes["kubernetes_role_name"]}`]
          : []),
      ];
      if (wrong.length > 0)
        yield { construct, value: wrong.join(", "), allowed: "one namespace, a role that binds no others" };
    }
  },
};
