import type { Arguments } from '../args.js';
import { api } from '../core.js';
import { ofResult } from '../exit.js';
import { openBlob, readSignatureFile } from '../files.js';
import type { Io } from '../io.js';
import { judgeWith, networkSettings } from '../network.js';
import { form } from '../options.js';
import { renderVerdict, renderWarnings } from '../render/verdict.js';
import { judgingOptions, onlyOne, optional, outputOf } from '../request.js';
import { printableJson } from '../style.js';
import { loadTrust, withPolicyFile } from '../trust.js';
import { UsageError } from '../usage.js';

const USAGE = 'sealcheck blob verify --signature FILE BLOB';

export async function run(args: Arguments, io: Io): Promise<number> {
  const output = outputOf(args);
  const judge = judgeWith(networkSettings(args));
  const { evidence, ...options } = await judgingOptions(args, io);
  const signatureFile = args.value('signature');
  if (signatureFile === undefined) throw new UsageError('--signature: missing', form('signature'));
  const file = onlyOne(args, 'BLOB', USAGE);
  const { trustPolicy, trustStores, policyFile } = await loadTrust(args, 'blob', io);
  const signature = await readSignatureFile(signatureFile);
  const more = { ...optional('blobMediaType', args.value('media-type')), ...optional('policyName', args.value('policy-name')) };
  const blob = await openBlob(file, io);
  const verdict = await withPolicyFile(policyFile, () =>
    judge(
      (evidence) => api.verifyBlob({ trustPolicy, trustStores, signature, blob: blob(), ...more, ...options, evidence }),
      evidence,
    ),
  );
  if (output === 'json') {
    io.out(`${printableJson(verdict)}\n`);
  } else {
    renderWarnings(verdict, io);
    io.out(renderVerdict(verdict, io.style, { title: file, verbose: args.has('verbose') }));
  }
  return ofResult(verdict.result);
}
