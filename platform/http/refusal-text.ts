export type RefusalText = Readonly<{ status: number; zh: string; en: string }>;
