/** User agents and how common each is. The browsers' are of the kind that every site sees, the rest are programs. */
export const AGENTS: readonly (readonly [agent: string, weight: number])[] = [
  ['Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36', 30],
  ['Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Mobile Safari/537.36', 20],
  ['Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1', 14],
  ['Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Safari/605.1.15', 8],
  ['Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:132.0) Gecko/20100101 Firefox/132.0', 7],
  ['Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36 Edg/131.0.0.0', 6],
  ['Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)', 4],
  ['Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)', 2],
  ['okhttp/4.12.0', 5],
  ['curl/8.11.1', 2],
  ['python-requests/2.32.3', 2],
]; // prettier-ignore

/** Sites that visitors come from, and how common each is. */
export const REFERRING_SITES: readonly (readonly [url: string, weight: number])[] = [
  ['https://www.google.com/', 60],
  ['https://www.bing.com/', 12],
  ['https://duckduckgo.com/', 8],
  ['https://news.example.org/today', 6],
  ['https://social.example.net/', 14],
];
