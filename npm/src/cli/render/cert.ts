import type { CertificateSummary } from '../../types.js';
import type { Style } from '../style.js';
import { type Node, renderTree } from './tree.js';

/** A trust store as `cert ls` shows it. */
export interface ListedStore {
  store: string;
  files: { file: string; certificates?: CertificateSummary[]; error?: string }[];
}

/** Each store with its files and their certificates. */
export function renderStores(stores: ListedStore[], style: Style): string {
  if (stores.length === 0) return 'there are no trust stores\n';
  return stores
    .map(({ store, files }) => renderTree({ text: store, children: files.length === 0 ? [{ text: '(empty)' }] : files.map(file) }, style))
    .join('');
}

function file({ file, certificates = [], error }: ListedStore['files'][number]): Node {
  if (error !== undefined) return { text: `${file}  cannot be used: ${error}` };
  return {
    text: file,
    children: certificates.map(({ subject, notAfter, SHA256Fingerprint }) => ({
      text: subject,
      children: [{ text: `SHA256 fingerprint: ${SHA256Fingerprint}` }, { text: `expiry: ${notAfter}` }],
    })),
  };
}
