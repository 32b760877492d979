/** Words that name an action or a view wherever they stand beside ids; they never become a parameter. */
const FIXED_WORDS: ReadonlySet<string> = new Set(
  (
    'me self current latest new edit create update delete search find list all count stats status health healthz ready readyz live livez metrics info ' +
    'version ping login logout signup register auth oauth token tokens callback admin settings config profile batch bulk export import download upload ' +
    'preview feed rss sitemap robots index home about contact help docs api graphql rpc static assets public images img css js fonts media favicon'
  ).split(' '),
);

/** Media and documents: their names are somebody's. */
const CONTENT = /\.(?:jpe?g|png|gif|webp|avif|svg|pdf|docx?|xlsx?|pptx?|mp[34]|mov|zip|tar|gz|csv|txt)$/i;

export function isFixedWord(segment: string): boolean {
  return FIXED_WORDS.has(segment.toLowerCase());
}

/** True for a segment that somebody may have named: with digits, several words, escapes, of a document. Few of them below one parent make a parameter. */
export function looksNamed(segment: string): boolean {
  if (segment.length > 24 || CONTENT.test(segment)) return true;
  let separators = 0;
  for (let at = 0; at < segment.length; at += 1) {
    const code = segment.charCodeAt(at);
    if ((code >= 48 && code <= 57) || code === 37 || code > 127) return true;
    if (code === 45 || code === 95 || code === 43 || code === 126) separators += 1;
  }
  return separators >= 2;
}
