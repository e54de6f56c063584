export const ROOT: string;
export const BUNDLES: string;
export const MANIFEST: string;

/** What a bundle was made of; it serves while all of that is as it was. */
export type Manifest = Readonly<{
  /** Absolute paths of the files that take the place of the entries. */
  entries: Readonly<Record<string, string>>;
  /** The bundle holds absolute paths: a folder that was moved has none. */
  root: string;
  node: string;
  /** State of each source file, by its path from the root. */
  sources: Readonly<Record<string, string>>;
}>;

export function freshBundle(name: string): string | undefined;
export function load(name: string): Promise<void>;
export function sourceState(file: string): string;
export function bundleIfStale(signal?: AbortSignal): Promise<boolean>;
