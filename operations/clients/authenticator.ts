import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { TOTP, URI } from "otpauth";

const PERIOD = 30;

/** Seconds that a code may take to reach Vault, and that Vault's clock may be off. */
const MARGIN = 3;

/** The time for which Vault remembers a used code, and some time for the way there. */
const REMEMBERED = 3 * PERIOD + MARGIN;

/**
 * Codes that the people of one MFA method used lately. Vault 1.21 remembers a code for its method and not for its
 * person (`validateTOTP` in vault/login_mfa.go). So it refuses the same six digits of another person. Where a hundred
 * others logged in meanwhile, that is one login in ten thousand.
 */
export class RecentCodes {
  /** For each code, the second since 1970 at which Vault has forgotten it. */
  private readonly until = new Map<string, number>();

  /**
   * @param file keeps them for other processes with the same accounts, mode 0600; where it cannot be written, they are
   *   known to this process alone
   */
  constructor(private readonly file?: string) {}

  add(code: string): void {
    this.read();
    this.until.set(code, now() + REMEMBERED);
    if (this.file === undefined) return;
    const part = `${this.file}.${process.pid}`;
    try {
      writeFileSync(part, JSON.stringify(Object.fromEntries(this.until)), { mode: 0o600 });
      renameSync(part, this.file); // as a whole: another process may be reading it
    } catch {
      // such as a folder of secrets that is mounted for reading: a used code is then refused, and the refusal says so
    }
  }

  has(code: string): boolean {
    this.read();
    return this.until.has(code);
  }

  /** Adds the codes that other processes used, and forgets the codes that Vault has forgotten. */
  private read(): void {
    for (const [code, until] of Object.entries(this.ofOthers()))
      if (typeof until === "number") this.until.set(code, until);
    for (const [code, until] of this.until) if (until <= now()) this.until.delete(code);
  }

  private ofOthers(): Record<string, unknown> {
    try {
      return this.file === undefined ? {} : (JSON.parse(readFileSync(this.file, "utf8")) ?? {});
    } catch {
      return {}; // not there yet, or broken
    }
  }
}

const now = () => Date.now() / 1000;

/**
 * A person's authenticator app. Vault takes each code once, and those of the period before and after, so
 * three logins in one period are possible; a fourth waits.
 */
export class Authenticator {
  private readonly totp: TOTP;
  private readonly used = new Set<number>();

  /**
   * @param url as `admin-generate` returns it, once
   * @param recent shared by the people of an MFA method
   */
  constructor(
    url: string,
    private readonly recent: RecentCodes,
  ) {
    const parsed = URI.parse(url);
    if (!(parsed instanceof TOTP)) throw new Error("Vault returned an enrolment that is not a TOTP.");
    this.totp = parsed;
  }

  /** A code that Vault accepts. Nobody used it in the last minute and a half, neither this person nor another. */
  async code(): Promise<string> {
    for (;;) {
      await this.ready();
      const period = this.free(); // asked again: another login may have waited for the same code
      if (period === undefined) continue;
      this.used.add(period);
      const code = this.codeAt(period * PERIOD * 1000);
      this.recent.add(code);
      return code;
    }
  }

  /** Waits until a code is available. */
  async ready(): Promise<void> {
    while (this.spent) await new Promise((resolve) => setTimeout(resolve, 200));
  }

  /** The code of a moment, used or not: what a phone whose clock is off shows. @param time milliseconds */
  codeAt(time: number): string {
    return this.totp.generate({ timestamp: time });
  }

  /** Whether the next code is still to come. */
  get spent(): boolean {
    return this.free() === undefined;
  }

  /** The code before is over when this period is; the one after counts from its begin, by Vault's clock. */
  private free(): number | undefined {
    const seconds = now();
    const current = Math.floor(seconds / PERIOD);
    const since = seconds - current * PERIOD;
    return [current, ...(since < PERIOD - MARGIN ? [current - 1] : []), ...(since > MARGIN ? [current + 1] : [])].find(
      (period) => !this.used.has(period) && !this.recent.has(this.codeAt(period * PERIOD * 1000)),
    );
  }
}
