import { TOTP, URI } from "otpauth";

const PERIOD = 30;

/** Seconds that a code may take to reach Vault, and that Vault's clock may be off. */
const MARGIN = 3;

/**
 * A person's authenticator app. Vault takes each code once, and those of the period before and after, so
 * three logins in one period are possible; a fourth waits.
 */
export class Authenticator {
  private readonly totp: TOTP;
  private readonly used = new Set<number>();

  /** @param url as `admin-generate` returns it, once */
  constructor(url: string) {
    const parsed = URI.parse(url);
    if (!(parsed instanceof TOTP)) throw new Error("Vault returned an enrolment that is no TOTP.");
    this.totp = parsed;
  }

  /** A code that was not used yet. */
  async code(): Promise<string> {
    let period = await this.ready();
    // Somebody else may have taken it in between.
    while (this.used.has(period)) period = await this.ready();
    this.used.add(period);
    return this.totp.generate({ timestamp: period * PERIOD * 1000 });
  }

  /** The code of a moment, used or not: what a phone whose clock is off shows. @param time milliseconds */
  codeAt(time: number): string {
    return this.totp.generate({ timestamp: time });
  }

  /** Waits until there is a code; the period that it belongs to. */
  async ready(): Promise<number> {
    for (;;) {
      const free = this.free();
      if (free !== undefined) return free;
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
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
      (period) => !this.used.has(period),
    );
  }
}
