import { createSpinner } from "nanospinner";

/** How the lab and its programs show what they do. */
export interface Steps {
  /** A step begins; the one before it is done. */
  step(text: string): void;
  /** A line that is done when it is said, such as a result. */
  say(text: string): void;
  /** The last step is done. */
  end(): void;
}

/**
 * Shows steps with the seconds since the start. With `json` it writes one JSON object per line. A terminal shows the step
 * under way with its own seconds, and everything else gets plain lines.
 */
export function showSteps(json: boolean): Steps {
  const started = Date.now();
  const seconds = (since: number) => (Date.now() - since) / 1000;
  const line = (text: string) =>
    json
      ? JSON.stringify({ seconds: seconds(started), step: text })
      : `${seconds(started).toFixed(1).padStart(6)} s  ${text}`;
  // A terminal without a width cannot say how many lines a spinner took.
  if (json || !process.stdout.isTTY || process.stdout.columns === 0) {
    const say = (text: string) => console.log(line(text));
    return { step: say, say, end: () => undefined };
  }
  const spinner = createSpinner("", { stream: process.stdout });
  let current: { text: string; since: number; tick: NodeJS.Timeout } | undefined;
  const end = () => {
    if (current === undefined) return;
    clearInterval(current.tick);
    spinner.stop().clear();
    console.log(`${line(current.text)} (${seconds(current.since).toFixed(1)} s)`);
    current = undefined;
  };
  const show = () => {
    if (current !== undefined) spinner.update({ text: `${current.text} ${seconds(current.since).toFixed(0)} s` });
  };
  return {
    step(text) {
      end();
      current = { text, since: Date.now(), tick: setInterval(show, 500).unref() };
      spinner.start({ text });
    },
    say(text) {
      end();
      console.log(line(text));
    },
    end,
  };
}
