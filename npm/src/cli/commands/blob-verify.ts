import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { SealcheckError } from '../../errors.js';
import { systemMessage } from '../../host/node.js';
import { replayable } from '../../host/online.js';
import type { Arguments } from '../args.js';
import { api } from '../core.js';
import { ofResult } from '../exit.js';
import { readSignatureFile } from '../files.js';
import type { Io } from '../io.js';
import { judgeOf } from '../network.js';
import { form } from '../options.js';
import { renderVerdict, renderWarnings } from '../render/verdict.js';
import { judgingOptions, onlyOne, outputOf } from '../request.js';
import { printableJson } from '../style.js';
import { loadTrust, withPolicyFile } from '../trust.js';
import { UsageError } from '../usage.js';

const USAGE = 'sealcheck blob verify --signature FILE BLOB';

export async function run(args: Arguments, io: Io): Promise<number> {
  const output = outputOf(args);
  const judge = judgeOf(args);
  const { evidence, ...options } = await judgingOptions(args, io);
  const signatureFile = args.value('signature');
  if (signatureFile === undefined) throw new UsageError('--signature: missing', form('signature'));
  const file = onlyOne(args, 'BLOB', USAGE);
  const { trustPolicy, trustStores, policyFile } = await loadTrust(args, 'blob', io);
  const signature = await readSignatureFile(signatureFile);
  const blobMediaType = args.value('media-type');
  const policyName = args.value('policy-name');
  // Read again when there is more evidence.
  const blob = file === '-' ? replayable(io.stdin) : await open(file);
  const verdict = await withPolicyFile(policyFile, () =>
    judge(
      (evidence) =>
        api.verifyBlob({
          trustPolicy,
          trustStores,
          signature,
          blob: blob(),
          ...(blobMediaType !== undefined && { blobMediaType }),
          ...(policyName !== undefined && { policyName }),
          ...options,
          evidence,
        }),
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

async function open(file: string): Promise<() => AsyncIterable<Uint8Array>> {
  const fault = (error: unknown): never => {
    throw new SealcheckError('unreadable', `${file}: ${systemMessage(error)}`, { cause: error });
  };
  // Looked at now, so that a missing file is said before anything is judged; read only when asked for.
  const found = await stat(file).catch(fault);
  if (found.isDirectory()) fault(Object.assign(new Error(), { code: 'EISDIR' }));
  return async function* () {
    try {
      yield* createReadStream(file) as AsyncIterable<Uint8Array>;
    } catch (error) {
      fault(error);
    }
  };
}

