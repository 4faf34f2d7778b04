import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import MarkdownIt from "markdown-it";

const PROJECT = join(__dirname, "..", "..");

/** What the comment above a block says. */
export type Mark =
  /** A test runs the block as written, as the person that the mark names. */
  | { readonly kind: "run"; readonly as: string }
  /** A test reads the block with the project's own parser. */
  | { readonly kind: "parsed"; readonly as: string }
  /** The block is copied from a file of the project. */
  | { readonly kind: "from"; readonly file: string }
  /** No test can run it. */
  | { readonly kind: "not run"; readonly reason: string };

/** A fenced block of a page. */
export interface Block {
  /** Path from the project's folder. */
  readonly page: string;
  /** Line of the fence, from 1. */
  readonly line: number;
  /** First word of the info string; empty where there is none. */
  readonly language: string;
  readonly text: string;
  readonly mark: Mark | undefined;
}

/** A page of the project: its fenced blocks and its inline code. */
export interface Page {
  readonly blocks: readonly Block[];
  /** Code within sentences, as in `npm run synth`. */
  readonly inline: readonly string[];
}

/** Every page that people read: at the top level, and below `docs` and `examples`. */
export function pageNames(): string[] {
  const below = (folder: string) =>
    readdirSync(join(PROJECT, folder), { recursive: true, encoding: "utf8" })
      .filter((name) => !name.split("/").includes("node_modules"))
      .map((name) => join(folder, name));
  const folders = readdirSync(PROJECT).filter((name) => ["docs", "examples"].includes(name));
  return [...readdirSync(PROJECT), ...folders.flatMap(below)].filter((name) => name.endsWith(".md")).sort();
}

/** Reads one page of the project. */
export const readPage = (page: string): Page => parsePage(page, readFileSync(join(PROJECT, page), "utf8"));

/** @param page name for the blocks' places */
export function parsePage(page: string, text: string): Page {
  // With HTML, a comment is a token of its own; without it, it would be text.
  const tokens = new MarkdownIt({ html: true }).parse(text, {});
  const blocks = tokens.flatMap((token, index): Block[] => {
    if (token.type !== "fence") return [];
    const before = tokens[index - 1];
    return [
      {
        page,
        line: (token.map?.[0] ?? 0) + 1,
        language: token.info.trim().split(/\s+/)[0] ?? "",
        text: token.content,
        mark: before?.type === "html_block" ? markOf(before.content) : undefined,
      },
    ];
  });
  const inline = tokens
    .flatMap(({ children }) => children ?? [])
    .filter(({ type }) => type === "code_inline")
    .map(({ content }) => content);
  return { blocks, inline };
}

function markOf(comment: string): Mark | undefined {
  const [, kind, text = ""] = /^<!--\s*(run|parsed|from|not run):\s*(\S.*?)\s*-->$/s.exec(comment.trim()) ?? [];
  switch (kind) {
    case "run":
      return { kind, as: text };
    case "parsed":
      return { kind, as: text };
    case "from":
      return { kind, file: text };
    case "not run":
      return { kind, reason: text };
    default:
      return undefined;
  }
}
