export function findChrome(): string | undefined;
export function hasChineseFont(): boolean;
