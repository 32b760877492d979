/**
 * What each channel takes, and how much of it is used. A message is cut at these; nothing that a log says makes one be refused.
 */

/** RFC 5322 §2.1.1 allows 998 characters in a line; no mail client shows more than this of a subject. */
export const SUBJECT_CHARACTERS = 150;
/** Gmail shows the first 102 kB of a mail and hides the rest behind a link. */
export const EMAIL_HTML_BYTES = 90_000;

/** Of a text object in a section block: api.slack.com/reference/block-kit/composition-objects. */
export const SLACK_SECTION_CHARACTERS = 3000;
/** api.slack.com/reference/block-kit/blocks. */
export const SLACK_BLOCKS = 50;
/** Slack documents none for all blocks together, and refuses messages above about 13,200 characters (slackapi/bolt-js#2509). */
export const SLACK_MESSAGE_CHARACTERS = 11_000;
/** Of the text that notifications show: api.slack.com/methods/chat.postMessage recommends it. */
export const SLACK_TEXT_CHARACTERS = 4000;

/** No receiver of ours says one; 256 kB is what message queues behind webhooks take. */
export const WEBHOOK_BYTES = 256_000;

/** How much of the events goes into a message. */
export interface Extent {
  readonly events: number;
  /** Of one event. */
  readonly samples: number;
  /** Of one sample's text, in characters. */
  readonly text: number;
}

/** From much to little; the last one fits into every channel. */
const EXTENTS: readonly Extent[] = [
  { events: 20, samples: 5, text: 8000 },
  { events: 20, samples: 3, text: 2000 },
  { events: 20, samples: 2, text: 500 },
  { events: 20, samples: 1, text: 200 },
  { events: 10, samples: 1, text: 100 },
  { events: 5, samples: 1, text: 50 },
  { events: 1, samples: 0, text: 0 },
];

/** The largest message that the channel takes. */
export function fit<Made>(make: (extent: Extent) => Made, fits: (made: Made) => boolean): Made {
  for (const extent of EXTENTS.slice(0, -1)) {
    const made = make(extent);
    if (fits(made)) return made;
  }
  return make(EXTENTS[EXTENTS.length - 1] as Extent);
}
