// As much of JSON Schema 2020-12 as schema/verdict.json uses; any other keyword is an error. Objects with
// `properties` are taken as closed, so that a member which the schema does not know does not go unseen.
const KNOWN = new Set([
  '$schema', '$id', '$defs', '$ref', 'title', 'description', 'type', 'required', 'properties', 'additionalProperties',
  'items', 'prefixItems', 'minItems', 'maxItems', 'maxProperties', 'enum', 'const', 'pattern', 'minimum', 'anyOf',
  'oneOf', 'contentEncoding',
]);

const TYPES = {
  array: Array.isArray,
  boolean: (value) => typeof value === 'boolean',
  integer: Number.isInteger,
  null: (value) => value === null,
  object: (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
  string: (value) => typeof value === 'string',
};

/** The places where a value breaks the schema. */
export function problems(root, value) {
  return check(root, value, '$', true);

  function check(schema, value, path, closed) {
    for (const keyword of Object.keys(schema)) {
      if (!KNOWN.has(keyword)) throw new Error(`${keyword}: not known to this validator`);
    }
    if (schema.$ref !== undefined) return check(root.$defs[schema.$ref.replace('#/$defs/', '')], value, path, closed);
    const found = [];
    const fail = (what) => found.push(`${path}: ${what}`);
    const types = [schema.type ?? []].flat();
    if (types.length > 0 && !types.some((type) => TYPES[type](value))) fail(`is not ${types.join(' or ')}`);
    if ('const' in schema && value !== schema.const) fail(`is not ${schema.const}`);
    if (schema.enum && !schema.enum.includes(value)) fail(`${value} is not one of ${schema.enum.slice(0, 5)}…`);
    if (schema.pattern && typeof value === 'string' && !new RegExp(schema.pattern, 'u').test(value)) fail(`${value} is not ${schema.pattern}`);
    if (schema.minimum !== undefined && value !== null && value < schema.minimum) fail(`is below ${schema.minimum}`);
    if (TYPES.object(value)) {
      for (const name of schema.required ?? []) if (!Object.hasOwn(value, name)) fail(`has no ${name}`);
      if (Object.keys(value).length > (schema.maxProperties ?? Infinity)) fail('has too many members');
      for (const [name, member] of Object.entries(value)) {
        const inner = schema.properties?.[name] ?? schema.additionalProperties;
        if (inner !== undefined) found.push(...check(inner, member, `${path}.${name}`, closed));
        else if (closed && schema.properties) fail(`has a member ${name}`);
      }
    }
    if (TYPES.array(value)) {
      if (value.length < (schema.minItems ?? 0) || value.length > (schema.maxItems ?? Infinity)) fail(`has ${value.length} items`);
      value.forEach((item, index) => {
        const inner = schema.prefixItems?.[index] ?? schema.items;
        if (inner !== undefined) found.push(...check(inner, item, `${path}[${index}]`, closed));
      });
    }
    if (schema.anyOf) {
      const results = schema.anyOf.map((option) => check(option, value, path, closed));
      if (results.every((result) => result.length > 0)) found.push(...results.sort((a, b) => a.length - b.length)[0]);
    }
    if (schema.oneOf) {
      // What the alternatives do not name, the whole names.
      const fits = schema.oneOf.filter((option) => check(option, value, path, false).length === 0);
      if (fits.length !== 1) fail(`fits ${fits.length} of the alternatives`);
    }
    return found;
  }
}
