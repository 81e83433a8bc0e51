/** What is wrong with a DATABASE_URL, and how one may be shown: passwords never are, whole or in part. */

export const DATABASE_FORM = 'postgres://user:password@host:5432/database';

const ENCODE = 'percent-encode the special characters of user and password: # as %23, / as %2F, ? as %3F, @ as %40';

/** Everything up to the first character that ends user, password and host (RFC 3986, section 3.2). */
const AUTHORITY = /^postgres(?:ql)?:\/\/(?<authority>[^/?#]*)(?<rest>.*)$/su;
/** Parameters whose values may hold an @, such as the users of some clouds. */
const FREE_TEXT = /[?&](?:user|password|options|application_name)=[^&#]*/gu;

/**
 * Undefined for a URL that names a host. PostgreSQL's client takes others too, and connects to what it makes of them:
 * without `//` to localhost, with a `#` in the password to a host of the user's name.
 */
export function databaseUrlFault(text: string): string | undefined {
  const { authority = '', rest = '' } = AUTHORITY.exec(text)?.groups ?? {};
  const isCutShort = !authority.includes('@') && rest.replaceAll(FREE_TEXT, '').includes('@');
  const url = URL.parse(text);
  if (isCutShort || (url === null && authority !== '')) {
    return `expected ${DATABASE_FORM}; ${ENCODE}`;
  }
  const isNamed = AUTHORITY.test(text) && (url?.hostname !== '' || url.searchParams.has('host'));
  return isNamed ? undefined : `expected ${DATABASE_FORM}`;
}

const LOOKS_LIKE_URL = /:\/\/|:.*@/su;
const USER_AND_PASSWORD = /^(?<user>[a-z][a-z0-9+.-]*:\/\/[^:]*|(?![a-z][a-z0-9+.-]*:\/\/)[^:]*):(?:.*@|.*$)/isu;
const PASSWORD_PARAMETER = /(?<=[?&]password=)[^&]*/giu;

/** A URL as it may be shown. Text that is no URL may be a bare password, so only its length is told. */
export function withoutPassword(text: string): string {
  return LOOKS_LIKE_URL.test(text)
    ? text
        .replace(USER_AND_PASSWORD, (match, user) => `${user}:***${match.endsWith('@') ? '@' : ''}`)
        .replace(PASSWORD_PARAMETER, '***')
    : `(${text.length} characters)`;
}

/** The same of a URL that may be a right one: a port is no password where nobody's name stands before the host. */
export function shownUrl(text: string): string {
  const url = URL.parse(text);
  const isNameless = url !== null && url.hostname !== '' && url.hash === '' && !text.includes('@');
  return isNameless ? text.replace(PASSWORD_PARAMETER, '***') : withoutPassword(text);
}
