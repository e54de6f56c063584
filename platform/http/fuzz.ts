// Requests that nobody meant to send, made from the contract itself: valid shapes with one part or
// another gone wrong. Test support: a server must answer each of them without a 5xx.
import fc from 'fast-check';

/** A JSON schema as far as contracts use it. */
type Schema = Readonly<{
  type?: string;
  $ref?: string;
  enum?: readonly unknown[];
  const?: unknown;
  anyOf?: readonly Schema[];
  oneOf?: readonly Schema[];
  properties?: Readonly<Record<string, Schema>>;
  required?: readonly string[];
  items?: Schema;
  format?: string;
  minimum?: number;
  maximum?: number;
  maxLength?: number;
  maxItems?: number;
}>;

type Parameter = Readonly<{ name: string; in: string; schema?: Schema }>;
type Operation = Readonly<{
  parameters?: readonly Parameter[];
  requestBody?: { content?: Readonly<Record<string, { schema?: Schema }>> };
}>;

/** An OpenAPI document as `app.swagger()` gives it. */
export type Contract = Readonly<{
  paths?: Readonly<Record<string, object | undefined>>;
  components?: object;
}>;

/** The contract with what is known beside it. */
type Source = Contract & Readonly<{ known: Known }>;

export type FuzzedRequest = Readonly<{
  /** Method and path as the contract names them. */
  operation: string;
  method: string;
  path: string;
  body: string | undefined;
}>;

const METHODS = ['get', 'post', 'put', 'patch', 'delete'] as const;
/** How deep generated values go; contracts of ours have at most this. */
const DEPTH_MAX = 6;
const LIST_MAX = 4;
const TWICE_EVERY = 9;

const unit = fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code));

/** Values at which parsers, databases and arithmetic have broken before. */
export const nasty: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    '',
    ' ',
    '\u0000',
    'a\u0000b',
    '\ud800',
    "'; select 1; --",
    '%',
    '\\',
    '../../etc/passwd',
    '=1+1',
    0,
    -1,
    1e308,
    -1e308,
    1.5,
    2147483648,
    -2147483649,
    9007199254740993,
    'NaN',
    'Infinity',
    [],
    {},
    [[]],
    { a: null },
    '__proto__',
    'constructor',
    true,
    'x'.repeat(5_000),
    '枫'.repeat(3_000),
    '0001-01-01',
    '9999-12-31T23:59:59Z',
    '00000000-0000-0000-0000-000000000000',
  ),
  fc.string({ unit }),
  fc.jsonValue({ maxDepth: 3 }),
);

/** Values that exist on the server: with them requests get past the first look-up. May grow. */
export type Known = Readonly<{ uuids: readonly string[]; integers: readonly number[] }>;
const NOTHING_KNOWN: Known = { uuids: [], integers: [] };

/** Requests over all operations of a contract. */
export function fuzzedRequests(
  document: Contract,
  known: Known = NOTHING_KNOWN,
): fc.Arbitrary<FuzzedRequest> {
  const contract: Source = { ...document, known };
  const operations = Object.entries(contract.paths ?? {}).flatMap(([path, item]) =>
    METHODS.flatMap((method) => {
      const operation = (item as Record<string, Operation | undefined> | undefined)?.[method];
      return operation ? [{ path, method, operation }] : [];
    }),
  );
  return fc.constantFrom(...operations).chain(({ path, method, operation }) =>
    fc.record({
      operation: fc.constant(`${method} ${path}`),
      method: fc.constant(method.toUpperCase()),
      path: pathOf(path, operation.parameters ?? [], contract),
      body: bodyOf(operation, contract),
    }),
  );
}

function pathOf(
  path: string,
  parameters: readonly Parameter[],
  contract: Source,
): fc.Arbitrary<string> {
  const value = ({ schema }: Parameter) =>
    mutated(valueOf(schema ?? {}, contract, 0), PATH_RIGHT).map(textOf);
  const inPath = parameters.filter((parameter) => parameter.in === 'path');
  const inQuery = parameters.filter((parameter) => parameter.in === 'query');
  return fc
    .tuple(
      fc.tuple(...inPath.map(value)),
      fc.tuple(...inQuery.map((parameter) => fc.option(value(parameter), { freq: 2 }))),
    )
    .map(([segments, query]) => {
      const filled = inPath.reduce(
        (text, { name }, index) =>
          text.replace(`{${name}}`, encode(segments[index] ?? '') || '%20'),
        path,
      );
      const search = inQuery.flatMap(({ name }, index) => {
        const text = query[index];
        if (text === null || text === undefined) return [];
        const part = `${encode(name)}=${encode(text)}`;
        // Named twice it arrives as a list.
        return text.length % TWICE_EVERY === 1 ? [part, part] : [part];
      });
      return search.length > 0 ? `${filled}?${search.join('&')}` : filled;
    });
}

function bodyOf(operation: Operation, contract: Source): fc.Arbitrary<string | undefined> {
  const schema = operation.requestBody?.content?.['application/json']?.schema;
  if (!schema) return fc.constant(undefined);
  const json = mutated(valueOf(schema, contract, 0), BODY_RIGHT).map(
    (value) => JSON.stringify(value) ?? '',
  );
  const broken = fc.tuple(json, fc.nat({ max: 200 })).map(([text, cut]) => text.slice(0, -1 - cut));
  return fc.oneof({ weight: 20, arbitrary: json }, { weight: 1, arbitrary: broken });
}

/** So many right values for one wrong: with everything wrong at once nothing gets past the first check. */
const PATH_RIGHT = 4;
const BODY_RIGHT = 1;

/** JSON after a schema, or nearly. */
export function fuzzedJson(schema: object, known: Known = NOTHING_KNOWN): fc.Arbitrary<unknown> {
  return mutated(valueOf(schema, { known }, 0), BODY_RIGHT);
}

/** The value, or the value with one thing wrong in it. */
function mutated(value: fc.Arbitrary<unknown>, right: number): fc.Arbitrary<unknown> {
  const wrong = fc
    .tuple(value, nasty, fc.nat(), fc.constantFrom('replace', 'drop', 'add'))
    .map(([whole, bad, where, how]) => spoil(whole, bad, where, how));
  return fc.oneof({ weight: right, arbitrary: value }, { weight: 1, arbitrary: wrong });
}

/** Replaces, drops or adds one member somewhere within a value. */
function spoil(
  whole: unknown,
  bad: unknown,
  where: number,
  how: 'replace' | 'drop' | 'add',
): unknown {
  if (typeof whole !== 'object' || whole === null) return bad;
  const keys = Object.keys(whole);
  const key = keys[where % Math.max(1, keys.length)];
  if (key === undefined) return bad;
  const deeper = Math.floor(where / Math.max(1, keys.length));
  const copy: unknown[] | Record<string, unknown> = Array.isArray(whole)
    ? [...(whole as unknown[])]
    : { ...whole };
  const members = copy as Record<string, unknown>;
  if (how === 'drop') delete members[key];
  else if (how === 'add') members[Array.isArray(copy) ? keys.length : `extra${where % 3}`] = bad;
  else members[key] = deeper % 2 === 1 ? spoil(members[key], bad, deeper, how) : bad;
  return copy;
}

/** A value as a schema describes it; what it does not describe is any JSON. */
function valueOf(schema: Schema, contract: Source, depth: number): fc.Arbitrary<unknown> {
  if (depth > DEPTH_MAX) return fc.constant(null);
  if (schema.$ref !== undefined)
    return valueOf(resolve(schema.$ref, contract), contract, depth + 1);
  if (schema.const !== undefined) return fc.constant(schema.const);
  if (schema.enum?.length) return fc.constantFrom(...schema.enum);
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices?.length)
    return fc.oneof(...choices.map((choice) => valueOf(choice, contract, depth + 1)));
  switch (schema.type) {
    case 'object': {
      const entries = Object.entries(schema.properties ?? {});
      const model = entries.map(
        ([name, each]) => [name, valueOf(each, contract, depth + 1)] as const,
      );
      return fc.record(Object.fromEntries(model), { requiredKeys: [...(schema.required ?? [])] });
    }
    case 'array':
      return fc.array(valueOf(schema.items ?? {}, contract, depth + 1), { maxLength: LIST_MAX });
    case 'string':
      return textFor(schema, contract.known);
    case 'integer':
      return orKnown(
        fc.integer({
          min: Math.max(schema.minimum ?? -1_000, -2_147_483_648),
          max: Math.min(schema.maximum ?? 1_000, 2_147_483_647),
        }),
        contract.known.integers,
      );
    case 'number':
      return fc.double({ min: schema.minimum ?? -1e6, max: schema.maximum ?? 1e6, noNaN: true });
    case 'boolean':
      return fc.boolean();
    case 'null':
      return fc.constant(null);
    default:
      return fc.jsonValue({ maxDepth: 2 });
  }
}

/** Mostly one of the known values, once there are any. */
function orKnown<T>(value: fc.Arbitrary<T>, known: readonly T[]): fc.Arbitrary<T> {
  const pick = fc.tuple(value, fc.nat()).map(([own, at]) => known[at % known.length] ?? own);
  return fc.oneof({ weight: 1, arbitrary: value }, { weight: 3, arbitrary: pick });
}

function textFor({ format, maxLength }: Schema, known: Known): fc.Arbitrary<string> {
  if (format === 'uuid') return orKnown(fc.uuid(), known.uuids);
  if (format === 'date-time')
    return fc.date({ noInvalidDate: true }).map((date) => date.toISOString());
  return fc.oneof(
    fc.string({ maxLength: Math.min(maxLength ?? 40, 200) }),
    fc.constantFrom('a', 'county', '新光大道', 'x-y', '13800000000', 'incident:read'),
  );
}

function resolve(reference: string, contract: Contract): Schema {
  const steps = reference.replace('#/', '').split('/');
  const found = steps.reduce<unknown>(
    (at, step) =>
      typeof at === 'object' && at !== null ? (at as Record<string, unknown>)[step] : undefined,
    contract,
  );
  return (found ?? {}) as Schema;
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
}

/** As a browser writes it; halves of surrogate pairs, which it cannot write, as raw bytes. */
function encode(text: string): string {
  return text.isWellFormed() ? encodeURIComponent(text) : '%ed%a0%80';
}

/** Headers at which servers have broken before, a few at a time. */
export const oddHeaders: fc.Arbitrary<Readonly<Record<string, string>>> = fc
  .array(
    fc.constantFrom<[string, string]>(
      ['cookie', 'mb_session=; mb_session=%00; =; ;;; a'],
      ['cookie', `mb_session=${'x'.repeat(4_000)}`],
      ['authorization', 'Bearer '],
      ['authorization', `Bearer ${'.'.repeat(500)}`],
      ['authorization', 'Basic %%%'],
      ['accept-language', `${'zh-'.repeat(300)};q=NaN, *;q=-1, ,;`],
      ['content-type', 'application/json; charset=utf-7'],
      ['content-type', 'text/plain'],
      ['content-type', 'multipart/form-data'],
      ['content-type', 'multipart/form-data; boundary='],
      ['content-encoding', 'gzip'],
      ['accept', '\u00ff/\u00ff'],
      ['idempotency-key', ' '],
      ['idempotency-key', 'k'.repeat(300)],
      ['idempotency-key', 'the-same'],
      ['if-none-match', '"'],
      ['if-modified-since', 'never'],
      ['range', 'bytes=9-3,-0,99999999999999999999-'],
      ['last-event-id', '1e400'],
      ['last-event-id', '-1'],
      ['origin', 'null'],
      ['host', '[::'],
      ['x-forwarded-for', '::ffff:%eth0, 999.1.1.1'],
      ['x-forwarded-host', 'evil.example:99999'],
      ['expect', '100-continue'],
    ),
    { maxLength: 2 },
  )
  .map((pairs) => Object.fromEntries(pairs));

/** Bodies that are large, deep or broken as a whole; valid JSON or nearly. */
export const monstrousBodies: fc.Arbitrary<string> = fc.constantFrom(
  '['.repeat(100_000),
  `${'['.repeat(500)}${']'.repeat(500)}`,
  `${'{"a":'.repeat(5_000)}1${'}'.repeat(5_000)}`,
  `[${'0,'.repeat(100_000)}0]`,
  `{"text":"${'枫'.repeat(300_000)}"}`,
  `{"text":"${'x'.repeat(2_000_000)}"}`,
  `{${Array.from({ length: 20_000 }, (_, at) => `"k${at}":${at}`).join(',')}}`,
  `{"input":{${'"note":"a",'.repeat(5_000)}"note":"b"}}`,
  '\ufeff{}',
  '{"__proto__":{"admin":true},"constructor":{"prototype":{"x":1}}}',
  '1e999999',
  '"\\ud800"',
  'null',
  '',
);

/** Bytes with a few of them changed, gone, repeated or put elsewhere. */
export function spoiltBytes(whole: Uint8Array): fc.Arbitrary<Uint8Array> {
  const change = fc.record({
    how: fc.constantFrom('set', 'cut', 'repeat', 'insert', 'zero', 'end'),
    at: fc.nat({ max: Math.max(0, whole.length - 1) }),
    length: fc.nat({ max: 64 }),
    byte: fc.oneof(fc.nat({ max: 255 }), fc.constantFrom(0, 0x22, 0x2c, 0x0a, 0x7b, 0xff)),
  });
  return fc.array(change, { minLength: 1, maxLength: 6 }).map((changes) =>
    changes.reduce<Buffer>((bytes, { how, at, length, byte }) => {
      const [before, after] = [bytes.subarray(0, at), bytes.subarray(at)];
      const part = after.subarray(0, length);
      switch (how) {
        case 'set':
          return Buffer.concat([before, Buffer.from([byte]), after.subarray(1)]);
        case 'cut':
          return Buffer.concat([before, after.subarray(length)]);
        case 'repeat':
          return Buffer.concat([before, part, part, after.subarray(length)]);
        case 'insert':
          return Buffer.concat([before, Buffer.alloc(length, byte), after]);
        case 'zero':
          return Buffer.concat([before, Buffer.alloc(part.length), after.subarray(length)]);
        default:
          return Buffer.from(before);
      }
    }, Buffer.from(whole)),
  );
}
