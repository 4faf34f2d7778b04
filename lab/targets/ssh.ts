import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { connect } from "node:net";
import { userInfo } from "node:os";
import { type Document, isMap, isSeq } from "yaml";
import { run } from "../../operations/clients/run";
import { which } from "../../operations/clients/which";
import { until } from "../processes";
import type { Deployed, LabTarget, LabTargetContext, LabTargetKind } from "./lab-target";

const FOLDERS = ["/usr/sbin", "/usr/local/sbin", "/opt/homebrew/sbin"];

/** An OpenSSH server that trusts Vault's CA alone. It runs as the one account that it lets in. */
class SshServer implements LabTarget {
  readonly processes: readonly string[];

  constructor(private readonly lab: LabTargetContext) {
    this.processes = [lab.id];
  }

  async start(running: ReadonlySet<string>): Promise<void> {
    const { id, folder, processes } = this.lab;
    if (running.has(id)) return;
    await this.hostKey();
    for (const name of ["ca.pub", "principals"]) if (!folder.has(`${id}.${name}`)) folder.write(`${id}.${name}`, "");
    const config = folder.write(
      `${id}.sshd_config`,
      `ListenAddress 127.0.0.1
Port ${this.lab.port()}
HostKey ${folder.at(`${id}.hostkey`)}
TrustedUserCAKeys ${folder.at(`${id}.ca.pub`)}
AuthorizedPrincipalsFile ${folder.at(`${id}.principals`)}
AuthorizedKeysFile none
AuthenticationMethods publickey
PasswordAuthentication no
KbdInteractiveAuthentication no
PidFile none
StrictModes no
UsePAM no
LogLevel VERBOSE
`,
    );
    processes.start(id, which("sshd", FOLDERS) ?? "", ["-D", "-e", "-f", config], { unprivileged: true });
    await until(
      `the start of ${id}`,
      15,
      () => answers(this.lab.port()),
      () => folder.read(`${id}.log`),
    );
  }

  private async hostKey(): Promise<string> {
    const { id, folder } = this.lab;
    const file = folder.at(`${id}.hostkey`);
    if (!folder.has(`${id}.hostkey`)) {
      const args = ["-q", "-t", "ed25519", "-N", "", "-C", "", "-f", file];
      await run(which("ssh-keygen") ?? "", args, { ...folder.owner, cwd: folder.path });
    }
    return readFileSync(`${file}.pub`, "utf8").trim().split(" ").slice(0, 2).join(" ");
  }

  /** The account is whoever runs the server: a lab makes no users on its machine. */
  async configure(document: Document): Promise<void> {
    const { id, folder } = this.lab;
    document.setIn(["targets", id, "hostKey"], await this.hostKey());
    const profiles = document.get("profiles");
    if (!isMap(profiles)) return;
    for (const { value: profile } of profiles.items) {
      const access = isMap(profile) ? profile.get("access") : undefined;
      for (const each of isSeq(access) ? access.items : []) {
        if (isMap(each) && each.get("target") === id) each.set("user", accountOf(folder.owner.uid).name);
      }
    }
  }

  /** What configuration management does with the stack's output. */
  async deployed({ outputs, vaultAddress }: Deployed): Promise<void> {
    const { id, folder } = this.lab;
    folder.write(`${id}.ca.pub`, await publicKey(vaultAddress, folder.at("ca.pem")));
    const accounts = (outputs["ssh_principals"] as Record<string, Record<string, string[]>> | undefined)?.[id] ?? {};
    folder.write(`${id}.principals`, `${Object.values(accounts).flat().join("\n")}\n`);
  }
}

/** The CA's public key, which anybody may read. */
async function publicKey(vaultAddress: string, ca: string): Promise<string> {
  const args = ["--silent", "--fail", "--cacert", ca, `${vaultAddress}/v1/break-glass-ssh/public_key`];
  return (await run(which("curl") ?? "curl", args)).stdout;
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    socket.once("data", () => resolve(socket.destroy() !== undefined));
    socket.once("error", () => resolve(false));
  });
}

/** Name and shell of the account that runs the server. */
function accountOf(uid: number): { name: string; shell: string } {
  if (uid === userInfo().uid) return { name: userInfo().username, shell: userInfo().shell ?? "" };
  const [name = "", , , , , , shell = ""] = execFileSync("getent", ["passwd", String(uid)], { encoding: "utf8" })
    .trim()
    .split(":");
  return { name, shell };
}

export const sshd: LabTargetKind = {
  programs: { sshd: FOLDERS, ssh: [], "ssh-keygen": [], curl: [] },
  install: "macOS: built in · Debian: apt-get install openssh-server curl · Fedora: dnf install openssh-server curl",
  make: (context) => new SshServer(context),
};
