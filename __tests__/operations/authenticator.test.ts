import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as fc from "fast-check";
import { TOTP } from "otpauth";
import { Authenticator, RecentCodes } from "../../operations/clients/authenticator";
import { runs } from "../runs";

const PERIOD = 30_000;
const totp = new TOTP({ issuer: "Vault", label: "somebody", secret: "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP" });

/** Whether Vault takes a code at a moment: of its own period, the one before and the one after. */
const taken = (code: string, time: number) =>
  [-PERIOD, 0, PERIOD].some((off) => totp.generate({ timestamp: time + off }) === code);

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

/** The next code, and when it came. */
async function next(authenticator: Authenticator): Promise<{ code: string; time: number }> {
  let time = 0;
  const coming = authenticator.code().then((code) => {
    time = Date.now();
    return code;
  });
  for (let waited = 0; time === 0; waited += 200) {
    if (waited > 2 * PERIOD) throw new Error("no code within two periods");
    await jest.advanceTimersByTimeAsync(200);
  }
  return { code: await coming, time };
}

test("every code is new, and Vault takes it also two seconds later, or when its clock is two seconds off", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1_700_000_000_000, max: 1_700_000_000_000 + PERIOD }),
      fc.array(fc.integer({ min: 0, max: 40_000 }), { minLength: 1, maxLength: 8 }),
      async (start, pauses) => {
        jest.setSystemTime(start);
        const authenticator = new Authenticator(totp.toString(), new RecentCodes());
        const codes: string[] = [];
        for (const pause of pauses) {
          const { code, time } = await next(authenticator);
          for (const off of [-2000, 0, 2000]) expect(taken(code, time + off)).toBe(true);
          codes.push(code);
          await jest.advanceTimersByTimeAsync(pause);
        }
        expect(new Set(codes).size).toBe(codes.length);
      },
    ),
    runs(50),
  );
});

test("three logins in the middle of a period wait for nothing; a fourth waits", async () => {
  jest.setSystemTime(1_700_000_010_000 - (1_700_000_010_000 % PERIOD) + 10_000);
  const authenticator = new Authenticator(totp.toString(), new RecentCodes());
  const started = Date.now();
  for (let count = 0; count < 3; count++) {
    expect(authenticator.spent).toBe(false);
    await authenticator.code();
  }
  expect(Date.now()).toBe(started);
  expect(authenticator.spent).toBe(true);
  expect((await next(authenticator)).time).toBeGreaterThan(started);
});

test("two logins at the same moment get two codes, also when both waited", async () => {
  jest.setSystemTime(1_700_000_010_000 - (1_700_000_010_000 % PERIOD) + 10_000);
  const authenticator = new Authenticator(totp.toString(), new RecentCodes());
  const codes = Promise.all(Array.from({ length: 6 }, () => authenticator.code()));
  await jest.advanceTimersByTimeAsync(5 * PERIOD);
  expect(new Set(await codes).size).toBe(6);
});

test("a code that another of the method used is refused by Vault for a minute and a half: not given out meanwhile", async () => {
  jest.setSystemTime(1_700_000_010_000 - (1_700_000_010_000 % PERIOD) + 10_000);
  const recent = new RecentCodes();
  const [one, another] = [0, 1].map(() => new Authenticator(totp.toString(), recent)) as [Authenticator, Authenticator];
  const codes = [await one.code(), await another.code(), await one.code()];
  expect(new Set(codes).size).toBe(3);
  expect([one.spent, another.spent]).toEqual([true, true]);
  await jest.advanceTimersByTimeAsync(95_000);
  for (const code of codes) expect(recent.has(code)).toBe(false);
  expect([one.spent, another.spent]).toEqual([false, false]);
});

describe("codes that are kept in a file", () => {
  const folder = mkdtempSync(join(tmpdir(), "break-glass-codes-"));
  const file = join(folder, "accounts.yaml.codes");
  afterEach(() => rmSync(file, { force: true }));
  afterAll(() => rmSync(folder, { recursive: true }));
  beforeEach(() => jest.setSystemTime(1_700_000_010_000 - (1_700_000_010_000 % PERIOD) + 10_000));
  /** The same account in another process. */
  const another = (place = file) => new Authenticator(totp.toString(), new RecentCodes(place));

  test("another process gives out none of them, and its first code waits for nobody but them", async () => {
    const first = another();
    const codes = [await first.code(), await first.code(), await first.code()];
    const second = another();
    expect(second.spent).toBe(true);
    const { code, time } = await next(second);
    expect(codes).not.toContain(code);
    expect(taken(code, time)).toBe(true);
  });

  test("only their owner reads the file, and it forgets what Vault forgot", async () => {
    const code = await another().code();
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readFileSync(file, "utf8")).toContain(code);
    await jest.advanceTimersByTimeAsync(95_000);
    await another().code();
    expect(readFileSync(file, "utf8")).not.toContain(code);
  });

  test("a file that is broken or cannot be written does no harm", async () => {
    writeFileSync(file, "half of a");
    expect(await another().code()).toMatch(/^\d{6}$/);
    expect(await another(join(folder, "no such folder", "codes")).code()).toMatch(/^\d{6}$/);
  });
});

test("whoever needs a code later can wait for it now", async () => {
  jest.setSystemTime(1_700_000_010_000 - (1_700_000_010_000 % PERIOD) + 10_000);
  const authenticator = new Authenticator(totp.toString(), new RecentCodes());
  await authenticator.ready();
  for (let count = 0; count < 3; count++) await authenticator.code();
  let ready = false;
  const waiting = authenticator.ready().then(() => {
    ready = true;
  });
  await jest.advanceTimersByTimeAsync(1000);
  expect(ready).toBe(false);
  await jest.advanceTimersByTimeAsync(PERIOD);
  await waiting;
  expect(authenticator.spent).toBe(false);
});
