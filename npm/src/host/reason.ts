/** Why nothing came over the network. */
import { messageOf } from '../errors.js';
import { systemCode } from './node.js';

export const NO_TLS = 'the host does not speak TLS';
export const UNKNOWN_AUTHORITY = "the host's certificate is of an authority that is not trusted here";

/** The code of what fetch or Node's client failed with. */
export function networkCode(error: unknown): string | undefined {
  return systemCode(causeOf(error));
}

/** What went wrong, in plain words where it is common. */
export function reasonOf(error: unknown): string {
  const code = networkCode(error);
  // What a server says that expects http.
  if (code?.startsWith('ERR_SSL_WRONG_VERSION') || code?.startsWith('ERR_SSL_PACKET_LENGTH')) return NO_TLS;
  if (code !== undefined && /^(?:DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_(?:GET_ISSUER|VERIFY))/.test(code)) return UNKNOWN_AUTHORITY;
  switch (code) {
    case 'ECONNREFUSED':
      return 'the connection was refused';
    case 'ECONNRESET':
    case 'UND_ERR_SOCKET':
      return 'the connection was closed';
    case 'ENOTFOUND':
      return 'the host does not exist';
    case 'EAI_AGAIN':
      return 'the host cannot be looked up now';
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
      return 'the host cannot be reached';
    case 'ETIMEDOUT':
    case 'UND_ERR_CONNECT_TIMEOUT':
      return 'the host does not answer';
    case 'UND_ERR_HEADERS_OVERFLOW':
    case 'HPE_HEADER_OVERFLOW':
      return 'the answer has headers larger than anybody reads';
    default:
      // fetch says "fetch failed" and keeps the reason.
      return messageOf(causeOf(error));
  }
}

function causeOf(error: unknown): unknown {
  return error instanceof Error && error.cause !== undefined ? error.cause : error;
}
