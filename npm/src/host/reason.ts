/** Why nothing came over the network. */
import { messageOf } from '../errors.js';
import { systemCode } from './node.js';

/** What went wrong, in plain words where it is common. */
export function reasonOf(error: unknown): string {
  const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
  switch (systemCode(cause)) {
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
      return messageOf(cause);
  }
}
