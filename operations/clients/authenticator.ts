import { TOTP, URI } from "otpauth";

const PERIOD = 30;

/** Seconds that a code may take to reach Vault, and that Vault's clock may be off. */
const MARGIN = 3;

/** How long Vault remembers a code that it took, and some time for the way there. */
const REMEMBERED = 3 * PERIOD + MARGIN;

/**
 * Codes that the people of one MFA method used lately. Vault 1.21 remembers a code for its method and not for its
 * person (`validateTOTP` in vault/login_mfa.go), so that it refuses the same six digits of another: one login in ten
 * thousand, where a hundred others logged in meanwhile.
 */
export class RecentCodes {
  private readonly until = new Map<string, number>();

  add(code: string): void {
    this.until.set(code, Date.now() / 1000 + REMEMBERED);
  }

  has(code: string): boolean {
    return (this.until.get(code) ?? 0) > Date.now() / 1000;
  }
}

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
    if (!(parsed instanceof TOTP)) throw new Error("Vault returned an enrolment that is no TOTP.");
    this.totp = parsed;
  }

  /** A code that Vault takes: neither this person used it, nor another in the last minute and a half. */
  async code(): Promise<string> {
    for (;;) {
      const period = this.free();
      if (period !== undefined) {
        this.used.add(period);
        const code = this.codeAt(period * PERIOD * 1000);
        this.recent.add(code);
        return code;
      }
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
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
    const seconds = Date.now() / 1000;
    const current = Math.floor(seconds / PERIOD);
    const since = seconds - current * PERIOD;
    return [current, ...(since < PERIOD - MARGIN ? [current - 1] : []), ...(since > MARGIN ? [current + 1] : [])].find(
      (period) => !this.used.has(period) && !this.recent.has(this.codeAt(period * PERIOD * 1000)),
    );
  }
}
