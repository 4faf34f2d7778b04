import { X509Certificate } from "node:crypto";
import { BlockList, isIP } from "node:net";
import * as z from "zod";
import type { ProblemCode } from "./problems";

/** Ids become parts of names in Vault, Boundary, Terraform and PostgreSQL. See docs/adr/0002. */
export const SLUG = /^[a-z][a-z0-9-]*$/;
export const SLUG_LENGTH = 20;
const SQL_IDENTIFIER = /^[a-z_][a-z0-9_]{0,62}$/;
const HOST =
  /^(?=.{1,253}$)[a-zA-Z0-9]([a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?(\.[a-zA-Z0-9]([a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?)*$/;
const DURATION = /^(\d{1,7})(s|m|h|d)$/;
const SECONDS = { s: 1, m: 60, h: 3600, d: 86400 } as const;
const VAULT_PATH = /^[A-Za-z0-9_.+-]+(\/[A-Za-z0-9_.+-]+)*(\/?\*|\/)?$/;

type Test = (value: string) => boolean;

// Each schema is made once, with all of its checks at once. Making schemas takes a tenth of the time of synthesis.

/** A check whose refusal carries a code of `problems.ts` and optionally the allowed values. */
function checked(code: ProblemCode, test: Test, allowed?: string) {
  return z.superRefine<string>((value, ctx) => {
    if (!test(value)) ctx.addIssue({ code: "custom", message: code, params: { code, allowed } });
  });
}

const string = z.string();
const noExpression = checked("interpolation", (value) => !/[$%]\{/.test(value));

/** Free text. It is not empty, has at most `length` characters, and contains no Terraform expression. */
export function textUpTo(length: number) {
  return string.check(z.minLength(1), z.maxLength(length), noExpression);
}

export const text = textUpTo(200);

export const slug = string.check(z.maxLength(SLUG_LENGTH), z.regex(SLUG, "not-a-slug"));

export const sqlIdentifier = string.check(z.regex(SQL_IDENTIFIER, "bad-identifier"));

/** A name of another system, in that system's own form. */
export function named(pattern: RegExp, allowed: string) {
  return string.check(
    z.maxLength(1000),
    checked("bad-name", (value) => pattern.test(value), allowed),
  );
}

export const host = string.check(
  z.maxLength(253),
  checked("bad-host", (value) => HOST.test(value) || isIP(value) !== 0),
);

export const port = z.int().check(z.gte(1), z.lte(65535));

/** The password itself is a write-only attribute: Terraform hands it over when this number changes. */
export const passwordVersion = z
  .int()
  .check(z.gte(1), z.lte(1_000_000))
  .default(1)
  .describe("Version of the password. Raise it to pass a new password to Vault.");

/** Only `https` is allowed, because all traffic here carries tokens or codes. */
export const httpsUrl = string.check(z.maxLength(500), checked("bad-url", isPlainHttps));

function isPlainHttps(value: string): boolean {
  if (!URL.canParse(value) || /[$%]\{|\s/.test(value)) return false;
  const url = new URL(value);
  const plain = url.username === "" && url.password === "" && url.search === "" && url.hash === "";
  return url.protocol === "https:" && url.hostname !== "" && plain && !value.endsWith("/");
}

export const vaultPath = string.check(
  z.maxLength(200),
  checked("bad-path", (value) => VAULT_PATH.test(value)),
);

/** A network, but never the whole internet. A bound that binds nothing is a mistake or worse. */
export const cidr = string.check(z.maxLength(50), checked("bad-cidr", isNetwork));

function isNetwork(value: string): boolean {
  const [address = "", length = "", ...rest] = value.split("/");
  const family = isIP(address);
  if (family === 0 || rest.length > 0 || !/^\d{1,3}$/.test(length)) return false;
  const bits = Number(length);
  if (bits < 1 || bits > (family === 4 ? 32 : 128)) return false;
  return isNetworkAddress(address, bits, family === 4 ? "ipv4" : "ipv6");
}

/** Vault compares the masked address. So a bound with host bits would look narrower than it is. */
function isNetworkAddress(address: string, bits: number, family: "ipv4" | "ipv6"): boolean {
  const width = family === "ipv4" ? 32 : 128;
  const value = family === "ipv4" ? ipv4Value(address) : ipv6Value(address);
  const network = new BlockList();
  network.addSubnet(address, bits, family);
  return network.check(address, family) && (value & ((1n << BigInt(width - bits)) - 1n)) === 0n;
}

function ipv4Value(address: string): bigint {
  return address.split(".").reduce((sum, part) => sum * 256n + BigInt(part), 0n);
}

function ipv6Value(address: string): bigint {
  const [head = "", tail] = address.split("::");
  const groups = (part: string | undefined) =>
    (part ?? "")
      .split(":")
      .filter(Boolean)
      .flatMap((group) => {
        if (!group.includes(".")) return [BigInt(`0x${group}`)];
        const value = ipv4Value(group);
        return [value >> 16n, value & 0xffffn];
      });
  const [left, right] = [groups(head), groups(tail)];
  const middle = new Array<bigint>(8 - left.length - right.length).fill(0n);
  return [...left, ...middle, ...right].reduce((sum, group) => sum * 65536n + group, 0n);
}

/** A duration in the YAML (`15m`). The model holds it in seconds. */
export function duration(range: { readonly min: string; readonly max: string }) {
  const [min, max] = [seconds(range.min), seconds(range.max)];
  const inRange = (value: string) => !DURATION.test(value) || (seconds(value) >= min && seconds(value) <= max);
  return string
    .check(z.regex(DURATION, "bad-duration"), checked("out-of-range", inRange, `${range.min} to ${range.max}`))
    .transform(seconds);
}

/** `15m` -> 900. Anything else gives 0; `duration` has already refused it. */
export function seconds(value: string): number {
  const match = DURATION.exec(value);
  if (match === null) return 0;
  return Number(match[1]) * SECONDS[match[2] as keyof typeof SECONDS];
}

export const date = string.check(checked("bad-date", isDate));

/** Whether `value` is an existing day. */
export function isDate(value: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(value)) return false;
  const time = Date.parse(`${value}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(value);
}

const CERTIFICATE = /-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\s]+-----END CERTIFICATE-----/g;

/** One or more CA certificates as PEM, and nothing else, because a private key in a file is a leak. */
export const pem = string.check(z.maxLength(20_000), checked("bad-certificate", areCertificates));

function areCertificates(value: string): boolean {
  const certificates = value.match(CERTIFICATE) ?? [];
  return certificates.length > 0 && value.replace(CERTIFICATE, "").trim() === "" && certificates.every(isCertificate);
}

/** The same CA stands in many places of a file. */
const certificates = new Map<string, boolean>();

function isCertificate(value: string): boolean {
  const known = certificates.get(value);
  if (known !== undefined) return known;
  let valid = false;
  try {
    valid = new X509Certificate(value).subject !== undefined;
  } catch {
    // no certificate
  }
  certificates.set(value, valid);
  return valid;
}

/** A calendar date, or a UTC time of one. */
export function isMoment(value: string): boolean {
  const time = /^(\d{4}-\d{2}-\d{2})(T\d{2}:\d{2}:\d{2}(\.\d{3})?Z)?$/.exec(value);
  return time !== null && isDate(time[1] ?? "") && !Number.isNaN(Date.parse(value));
}
