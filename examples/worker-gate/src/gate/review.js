/** Kubernetes `AdmissionReview` v1: which images it would run, and the answer. Pure; nothing is fetched here. */
import { plain, quoted } from './text.js';

/** Where each kind keeps the specification of its pod. */
const POD_SPECS = new Map([
  ['/v1/Pod', ['spec']],
  ['/v1/PodTemplate', ['template', 'spec']],
  ['/v1/ReplicationController', ['spec', 'template', 'spec']],
  ['apps/v1/DaemonSet', ['spec', 'template', 'spec']],
  ['apps/v1/Deployment', ['spec', 'template', 'spec']],
  ['apps/v1/ReplicaSet', ['spec', 'template', 'spec']],
  ['apps/v1/StatefulSet', ['spec', 'template', 'spec']],
  ['batch/v1/CronJob', ['spec', 'jobTemplate', 'spec', 'template', 'spec']],
  ['batch/v1/Job', ['spec', 'template', 'spec']],
]);
const CONTAINERS = ['initContainers', 'containers', 'ephemeralContainers'];

/** What the API server sends for every object at once; nobody has so many containers. */
const MAX_CONTAINERS = 10_000;
/** Of a Kubernetes status message, in characters. */
const MAX_MESSAGE = 4000;
const MAX_WARNING = 250;

/** Not a review that can be judged. */
export class ReviewError extends Error {}

/**
 * The `uid` that the answer has to repeat.
 *
 * @param {unknown} review parsed JSON
 */
export function uidOf(review) {
  const uid = member(member(review, 'request'), 'uid');
  return typeof uid === 'string' && /^[0-9A-Za-z-]{1,128}$/.test(uid) ? uid : undefined;
}

/**
 * The images of a review that have to be judged: all of a new object; of a changed one those that are new in it, so that
 * a pod whose signature has expired meanwhile can still be scaled down, labelled and deleted.
 *
 * @param {unknown} review parsed JSON
 * @returns {{ path: string, subject: string, image: string }[]} `path`: JSON pointer to the string
 * @throws {ReviewError}
 */
export function imagesOf(review) {
  if (member(review, 'apiVersion') !== 'admission.k8s.io/v1' || member(review, 'kind') !== 'AdmissionReview') {
    throw new ReviewError('this is not an AdmissionReview of admission.k8s.io/v1');
  }
  const request = member(review, 'request');
  if (uidOf(review) === undefined) throw new ReviewError('request.uid is missing or malformed');
  const specPath = specPathOf(request);
  switch (member(request, 'operation')) {
    case 'CREATE':
      return imagesOfObject(request, 'object', specPath);
    case 'UPDATE': {
      const before = new Set(imagesOfObject(request, 'oldObject', specPath).map(identity));
      return imagesOfObject(request, 'object', specPath).filter((found) => !before.has(identity(found)));
    }
    case 'DELETE':
      return [];
    default:
      throw new ReviewError('request.operation is not CREATE, UPDATE or DELETE: send only those to this webhook');
  }
}

function specPathOf(request) {
  const kind = member(request, 'kind');
  const names = ['group', 'version', 'kind'].map((name) => member(kind, name) ?? '');
  const path = names.every((name) => typeof name === 'string') ? POD_SPECS.get(names.join('/')) : undefined;
  if (path !== undefined) return path;
  const known = [...POD_SPECS.keys()].map((name) => name.replace(/^.*\//, '')).join(', ');
  throw new ReviewError(`nobody knows where ${quoted(names.join('/'), 100)} has its images: send only ${known} to this webhook`);
}

function imagesOfObject(request, name, specPath) {
  const object = member(request, name);
  if (!isObject(object)) throw new ReviewError(`request.${name} is missing`);
  const { kind, group, version } = request.kind;
  const apiVersion = group ? `${group}/${version}` : version;
  if (member(object, 'kind') !== kind || member(object, 'apiVersion') !== apiVersion) {
    throw new ReviewError(`request.${name} is not of the kind that request.kind says`);
  }
  let spec = object;
  for (const step of specPath) spec = member(spec, step);
  const at = specPath.join('.');
  if (!isObject(spec)) throw new ReviewError(`request.${name}.${at} is missing`);
  const pointer = `/${specPath.join('/')}`;
  const images = [
    ...CONTAINERS.flatMap((list) => listOf(spec, list, at).map((container, index) => [`${list}/${index}/image`, container, member(container, 'image')])),
    // Image volumes bring files of an image into a container without running it.
    ...listOf(spec, 'volumes', at).flatMap((volume, index) => {
      const image = member(volume, 'image');
      return image === undefined || image === null ? [] : [[`volumes/${index}/image/reference`, volume, member(image, 'reference')]];
    }),
  ];
  if (!images.some(([path]) => path.startsWith('containers/'))) throw new ReviewError(`request.${name}.${at}.containers is missing`);
  if (images.length > MAX_CONTAINERS) throw new ReviewError(`more than ${MAX_CONTAINERS} containers`);
  return images.map(([path, owner, image]) => {
    const what = path.startsWith('volumes') ? 'volume' : 'container';
    const label = member(owner, 'name');
    const subject = `${what} ${typeof label === 'string' ? quoted(label, 63) : path.replace(/\/[^0-9]*$/, '')}`;
    if (typeof image !== 'string' || image === '') throw new ReviewError(`${subject} names no image`);
    return { path: `${pointer}/${path}`, subject, image };
  });
}

/** Lists may be missing or null; anything else is malformed. */
function listOf(spec, name, at) {
  const list = member(spec, name) ?? [];
  if (!Array.isArray(list)) throw new ReviewError(`${at}.${name} is not a list`);
  if (!list.every(isObject)) throw new ReviewError(`${at}.${name} has something that is not an object`);
  return list;
}

/** The same image in the same container of the same list; its position may change. */
function identity({ path, subject, image }) {
  return JSON.stringify([path.replace(/\/[0-9]+\//, '/'), subject, image]);
}

/**
 * The answer to a review.
 *
 * @param {string} uid
 * @param {{ path: string, subject: string, image: string }[]} images
 * @param {Map<string, import('./gate.js').Decision>} decisions by image
 * @param {{ patch: boolean }} options whether images are replaced by what was verified
 */
export function answer(uid, images, decisions, { patch }) {
  const judged = images.map((found) => ({ ...found, decision: decisions.get(found.image) }));
  const refused = judged.filter(({ decision }) => decision?.admitted !== true);
  if (refused.length > 0) return denial(uid, refusal(refused, images.length));
  const replaced = patch ? judged.filter(({ image, decision }) => (decision.pinned ?? image) !== image) : [];
  const operations = replaced.map(({ path, decision }) => ({ op: 'replace', path, value: decision.pinned }));
  const warnings = [...new Set(judged.flatMap(({ decision }) => decision.warnings))];
  return envelope(uid, {
    allowed: true,
    ...(operations.length > 0 && { patchType: 'JSONPatch', patch: btoa(JSON.stringify(operations)) }),
    ...(warnings.length > 0 && { warnings: warnings.slice(0, 5).map((text) => plain(text, MAX_WARNING)) }),
  });
}

/** The answer that admits nothing. */
export function denial(uid, message, code = 403) {
  return envelope(uid, { allowed: false, status: { code, reason: code === 403 ? 'Forbidden' : 'InternalError', message: message.slice(0, MAX_MESSAGE) } });
}

function refusal(refused, total) {
  const shown = refused.slice(0, 5).map(({ subject, decision }) => `${subject}: ${decision?.message ?? 'not judged'}`);
  const more = refused.length - shown.length;
  const head = `${refused.length} of ${total} images ${total === 1 ? 'is' : 'are'} not admitted.`;
  return [...(total === 1 ? [] : [head]), ...shown, ...(more > 0 ? [`… and ${more} more`] : [])].join('\n');
}

function envelope(uid, response) {
  return { apiVersion: 'admission.k8s.io/v1', kind: 'AdmissionReview', response: { uid, ...response } };
}

function isObject(value) {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function member(value, name) {
  return isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
}
