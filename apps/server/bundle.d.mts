export const ROOT: string;
export const BUNDLES: string;
export const MANIFEST: string;

/** What a bundle was made of; it serves while all of that is as it was. */
export type Manifest = Readonly<{
  /** Absolute path of the file that takes the place of start.ts. */
  entry: string;
  /** The bundle holds absolute paths: a folder that was moved has none. */
  root: string;
  node: string;
  /** State of each source file, by its path from the root. */
  sources: Readonly<Record<string, string>>;
}>;

export function freshBundle(): string | undefined;
export function sourceState(file: string): string;
export function bundleIfStale(signal?: AbortSignal): Promise<boolean>;
