// What several tests need.
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { flow, flowNames, trustOf } from '../../npm/test/support.mjs';
import { startLayoutRegistry } from '../../tests/node/layout-registry.mjs';

export { flow, flowNames, startLayoutRegistry, trustOf };

export const examples = fileURLToPath(new URL('../', import.meta.url));

/** The name of a case's repository, without registry. */
export const repositoryOf = ({ scope }) => scope.slice(scope.indexOf('/') + 1);

/** A registry that serves the layouts of these cases. */
export function startRegistry(names, options) {
  const cases = names.map(flow);
  return startLayoutRegistry(Object.fromEntries(cases.map((subject) => [repositoryOf(subject), subject.layout])), options);
}

/** Answers for the certificate's CRL in the cases that have one; nobody else is there. */
export function withCrl({ folder }, fetch) {
  return async (input, init) => {
    const url = new URL(input);
    if (url.protocol === 'https:') return fetch(input, init);
    if (!url.pathname.endsWith('.crl') || !existsSync(`${folder}/crl`)) throw new TypeError('nobody is there');
    return new Response(readFileSync(`${folder}/crl/leaf.crl`));
  };
}

/** An AdmissionReview that creates something. */
export function reviewOf(object, { operation = 'CREATE', oldObject = null, ...more } = {}) {
  const [version, group = ''] = object.apiVersion.split('/').reverse();
  const kind = { group, version, kind: object.kind };
  return {
    apiVersion: 'admission.k8s.io/v1',
    kind: 'AdmissionReview',
    request: { uid: '705ab4f5-6393-11e8-b7cc-42010a800002', kind, operation, object, oldObject, ...more },
  };
}

/** A pod with these images, one container each. */
export function pod(...images) {
  const containers = images.map((image, index) => ({ name: `c${index}`, image }));
  return { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'web' }, spec: { containers } };
}

/** The operations of an answer's patch. */
export function patchOf({ response }) {
  return response.patch === undefined ? [] : JSON.parse(Buffer.from(response.patch, 'base64').toString('utf8'));
}
