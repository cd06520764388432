import { type Arguments, oneOf } from '../args.js';
import { api } from '../core.js';
import { ACCEPTED, REJECTED } from '../exit.js';
import type { Io } from '../io.js';
import { renderReport } from '../render/policy.js';
import { onlyOne, outputOf } from '../request.js';
import { printableJson } from '../style.js';
import { loadTrustStores, readUserFile } from '../trust.js';

export async function run(args: Arguments, io: Io): Promise<number> {
  const output = outputOf(args);
  const file = onlyOne(args, 'FILE', 'sealcheck policy lint FILE');
  const kind = oneOf(args, 'kind', ['oci', 'blob']) ?? kindByName(file);
  const trustStores = args.has('config') || args.has('trust-store') ? await loadTrustStores(args, io) : undefined;
  const report = await api.lintTrustPolicy(await readUserFile(file), {
    ...(kind && { kind }),
    ...(trustStores && { trustStores }),
  });
  io.out(output === 'json' ? `${printableJson(report)}\n` : renderReport(report, file, io.style));
  return report.valid ? ACCEPTED : REJECTED;
}

/** notation's own names say of which kind a document is. */
function kindByName(file: string): 'oci' | 'blob' | undefined {
  if (/(^|[\\/])trustpolicy\.blob\.json$/.test(file)) return 'blob';
  return /(^|[\\/])trustpolicy(\.oci)?\.json$/.test(file) ? 'oci' : undefined;
}
