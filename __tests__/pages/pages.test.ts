import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parse, parseDocument } from "yaml";
import { parseEnvironment } from "../../config/parse";
import { ENGINES } from "../../constructs/engines";
import { VaultClient } from "../../operations/clients/vault-client";
import { AccountsRefused, EnrolledAccounts } from "../../operations/drill/enrolled-accounts";
import { changed } from "../sample";
import { temporaryFolder } from "../temporary-folder";
import { type Block, pageNames, parsePage, readPage } from "./blocks";
import { RUNNERS } from "./runners";

const PROJECT = join(__dirname, "..", "..");
/** Pictures, which a browser draws. */
const DRAWN = ["mermaid"];

const names = pageNames();
const pages = new Map(names.map((name) => [name, readPage(name)]));
const blocks = [...pages.values()].flatMap((page) => page.blocks).filter(({ language }) => !DRAWN.includes(language));
const of = (kind: string) => blocks.filter(({ mark }) => mark?.kind === kind);
const place = ({ page, line }: Block) => `${page}:${line}`;

/** Why a block is refused; `undefined` where it is in order. */
function fault({ language, mark }: Block): string | undefined {
  if (language === "") return "name the block's language behind its fence (text for none)";
  if (mark === undefined) {
    return "put one of these above the block: <!-- run: NAME -->, <!-- parsed: NAME -->, <!-- from: FILE -->, <!-- not run: reason -->";
  }
  if (mark.kind === "run" && !(mark.as in RUNNERS)) return `${mark.as} is not in runners.ts`;
  if (mark.kind === "parsed" && !(mark.as in PARSERS)) return `${mark.as} is not a parser of this test`;
  return undefined;
}

/** A part of a file of the project, as the page shows it: its lines, in their order. Comments of the page's own may stand between. */
function expectFrom(file: string, text: string): void {
  const rest = readFileSync(join(PROJECT, file), "utf8")
    .split("\n")
    .map((line) => line.trim());
  for (const line of text.split("\n").map((each) => each.trim())) {
    if (line === "" || line.startsWith("//")) continue;
    const index = rest.indexOf(line);
    expect([file, line, index >= 0]).toEqual([file, line, true]);
    rest.splice(0, index + 1);
  }
}

/** Replaces the dots that stand for a certificate by that of the sample. */
const withCertificate = (text: string) => {
  const sample = parseDocument(changed("prod")).getIn(["vault", "caCertificate"]) as string;
  const body = sample.split("\n").filter((line) => /^[A-Za-z0-9+/=]+$/.test(line));
  return text.replace(/^( +)\.\.\.$/m, (_, indent: string) => body.map((line) => `${indent}${line}`).join("\n"));
};

const problemsOf = (text: string) => {
  const parsed = parseEnvironment("prod.yaml", text, ENGINES);
  return "problems" in parsed ? parsed.problems : [];
};

const PARSERS: Readonly<Record<string, (text: string) => void | Promise<void>>> = {
  /** Targets of an environment, each with an access. */
  targets: (text) => {
    const { targets } = parse(withCertificate(text));
    const added = Object.entries<{ kind: string }>(targets).flatMap(
      ([id, target]): [(string | number)[], unknown][] => [
        [["targets", id], target],
        [["profiles", "senior-dba", "access"], [{ kind: target.kind, target: id, role: "senior_dba" }]],
      ],
    );
    const unused = ["orders-db", "ledger-db"].filter((id) => !(id in targets));
    const rest = unused.map((id): [string[]] => [["targets", id]]);
    expect(problemsOf(changed("prod", ...rest, [["profiles", "app-support"]], ...added))).toEqual([]);
  },
  /** Exceptions of an environment. */
  exceptions: (text) => {
    const { exceptions } = parse(text);
    expect(problemsOf(changed("prod", [["exceptions"], exceptions]))).toEqual([]);
  },
  /** Only the file is read; nobody answers at the address of Vault, which is asked afterwards. */
  "accounts of a drill": async (text) => {
    const file = join(temporaryFolder(), "accounts.yaml");
    writeFileSync(file, text.replaceAll(/otpauth:\/\/totp\/…/g, "otpauth://totp/drill?secret=ABCDEFGHIJKLMNOP"), {
      mode: 0o600,
    });
    const nobody = new VaultClient("https://127.0.0.1:1", undefined);
    await expect(EnrolledAccounts.read(file, nobody)).rejects.toThrow(/ECONNREFUSED/);
    writeFileSync(file, text.replace("approver:", "aprover:"));
    await expect(EnrolledAccounts.read(file, nobody)).rejects.toThrow(AccountsRefused);
  },
};

describe(`${blocks.length} blocks of ${names.length} pages: ${of("run").length} run, ${of("parsed").length} parsed, ${of("from").length} from a file, ${of("not run").length} not run`, () => {
  test("each block says what a test does with it", () => {
    expect(blocks.flatMap((block) => fault(block)?.replace(/^/, `${place(block)}: `) ?? [])).toEqual([]);
  });

  test("each runner has a block", () => {
    const used = of("run").map(({ mark }) => mark?.kind === "run" && mark.as);
    expect(Object.keys(RUNNERS).filter((name) => !used.includes(name))).toEqual([]);
  });

  test.each(of("parsed").map((block) => [place(block), block] as const))("%s is valid", async (_, { mark, text }) => {
    if (mark?.kind === "parsed") await PARSERS[mark.as]?.(text);
  });

  test.each(of("from").map((block) => [place(block), block] as const))("%s is as its file", (_, { mark, text }) => {
    if (mark?.kind === "from") expectFrom(mark.file, text);
  });
});

describe("the reader of pages", () => {
  const marked = (comment: string) => parsePage("p.md", `Text.\n\n${comment}\n\`\`\`sh\nls\n\`\`\`\n`).blocks[0]?.mark;

  test("reads a mark above a block, in a list too, and nothing else", () => {
    expect(marked("<!-- run: the pipeline -->")).toEqual({ kind: "run", as: "the pipeline" });
    expect(marked("<!-- not run: it opens a browser -->")).toEqual({ kind: "not run", reason: "it opens a browser" });
    expect(marked("<!-- not run: -->")).toBeUndefined();
    expect(marked("<!-- runs: the pipeline -->")).toBeUndefined();
    expect(marked("run: the pipeline")).toBeUndefined();
    const { blocks: inList } = parsePage(
      "p.md",
      "1. One\n\n   <!-- parsed: targets -->\n   ```yaml\n   a: 1\n   ```\n",
    );
    expect(inList).toEqual([
      { page: "p.md", line: 4, language: "yaml", text: "a: 1\n", mark: { kind: "parsed", as: "targets" } },
    ]);
  });

  test("refuses a block without a mark, a language or a known name", () => {
    const faults = (text: string) => parsePage("p.md", text).blocks.map(fault);
    expect(faults("```sh\nls\n```\n")).toEqual([expect.stringContaining("<!-- run: NAME -->")]);
    expect(faults("<!-- not run: why -->\n```\nls\n```\n")).toEqual([expect.stringContaining("language")]);
    expect(faults("<!-- run: somebody -->\n```sh\nls\n```\n")).toEqual([expect.stringContaining("somebody")]);
    expect(faults("<!-- parsed: something -->\n```yaml\na: 1\n```\n")).toEqual([expect.stringContaining("something")]);
  });
});
