// How benches measure and speak: percentiles, a calibration that tells a clean window from a noisy one,
// and lines for people.

export function percentile(sorted: readonly number[], share: number): number {
  if (sorted.length === 0) return 0;
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

export type Latencies = Readonly<{ p50: number; p90: number; p99: number; max: number }>;

/** Percentiles of latencies in ms, rounded to a tenth. */
export function latenciesOf(samples: readonly number[]): Latencies {
  const sorted = Float64Array.from(samples).sort();
  const at = (share: number) => round(percentile(Array.from(sorted), share), 1);
  return { p50: at(0.5), p90: at(0.9), p99: at(0.99), max: round(sorted.at(-1) ?? 0, 1) };
}

export function round(value: number, digits = 2): number {
  const unit = 10 ** digits;
  return Math.round(value * unit) / unit;
}

/** Shares of a core that this process really got in 0.4 s of trying: below 0.9 the window is noisy. */
export function calibrate(): number {
  const wall = performance.now();
  const cpu = process.cpuUsage();
  while (performance.now() - wall < 400);
  const used = process.cpuUsage(cpu);
  return round((used.user + used.system) / 1000 / (performance.now() - wall));
}

export function say(line: string): void {
  console.error(line);
}
