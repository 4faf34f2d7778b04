import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import MarkdownIt from "markdown-it";
import { EXCEPTION_RULES } from "../../guardrails/check";
import { RULES } from "../../guardrails/index";
import { anchorOf } from "../../guardrails/sources";

const PROJECT = join(__dirname, "..", "..");
const markdown = new MarkdownIt();

/** What a page offers and asks for: the anchors of its headings, and its links. */
function readPage(path: string): { anchors: ReadonlySet<string>; links: string[] } {
  const tokens = markdown.parse(readFileSync(join(PROJECT, path), "utf8"), {});
  const anchors = new Set<string>();
  const links: string[] = [];
  for (const [index, { type, children }] of tokens.entries()) {
    if (tokens[index - 1]?.type === "heading_open") {
      const text = (children ?? []).map(({ content }) => content).join("");
      const anchor = anchorOf(text);
      let unique = anchor;
      for (let count = 1; anchors.has(unique); count++) unique = `${anchor}-${count}`;
      anchors.add(unique);
    }
    if (type === "inline") links.push(...(children ?? []).flatMap((child) => child.attrGet("href") ?? []).map(String));
  }
  return { anchors, links };
}

/** Why a link from a page leads nowhere, or nothing. The web's own addresses are not asked. */
function brokenBecause(page: string, link: string): string | undefined {
  if (/^(https|mailto):/.test(link)) return undefined;
  const [path = "", anchor] = link.split("#");
  const target = path === "" ? page : normalize(join(dirname(page), decodeURIComponent(path)));
  if (!existsSync(join(PROJECT, target))) return `${page}: ${link}: there is no ${target}`;
  if (anchor === undefined || readPage(target).anchors.has(anchor)) return undefined;
  return `${page}: ${link}: ${target} has no such heading`;
}

const pages = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard", "*.md"], {
  cwd: PROJECT,
  encoding: "utf8",
})
  .split("\n")
  .filter((page) => page !== "" && existsSync(join(PROJECT, page)));

test("each relative link of each page leads to a file, and to a heading where it names one", () => {
  const links = pages.flatMap((page) => readPage(page).links.map((link) => [page, link] as const));
  expect(links.length).toBeGreaterThan(100);
  expect(links.flatMap(([page, link]) => brokenBecause(page, link) ?? [])).toEqual([]);
});

test("a link to no file, to no heading, or with http alone is found", () => {
  expect(brokenBecause("README.md", "docs/nowhere.md")).toContain("there is no docs/nowhere.md");
  expect(brokenBecause("README.md", "docs/guardrails.md#nothing")).toContain("has no such heading");
  expect(brokenBecause("docs/guardrails.md", "#nothing")).toContain("has no such heading");
  expect(brokenBecause("README.md", "http://example.com")).toBeDefined();
});

describe("the sources of each guardrail are public", () => {
  test.each([...RULES, ...Object.values(EXCEPTION_RULES)])("$id", ({ sources }) => {
    expect(sources.length).toBeGreaterThan(0);
    for (const { title, link } of sources) {
      expect(title).not.toBe("");
      expect(link).toMatch(/^(https:\/\/[\w.-]+\/\S*|docs\/\S+)$/);
      expect(brokenBecause("README.md", link)).toBeUndefined();
    }
  });
});
